with
closes as (select * from {{ ref('int_asset_closes') }}),
highs as (
    select
        *,
        max(close) over since as highest,
        -- the last day at the highest close: a close at the old high is no longer under water
        max(close) over since = close as at_high
    from closes
    window since as (partition by asset order by date rows unbounded preceding)
),
peaks as (
    select
        *,
        max(case when at_high then date end) over since as peak_date,
        min(date) over since as held_from,
        max(known_at) over since as used_known_at
    from highs
    window since as (partition by asset order by date rows unbounded preceding)
),
held as (
    select
        asset,
        kind,
        area,
        date,
        close,
        held_from,
        peak_date,
        100 * (close / highest - 1) as drawdown_pct,
        (date - peak_date)::integer as under_water_days,
        used_known_at as known_at,
        null::varchar as degraded_reason
    from peaks
),
-- of an asset of which nothing is held one row says why, at the last day that any other has
absent as (
    select
        coverage.asset,
        assets.kind,
        assets.area,
        (select max(date) from closes) as date,
        coverage.reason
    from {{ ref('int_asset_coverage') }} as coverage
    inner join {{ ref('cross_assets') }} as assets on coverage.asset = assets.asset
    where coverage.reason is not null
)
select * from held
union all by name
select asset, kind, area, date, null as known_at, reason as degraded_reason from absent where date is not null
