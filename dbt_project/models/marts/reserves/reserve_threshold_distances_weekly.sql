with
thresholds as (
    select seed.*
    from {{ ref('reserve_thresholds') }} as seed, {{ ref('stg_ledger__as_of') }} as edition
    where seed.announced_at <= edition.as_of
        and seed.measure in ('reserves_usd_mn', 'reserves_to_gdp_pct', 'reserves_to_bank_assets_pct')
),
averages as (select * from {{ ref('reserves_weekly') }}),
levels as (select * from {{ ref('reserve_levels_weekly') }}),
-- each measure keeps to one basis: week averages against GDP, Wednesday levels against banks' assets of that Wednesday
measures as (
    select
        'reserves_usd_mn' as measure, period_end, reserves_week_avg_usd_mn as reserves,
        reserves_week_avg_usd_mn as measured, 1.0 as usd_mn_for_one_unit, known_at,
        case when reserves_week_avg_usd_mn is null then degraded_reason end as reason
    from averages
    union all
    select
        'reserves_to_gdp_pct', period_end, reserves_week_avg_usd_mn, reserves_to_gdp_pct,
        gdp_annual_rate_usd_mn / 100, known_at, case when reserves_to_gdp_pct is null then degraded_reason end
    from averages
    union all
    select
        'reserves_to_bank_assets_pct', period_end, reserves_level_usd_mn, reserves_to_bank_assets_pct,
        bank_assets_usd_mn / 100, known_at, case when reserves_to_bank_assets_pct is null then degraded_reason end
    from levels
),
distances as (
    select
        now.period_end,
        thresholds.threshold,
        thresholds.statement,
        thresholds.measure,
        thresholds.value as threshold_value,
        thresholds.unit,
        now.measured as measured_value,
        now.reserves,
        thresholds.value * now.usd_mn_for_one_unit as threshold_usd_mn,
        (now.reserves - thresholds.value * now.usd_mn_for_one_unit) / 1000 as distance_usd_bn,
        (now.reserves - before.reserves) / 13000 as trend_usd_bn,
        thresholds.who,
        thresholds.evidence,
        thresholds.announced_at,
        greatest(now.known_at, before.known_at, thresholds.announced_at) as known_at,
        now.reason,
        before.reserves is null as has_no_trend
    from measures as now
    inner join thresholds
        on now.measure = thresholds.measure
        -- what nobody had said yet is no threshold of that week
        and {{ day_after('now.period_end') }} > {{ utc('thresholds.announced_at') }}
    left join measures as before on now.measure = before.measure and now.period_end - 91 = before.period_end
),
final as (
    select
        period_end,
        threshold,
        statement,
        measure,
        threshold_value,
        unit,
        measured_value,
        reserves as reserves_usd_mn,
        threshold_usd_mn,
        distance_usd_bn,
        trend_usd_bn as trend_a_week_usd_bn,
        case when distance_usd_bn > 0 and trend_usd_bn < 0 then distance_usd_bn / -trend_usd_bn end as distance_weeks,
        who,
        evidence,
        announced_at,
        known_at,
        {{ reasons([
            "reason",
            "case"
            " when reason is not null then null"
            " when has_no_trend then 'weeks: no reserves held for 13 weeks before'"
            " when distance_usd_bn <= 0 then 'weeks: below the threshold already'"
            " when trend_usd_bn >= 0 then 'weeks: reserves did not fall over 13 weeks' end",
        ]) }} as degraded_reason
    from distances
)
select * from final
