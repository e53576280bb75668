with
weeks as (
    select distinct period_end as date from {{ ref('stg_fred__h41') }} where value is not null
),
reserves as ({{ leg('weeks', 'stg_fred__h41', 'WRESBAL') }}),
tga as ({{ leg('weeks', 'stg_fred__h41', 'WTREGEN') }}),
treasuries as ({{ leg('weeks', 'stg_fred__h41', 'TREAST') }}),
mbs as ({{ leg('weeks', 'stg_fred__h41', 'WSHOMCB') }}),
gdp as (
    select period_end as gdp_quarter_end, value as gdp_usd_mn, known_at, first_known_at
    from {{ ref('stg_fred__gdp') }}
    where series = 'GDP' and value is not null
),
-- the GDP that was known by the end of that day, not the GDP of that day's quarter. A quarter and its lag are some 125 days;
-- in the shutdown of 2025 the second quarter stayed the newest for 175
known_gdp as (
    select
        weeks.date,
        case when weeks.date - gdp.gdp_quarter_end <= 180 then gdp.gdp_quarter_end end as gdp_quarter_end,
        case when weeks.date - gdp.gdp_quarter_end <= 180 then gdp.gdp_usd_mn end as gdp_annual_rate_usd_mn,
        case when weeks.date - gdp.gdp_quarter_end <= 180 then gdp.known_at end as known_at
    from weeks
    asof left join gdp on (weeks.date + 1)::timestamptz >= gdp.first_known_at
),
final as (
    select
        weeks.date as period_end,
        reserves.value as reserves_week_avg_usd_mn,
        tga.value as tga_week_avg_usd_mn,
        treasuries.value as treasuries_held_usd_mn,
        mbs.value as mbs_held_usd_mn,
        known_gdp.gdp_quarter_end,
        known_gdp.gdp_annual_rate_usd_mn,
        100 * reserves.value / known_gdp.gdp_annual_rate_usd_mn as reserves_to_gdp_pct,
        greatest(reserves.known_at, tga.known_at, treasuries.known_at, mbs.known_at, known_gdp.known_at)
            as known_at,
        {{ reasons([
            "reserves.reason", "tga.reason", "treasuries.reason", "mbs.reason",
            "case when known_gdp.gdp_quarter_end is null then 'GDP: none held that was known on the day and at most 180 days old' end",
        ]) }} as degraded_reason
    from weeks
    left join reserves on weeks.date = reserves.date
    left join tga on weeks.date = tga.date
    left join treasuries on weeks.date = treasuries.date
    left join mbs on weeks.date = mbs.date
    left join known_gdp on weeks.date = known_gdp.date
)
select * from final
