with
changes as (select * from {{ ref('int_sell_off_changes') }}),
-- a market of which a leg is not held at all has one row a horizon to say so: its last
last_day as (select market, horizon, max(date) as date from changes group by market, horizon)
select
    changes.market,
    changes.area,
    changes.horizon,
    changes.date_before,
    changes.date,
    changes.equity_return_pct,
    changes.yield_change_bp,
    changes.currency_return_pct,
    changes.sigma_equity_return_pct,
    changes.sigma_yield_change_bp,
    changes.sigma_currency_return_pct,
    case when changes.sigma_yield_change_bp is not null then changes.window_known_at else changes.known_at end as known_at,
    {{ reasons([
        "changes.reason",
        "case when changes.reason is null and changes.sigma_yield_change_bp is null then 'sigma: fewer than five years of changes before this day' end",
    ]) }} as degraded_reason
from changes
inner join last_day on changes.market = last_day.market and changes.horizon = last_day.horizon
where changes.reason is null or changes.date = last_day.date
