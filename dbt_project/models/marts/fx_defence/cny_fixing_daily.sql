{#- The morning's central parity against the market before it: a gap below zero is a fixing stronger than the market. -#}
with
days as (
    select period_end as date from {{ ref('stg_cfets__central_parity') }}
    where series = 'CNY_PARITY_USD' and value is not null
),
parity as ({{ leg('days', 'stg_cfets__central_parity', 'CNY_PARITY_USD') }}),
noon as (
    select period_end, value, known_at from {{ ref('stg_fred__h10') }} where series = 'DEXCHUS' and value is not null
),
span as (select min(period_end) as first_period, max(period_end) as last_period from noon),
joined as (
    select
        parity.date,
        parity.value as parity_per_usd,
        parity.known_at as parity_known_at,
        -- past the last noon rate one may have been missed
        case when parity.date - noon.period_end <= 5 and parity.date <= span.last_period + 1 then noon.value end as noon_before_per_usd,
        case when parity.date - noon.period_end <= 5 and parity.date <= span.last_period + 1
            then (parity.date - noon.period_end)::integer
        end as noon_age_days,
        case when parity.date - noon.period_end <= 5 and parity.date <= span.last_period + 1 then noon.known_at end as noon_known_at,
        'DEXCHUS: ' || case
            when span.last_period is null then 'no figure is known'
            when parity.date > span.last_period then 'last figure held is of ' || span.last_period
            else 'no figure in the five days before'
        end as noon_reason
    from parity
    cross join span
    asof left join noon on parity.date > noon.period_end
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
