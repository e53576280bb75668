with
flags as (select * from {{ ref('int_sell_off_flags') }} where fell),
-- less than 20 days after the flag before it is the same episode
starts as (
    select
        *,
        (date - lag(date) over by_date < 20) is not true as begins
    from flags
    window by_date as (partition by market, horizon, threshold order by date)
),
numbered as (
    select *, sum(begins::integer) over (partition by market, horizon, threshold order by date) as episode from starts
)
select
    market,
    area,
    horizon,
    threshold,
    min(date) as first_date,
    max(date) as last_date,
    count(*)::integer as flags_count,
    min(equity_return_pct) as worst_equity_return_pct,
    max(yield_change_bp) as largest_yield_rise_bp,
    min(currency_return_pct) as worst_currency_return_pct,
    max(known_at) as known_at,
    null::varchar as degraded_reason
from numbered
group by market, area, horizon, threshold, episode
