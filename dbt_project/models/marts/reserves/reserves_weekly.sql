with
weeks as (
    select distinct period_end as date from {{ ref('stg_fred__h41') }} where value is not null
),
reserves as ({{ leg('weeks', 'stg_fred__h41', 'WRESBAL') }}),
tga as ({{ leg('weeks', 'stg_fred__h41', 'WTREGEN') }}),
treasuries as ({{ leg('weeks', 'stg_fred__h41', 'TREAST') }}),
mbs as ({{ leg('weeks', 'stg_fred__h41', 'WSHOMCB') }}),
gdp as (
    select period_end as gdp_quarter_end, value as gdp_usd_mn, known_at as gdp_known_at
    from {{ ref('stg_fred__gdp') }}
    where series = 'GDP' and value is not null
),
joined as (
    select
        weeks.date as period_end,
        reserves.value as reserves_week_avg_usd_mn,
        tga.value as tga_week_avg_usd_mn,
        treasuries.value as treasuries_held_usd_mn,
        mbs.value as mbs_held_usd_mn,
        gdp.gdp_quarter_end,
        -- the GDP that was known on that day, not the GDP of that day's quarter; a quarter and its lag at most
        case when weeks.date - gdp.gdp_quarter_end <= 140 then gdp.gdp_usd_mn end as gdp_annual_rate_usd_mn,
        greatest(reserves.known_at, tga.known_at, treasuries.known_at, mbs.known_at) as known_at,
        {{ reasons(['reserves.reason', 'tga.reason', 'treasuries.reason', 'mbs.reason']) }} as h41_reason
    from weeks
    left join reserves on weeks.date = reserves.date
    left join tga on weeks.date = tga.date
    left join treasuries on weeks.date = treasuries.date
    left join mbs on weeks.date = mbs.date
    asof left join gdp on weeks.date::timestamptz >= gdp.gdp_known_at
),
final as (
    select
        period_end,
        reserves_week_avg_usd_mn,
        tga_week_avg_usd_mn,
        treasuries_held_usd_mn,
        mbs_held_usd_mn,
        gdp_quarter_end,
        gdp_annual_rate_usd_mn,
        100 * reserves_week_avg_usd_mn / gdp_annual_rate_usd_mn as reserves_to_gdp_pct,
        known_at,
        {{ reasons(["h41_reason", "case when gdp_annual_rate_usd_mn is null then 'GDP: none known that is at most 140 days old' end"]) }}
            as degraded_reason
    from joined
)
select * from final
