with
legs as (select * from {{ ref('rate_legs') }}),
rates as (select * from {{ ref('int_rates') }}),
days as (
    select distinct period_end as date from {{ ref('stg_fred__h15') }} where value is not null
    union
    select distinct period_end from {{ ref('stg_fred__h10') }} where value is not null
),
coverage as (
    select
        spec.series,
        min(rates.period_end) as first_period,
        max(rates.period_end) as last_period,
        any_value(rates.monthly) as monthly,
        any_value(state.degraded_reason) as degraded_reason
    from {{ ref('rate_legs') }} as spec
    left join rates on spec.series = rates.series
    left join {{ ref('stg_catalog__series') }} as catalog on spec.series = catalog.series
    left join {{ ref('stg_ledger__states') }} as state on catalog.release = state.release
    group by spec.series
),
found as (
    select
        legs.*,
        days.date,
        rates.value,
        rates.monthly,
        rates.known_at,
        (days.date - rates.period_end)::integer as age_days
    from legs
    cross join days
    asof left join rates on legs.series = rates.series and days.date >= rates.usable_from
),
candidates as (
    select
        found.*,
        -- a daily figure stands for later days only while the series goes on: past its end it may still be published
        found.age_days <= case
            when found.monthly or found.date <= coverage.last_period then found.max_age_days else 0
        end as young,
        case
            when found.series is null then found.area || ' ' || found.tenor || ': ' || found.note
            when coverage.monthly
                then found.series || ': no month average out by this day and at most ' || found.max_age_days || ' days old'
            else found.series || ': ' || {{ why_absent('found.date', 'coverage', 'found.max_age_days') }}
        end as why_not
    from found
    left join coverage on found.series = coverage.series
),
chosen as (
    select
        area,
        tenor,
        date,
        arg_min({series: series, rate: value, age: age_days, monthly: monthly, known: known_at}, priority)
            filter (where young) as leg,
        string_agg(why_not, '; ' order by priority) filter (where young is not true) as why_not
    from candidates
    group by area, tenor, date
)
select
    area,
    tenor,
    date,
    leg.rate as rate_pct,
    leg.series as series,
    leg.age as age_days,
    leg.monthly as is_month_average,
    leg.known as known_at,
    case when leg is null then why_not end as reason
from chosen
