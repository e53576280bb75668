{#- What is held of every asset and government yield that a cross-asset mart may use, and why there is nothing. -#}
with
wanted as (
    select asset, series from {{ ref('cross_assets') }}
    union all
    select distinct yield_series, yield_series from {{ ref('sell_off_markets') }}
),
held as (
    select asset, date from {{ ref('int_asset_closes') }}
    union all
    select rates.series, rates.period_end from {{ ref('int_rates') }} as rates
),
span as (select asset, min(date) as first_date, max(date) as last_date from held group by asset)
select
    wanted.asset,
    wanted.series,
    span.first_date,
    span.last_date,
    case
        when span.last_date is null
            then wanted.series || ': ' || coalesce(state.degraded_reason, 'no figure is known')
    end as reason
from wanted
left join span on wanted.asset = span.asset
left join {{ ref('stg_catalog__series') }} as catalog on wanted.series = catalog.series
left join {{ ref('stg_ledger__states') }} as state on catalog.release = state.release
