{#- The morning's central parity against the market before it: a gap below zero is a fixing stronger than the market. -#}
with
days as (
    select period_end as date from {{ ref('stg_cfets__central_parity') }}
    where series = 'CNY_PARITY_USD' and value is not null
),
parity as ({{ leg('days', 'stg_cfets__central_parity', 'CNY_PARITY_USD') }}),
noon as (
    select period_end, value, known_at, lead(period_end) over (order by period_end) as next_period_end
    from {{ ref('stg_fred__h10') }}
    where series = 'DEXCHUS' and value is not null
),
span as (select max(period_end) as last_period from noon),
-- each noon rate on the days that it is the last one before, up to five; past the last one held only on the next day, since a
-- later one may still be published
before as (
    select noon.period_end + later.days::integer as date, later.days::integer as age_days, noon.value, noon.known_at
    from noon
    cross join range(1, 6) as later (days)
    where noon.period_end + later.days::integer <= coalesce(noon.next_period_end, noon.period_end + 1)
),
joined as (
    select
        parity.date,
        parity.value as parity_per_usd,
        parity.known_at as parity_known_at,
        before.value as noon_before_per_usd,
        before.age_days as noon_age_days,
        before.known_at as noon_known_at,
        'DEXCHUS: ' || case
            when span.last_period is null then 'no figure is known'
            when parity.date > span.last_period then 'last figure held is of ' || span.last_period
            else 'no figure in the five days before'
        end as noon_reason
    from parity
    cross join span
    left join before on parity.date = before.date
)
select
    date,
    parity_per_usd,
    noon_before_per_usd,
    noon_age_days,
    parity_per_usd - noon_before_per_usd as fixing_gap_per_usd,
    100 * (parity_per_usd / noon_before_per_usd - 1) as fixing_gap_pct,
    greatest(parity_known_at, noon_known_at) as known_at,
    case when noon_before_per_usd is null then noon_reason end as degraded_reason
from joined
