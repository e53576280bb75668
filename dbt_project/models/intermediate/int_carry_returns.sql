{#- Excess return of long US dollars funded in the foreign currency, over the fixings of each pair. -#}
with
rates as materialized (select area, tenor, date, rate_pct, known_at, reason from {{ ref('int_rate_legs') }}),
fixings as (
    select area, date, log_return, known_at, lag(date) over (partition by area order by date) as date_before
    from {{ ref('int_fx_volatility') }}
),
legs as (
    select
        fixings.area,
        fixings.date,
        100 * fixings.log_return as spot_pct,
        (fixings.date - fixings.date_before) * (us.rate_pct / 360 - home.rate_pct / 365) as accrual_pct,
        greatest(fixings.known_at, us.known_at, home.known_at) as legs_known_at,
        {{ reasons(['us.reason', 'home.reason']) }} as rate_reason
    from fixings
    left join rates as us on us.area = 'USA' and us.tenor = 'overnight' and fixings.date_before = us.date
    left join rates as home
        on fixings.area = home.area and home.tenor = 'funding' and fixings.date_before = home.date
),
started as (
    select *, min(date) filter (where spot_pct + accrual_pct is not null) over (partition by area) as starts
    from legs
),
summed as (
    select
        *,
        spot_pct + accrual_pct as excess_return_pct,
        -- a sum over a gap would be too small without saying so: from the first gap on there is none
        date >= starts and count(spot_pct + accrual_pct) over since = count(*) over since as unbroken,
        sum(spot_pct) over since as cum_spot_pct,
        sum(accrual_pct) over since as cum_accrual_pct,
        -- sums, drawdown and windows rest on every leg before them
        max(legs_known_at) over (partition by area order by date) as known_at
    from started
    window since as (partition by area, date >= starts order by date)
),
whole as (
    select
        area,
        date,
        excess_return_pct,
        rate_reason,
        starts,
        known_at,
        case when unbroken then cum_spot_pct end as cum_spot_pct,
        case when unbroken then cum_accrual_pct end as cum_accrual_pct,
        case when unbroken then cum_spot_pct + cum_accrual_pct end as cum_carry_pct
    from summed
)
select
    area,
    date,
    excess_return_pct,
    case when count(excess_return_pct) over d5 = 5 then sum(excess_return_pct) over d5 end as excess_return_5d_pct,
    cum_carry_pct,
    cum_spot_pct,
    cum_accrual_pct,
    cum_carry_pct - max(cum_carry_pct) over d252 as drawdown_pct,
    case when count(excess_return_pct) over d63 = 63 then skewness(excess_return_pct) over d63 end as skewness_63d,
    -- mean of the worst 2.5 % of the 504 returns up to the fixing before, as a loss: 12.6 returns, the thirteenth by 0.6
    case
        when count(excess_return_pct) over d504 = 504
            then -(list_sum((min(excess_return_pct, 13) over d504)[:12]) + 0.6 * (min(excess_return_pct, 13) over d504)[13]) / 12.6
    end as expected_shortfall_pct,
    known_at,
    case
        when cum_carry_pct is not null and count(excess_return_pct) over d5 < 5
            then 'carry: fewer than five returns since ' || starts
        when cum_carry_pct is null
            then 'carry: ' || coalesce(
                rate_reason,
                case when date < starts then 'starts ' || starts end,
                'a leg was missing on an earlier day since ' || starts,
                'no day on which both rates and the fixing are known'
            )
    end as reason
from whole
window
    d5 as (partition by area order by date rows between 4 preceding and current row),
    d63 as (partition by area order by date rows between 62 preceding and current row),
    d252 as (partition by area order by date rows between 251 preceding and current row),
    d504 as (partition by area order by date rows between 504 preceding and 1 preceding)
