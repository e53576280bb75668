with
weeks as (
    select distinct period_end as date from {{ ref('stg_fred__h41') }} where value is not null
),
reserves as ({{ leg('weeks', 'stg_fred__h41_factors', 'WRBWFRBL') }}),
bank_assets as ({{ leg('weeks', 'stg_fred__h8', 'TLAACBW027SBOG') }}),
known_gdp as ({{ known_gdp('weeks') }}),
final as (
    select
        weeks.date as period_end,
        reserves.value as reserves_level_usd_mn,
        known_gdp.gdp_quarter_end,
        known_gdp.gdp_annual_rate_usd_mn,
        100 * reserves.value / known_gdp.gdp_annual_rate_usd_mn as reserves_level_to_gdp_pct,
        bank_assets.value as bank_assets_usd_mn,
        100 * reserves.value / bank_assets.value as reserves_to_bank_assets_pct,
        greatest(reserves.known_at, bank_assets.known_at, known_gdp.known_at) as known_at,
        {{ reasons(["reserves.reason", "known_gdp.reason", "bank_assets.reason"]) }} as degraded_reason
    from weeks
    left join reserves on weeks.date = reserves.date
    left join bank_assets on weeks.date = bank_assets.date
    left join known_gdp on weeks.date = known_gdp.date
)
select * from final
