{#- Each candidate's rate joined as of the day, the first that is young enough chosen, and reasons put together only for
    the days that have none: the words of a reason are made once for each candidate, not once for each day. -#}
with
legs as (select * from {{ ref('rate_legs') }}),
rates as materialized (select * from {{ ref('int_rates') }}),
days as materialized (
    -- not the funds rate, which has a figure for Sundays, too
    select distinct period_end as date from {{ ref('stg_fred__h15') }} where value is not null and starts_with(series, 'DGS')
    union
    select distinct period_end from {{ ref('stg_fred__h10') }} where value is not null
),
releases as (
    select catalog.series, state.degraded_reason
    from {{ ref('stg_catalog__series') }} as catalog
    inner join {{ ref('stg_ledger__states') }} as state on catalog.release = state.release
),
held as (
    select series, min(period_end) as first_period, max(period_end) as last_period, any_value(monthly) as monthly
    from rates
    group by series
),
rules as (select distinct series, base_series from {{ ref('policy_rate_rules') }}),
candidates as materialized (
    select
        legs.area,
        legs.tenor,
        legs.priority,
        legs.series,
        legs.max_age_days,
        held.first_period,
        held.last_period,
        case
            when legs.series is null then legs.area || ' ' || legs.tenor || ': ' || legs.note
            when held.last_period is null then legs.series || ': ' || coalesce(releases.degraded_reason, 'no figure is known')
            when held.monthly
                then legs.series || ': no month average out by this day and at most ' || legs.max_age_days || ' days old'
        end as why_always,
        legs.series || ': ' || {{ why_absent("'infinity'::date", 'held', 'legs.max_age_days') }} as why_after,
        legs.series || ': ' || {{ why_absent("'-infinity'::date", 'held', 'legs.max_age_days') }} as why_before,
        legs.series || ': ' || {{ why_absent('held.first_period', 'held', 'legs.max_age_days') }} as why_between
    from legs
    left join (select *, null::varchar as degraded_reason from held) as held on legs.series = held.series
    left join rules on legs.series = rules.series
    -- what is derived by a rule is missing when its base is
    left join releases on coalesce(rules.base_series, legs.series) = releases.series
),
found as (
    select
        candidates.area,
        candidates.tenor,
        candidates.priority,
        candidates.series,
        days.date,
        rates.value,
        rates.monthly,
        rates.known_at,
        (days.date - rates.period_end)::integer as age_days
    from candidates
    cross join days
    asof left join rates on candidates.series = rates.series and days.date >= rates.usable_from
    -- a daily figure stands for later days only while the series goes on: past its end it may still be published
    where days.date - rates.period_end
        <= case when rates.monthly or days.date <= candidates.last_period then candidates.max_age_days else 0 end
),
chosen as (select * from found qualify row_number() over (partition by area, tenor, date order by priority) = 1),
wanted as (select wanted.area, wanted.tenor, days.date from (select distinct area, tenor from legs) as wanted cross join days),
missing as (
    select wanted.area, wanted.tenor, wanted.date
    from wanted
    anti join chosen on wanted.area = chosen.area and wanted.tenor = chosen.tenor and wanted.date = chosen.date
),
-- joined candidate by candidate: an ordered string_agg over all missing days takes longer than everything else here
reasons as (
    select
        missing.area,
        missing.tenor,
        missing.date,
        concat_ws(
            '; '
            {%- for priority in range(1, 5) %},
            case
                when c{{ priority }}.why_always is not null then c{{ priority }}.why_always
                when missing.date > c{{ priority }}.last_period then c{{ priority }}.why_after
                when missing.date < c{{ priority }}.first_period then c{{ priority }}.why_before
                else c{{ priority }}.why_between
            end
            {%- endfor %}
        ) as reason
    from missing
    {% for priority in range(1, 5) -%}
    left join candidates as c{{ priority }}
        on missing.area = c{{ priority }}.area and missing.tenor = c{{ priority }}.tenor and c{{ priority }}.priority = {{ priority }}
    {% endfor %}
)
select
    area,
    tenor,
    date,
    value as rate_pct,
    series,
    age_days,
    monthly as is_month_average,
    known_at,
    null::varchar as reason
from chosen
union all by name
select area, tenor, date, reason from reasons
