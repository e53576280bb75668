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
        any_value(state.degraded_reason) as degraded_reason
    from {{ ref('rate_legs') }} as spec
    left join rates on spec.series = rates.series
    left join {{ ref('stg_catalog__series') }} as catalog on spec.series = catalog.series
    left join {{ ref('stg_ledger__states') }} as state on catalog.release = state.release
    group by spec.series
),
candidates as (
    select
        legs.area,
        legs.tenor,
        legs.priority,
        legs.series,
        legs.note,
        legs.max_age_days,
        days.date,
        case when days.date - rates.period_end <= legs.max_age_days then rates.value end as rate_pct,
        case when days.date - rates.period_end <= legs.max_age_days then (days.date - rates.period_end)::integer end
            as age_days,
        case when days.date - rates.period_end <= legs.max_age_days then rates.known_at end as known_at
    from legs
    cross join days
    asof left join rates on legs.series = rates.series and days.date >= rates.period_end
),
chosen as (
    select *
    from candidates
    qualify row_number() over (partition by area, tenor, date order by rate_pct is null, priority) = 1
)
select
    chosen.area,
    chosen.tenor,
    chosen.date,
    chosen.rate_pct,
    chosen.series,
    chosen.age_days,
    chosen.known_at,
    case
        when chosen.rate_pct is not null then null
        when chosen.series is null then chosen.area || ' ' || chosen.tenor || ': ' || chosen.note
        else chosen.series || ': ' || {{ why_absent('chosen.date', 'coverage', 'chosen.max_age_days') }}
    end as reason
from chosen
left join coverage on chosen.series = coverage.series
