{#- Changes of the three legs over 5 and 21 common days and over calendar months, with the standard deviation of each leg's
    own changes over the five years before (the change itself is not in it). -#}
with
legs as (select * from {{ ref('int_sell_off_legs') }}),
-- a month is whole once a day of a later one is there
month_ends as (
    select *
    from legs
    qualify
        row_number() over (partition by market, date_trunc('month', date) order by date desc) = 1
        and date_trunc('month', date) < date_trunc('month', max(date) over (partition by market))
),
pairs as (
    {% for days in [5, 21] %}
    select
        market, area, date, '{{ days }}d' as horizon, 1260 as full_window, reason, known_at,
        lag(date, {{ days }}) over days_{{ days }} as date_before, lag(known_at, {{ days }}) over days_{{ days }} as known_before,
        equity_close, lag(equity_close, {{ days }}) over days_{{ days }} as equity_before,
        yield_pct, lag(yield_pct, {{ days }}) over days_{{ days }} as yield_before_pct,
        currency_close, lag(currency_close, {{ days }}) over days_{{ days }} as currency_before
    from legs
    window days_{{ days }} as (partition by market order by date)
    union all
    {% endfor %}
    select
        market, area, date, 'month' as horizon, 60 as full_window, reason, known_at,
        lag(date) over ends as date_before, lag(known_at) over ends as known_before,
        equity_close, lag(equity_close) over ends as equity_before,
        yield_pct, lag(yield_pct) over ends as yield_before_pct,
        currency_close, lag(currency_close) over ends as currency_before
    from month_ends
    window ends as (partition by market order by date)
),
-- a hole in a leg (a history that begins again later) makes no change over it: 5 days span at most 14, 21 at most 45
changes as (
    select
        * exclude (known_at),
        greatest(known_at, known_before) as known_at,
        round(100 * (equity_close / equity_before - 1), 9) as equity_return_pct,
        round(100 * (yield_pct - yield_before_pct), 6) as yield_change_bp,
        round(100 * (currency_close / currency_before - 1), 9) as currency_return_pct
    from pairs
    where
        case horizon when '5d' then date - date_before <= 14 when '21d' then date - date_before <= 45
        else date - date_before <= 38 end
)
select
    market,
    area,
    horizon,
    date_before,
    date,
    equity_return_pct,
    yield_change_bp,
    currency_return_pct,
    {% for leg in ['equity_return_pct', 'yield_change_bp', 'currency_return_pct'] %}
    case
        -- rounded: the last digits of a sliding deviation depend on how the engine cuts its windows
        when horizon = 'month' and count({{ leg }}) over m60 = full_window then round(stddev_samp({{ leg }}) over m60, 9)
        when horizon <> 'month' and count({{ leg }}) over d1260 = full_window
            then round(stddev_samp({{ leg }}) over d1260, 9)
    end as sigma_{{ leg }},
    {% endfor %}
    -- the standard deviations rest on every figure of their window
    case horizon when 'month' then max(known_at) over m60 else max(known_at) over d1260 end as window_known_at,
    known_at,
    reason
from changes
window
    m60 as (partition by market, horizon order by date rows between 60 preceding and 1 preceding),
    d1260 as (partition by market, horizon order by date rows between 1260 preceding and 1 preceding)
