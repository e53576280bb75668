with
fixings as (
    select known.area, known.period_end as date, known.value as fx_per_usd, known.known_at
    from {{ ref('stg_fred__h10') }} as known
    inner join {{ ref('currency_pairs') }} as pairs on known.series = pairs.fx_series
    where known.value is not null
),
returns as (
    select *, ln(fx_per_usd / lag(fx_per_usd) over by_date) as log_return
    from fixings
    window by_date as (partition by area order by date)
),
rolled as (
    select
        *,
        -- a window that is not full has no volatility
        case when count(log_return) over d21 = 21 then stddev_samp(log_return) over d21 end as sd_21d,
        case when count(log_return) over d63 = 63 then stddev_samp(log_return) over d63 end as sd_63d
    from returns
    window
        d21 as (partition by area order by date rows between 20 preceding and current row),
        d63 as (partition by area order by date rows between 62 preceding and current row)
)
select
    area,
    date,
    fx_per_usd,
    log_return,
    100 * sqrt(252) * sd_21d as realised_vol_21d_pct,
    100 * sqrt(252) * sd_63d as realised_vol_63d_pct,
    100 * sqrt(252) * lag(sd_21d) over (partition by area order by date) as realised_vol_21d_lagged_pct,
    100 * sqrt(252) * lag(sd_63d) over (partition by area order by date) as realised_vol_63d_lagged_pct,
    -- of every fixing that a return or a lagged window of 63 returns rests on
    max(known_at) over (partition by area order by date rows between 64 preceding and current row) as known_at
from rolled
