with
judged as (
    select
        market,
        horizon,
        threshold,
        count(fell) as periods_count,
        count(*) filter (where fell) as flags_count,
        min(date) filter (where fell is not null) as first_date,
        max(date) filter (where fell is not null) as last_date,
        max(date) as last_day,
        max(known_at) as known_at
    from {{ ref('int_sell_off_flags') }}
    group by market, horizon, threshold
),
episodes as (
    select market, horizon, threshold, count(*) as episodes_count
    from {{ ref('triple_sell_off_episodes') }}
    group by market, horizon, threshold
),
reasons as (
    select
        markets.market,
        {{ reasons(['equity.reason', 'bond.reason', 'currency.reason']) }} as reason
    from {{ ref('sell_off_markets') }} as markets
    left join {{ ref('int_asset_coverage') }} as equity on markets.equity_asset = equity.asset
    left join {{ ref('int_asset_coverage') }} as bond on markets.yield_series = bond.asset
    left join {{ ref('int_asset_coverage') }} as currency on markets.currency_asset = currency.asset
)
select
    markets.market,
    markets.area,
    judged.horizon,
    grid.threshold,
    grid.scale,
    judged.last_day as as_of_date,
    judged.first_date,
    judged.last_date,
    nullif(judged.periods_count, 0)::integer as periods_count,
    case when judged.periods_count > 0 then judged.flags_count end::integer as flags_count,
    -- no flag at all in periods that were judged is no episode, not an unknown number of them
    case
        when episodes.episodes_count is not null then episodes.episodes_count
        when judged.periods_count > 0 then judged.flags_count
    end::integer as episodes_count,
    judged.known_at,
    case
        when judged.periods_count = 0
            then coalesce(reasons.reason, 'sell-off: no five years of changes before any day')
    end as degraded_reason
from judged
inner join {{ ref('sell_off_markets') }} as markets on judged.market = markets.market
inner join {{ ref('sell_off_grid') }} as grid on judged.threshold = grid.threshold
inner join reasons on judged.market = reasons.market
left join episodes
    on judged.market = episodes.market and judged.horizon = episodes.horizon and judged.threshold = episodes.threshold
