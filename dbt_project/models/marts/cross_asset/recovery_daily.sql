with
closes as (select asset, kind, area, date, close, known_at from {{ ref('int_asset_closes') }}),
windows as (select recovery, peak_from, peak_to from {{ ref('recovery_windows') }}),
peaks as (
    select
        windows.recovery,
        closes.asset,
        arg_max(closes.date, closes.close order by closes.date) as peak_date,
        max(closes.close) as peak,
        max(closes.known_at) as known_at,
        windows.peak_to
    from windows
    inner join closes on closes.date between windows.peak_from and windows.peak_to
    group by windows.recovery, closes.asset, windows.peak_to
),
-- two years are followed: past them the low of another fall would be taken for that of this one
after_peak as (
    select
        peaks.recovery,
        closes.asset,
        closes.kind,
        closes.area,
        closes.date,
        closes.close,
        peaks.peak_date,
        peaks.peak,
        peaks.peak_to,
        min(closes.close) over since as trough,
        greatest(peaks.known_at, max(closes.known_at) over since) as known_at
    from peaks
    inner join closes on peaks.asset = closes.asset and closes.date > peaks.peak_date and closes.date <= peaks.peak_date + 730
    window since as (partition by peaks.recovery, closes.asset order by closes.date rows unbounded preceding)
),
judged as (
    select *, 100 * (trough / peak - 1) as deepest_drawdown_pct from after_peak where date > peak_to
),
absent as (
    select
        windows.recovery,
        coverage.asset,
        assets.kind,
        assets.area,
        windows.peak_to + 1 as date,
        coverage.reason
    from {{ ref('int_asset_coverage') }} as coverage
    inner join {{ ref('cross_assets') }} as assets on coverage.asset = assets.asset
    cross join windows
    where coverage.reason is not null and windows.peak_to < (select max(date) from closes)
)
select
    recovery,
    asset,
    kind,
    area,
    date,
    close,
    peak_date,
    peak,
    trough,
    deepest_drawdown_pct,
    -- a fall of less than 3 % is noise, and of its recovery nothing can be said
    case when deepest_drawdown_pct <= -3 then (close - trough) / (peak - trough) end as recovery_ratio,
    known_at,
    case when deepest_drawdown_pct > -3 then 'recovery: fell by less than 3 % from the peak' end as degraded_reason
from judged
union all by name
select recovery, asset, kind, area, date, null as known_at, reason as degraded_reason from absent
