with
legs as (select * from {{ ref('int_sell_off_legs') }}),
changes as (
    select
        market,
        area,
        date,
        equity_close / lag(equity_close) over by_date - 1 as equity_return,
        -- a bond gains what its yield falls
        -100 * (yield_pct - lag(yield_pct) over by_date) as yield_fall_bp,
        currency_close / lag(currency_close) over by_date - 1 as currency_return,
        known_at,
        reason
    from legs
    window by_date as (partition by market order by date)
),
rolled as (
    select
        *,
        case when count(equity_return) over d63 = 63 and count(yield_fall_bp) over d63 = 63
            then corr(equity_return, yield_fall_bp) over d63 end as equity_bond,
        case when count(equity_return) over d63 = 63 and count(currency_return) over d63 = 63
            then corr(equity_return, currency_return) over d63 end as equity_currency,
        max(known_at) over d64 as used_known_at
    from changes
    window
        d63 as (partition by market order by date rows between 62 preceding and current row),
        d64 as (partition by market order by date rows between 63 preceding and current row)
),
-- a market whose equities are not held has one row to say so: its last day
last_day as (select market, max(date) as date from legs group by market)
select
    rolled.market,
    rolled.area,
    rolled.date,
    -- a leg that stood still for all 63 days correlates with nothing
    case when isfinite(rolled.equity_bond) then rolled.equity_bond end as equity_bond_correlation,
    case when isfinite(rolled.equity_currency) then rolled.equity_currency end as equity_currency_correlation,
    rolled.used_known_at as known_at,
    {{ reasons([
        "rolled.reason",
        "case when rolled.reason is null and (rolled.equity_bond is null or rolled.equity_currency is null) then 'correlation: fewer than 63 changes before this day' end",
        "case when rolled.equity_bond is not null and not isfinite(rolled.equity_bond) or rolled.equity_currency is not null and not isfinite(rolled.equity_currency) then 'correlation: a leg did not move in 63 days' end",
    ]) }} as degraded_reason
from rolled
inner join last_day on rolled.market = last_day.market
where rolled.reason is null or rolled.date = last_day.date
