with
weeks as (
    select distinct period_end as date from {{ ref('stg_fred__h41') }} where value is not null
),
reserves as ({{ leg('weeks', 'stg_fred__h41', 'WRESBAL') }}),
tga as ({{ leg('weeks', 'stg_fred__h41', 'WTREGEN') }}),
treasuries as ({{ leg('weeks', 'stg_fred__h41', 'TREAST') }}),
mbs as ({{ leg('weeks', 'stg_fred__h41', 'WSHOMCB') }}),
known_gdp as ({{ known_gdp('weeks') }}),
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
            "reserves.reason", "tga.reason", "treasuries.reason", "mbs.reason", "known_gdp.reason",
        ]) }} as degraded_reason
    from weeks
    left join reserves on weeks.date = reserves.date
    left join tga on weeks.date = tga.date
    left join treasuries on weeks.date = treasuries.date
    left join mbs on weeks.date = mbs.date
    left join known_gdp on weeks.date = known_gdp.date
)
select * from final
