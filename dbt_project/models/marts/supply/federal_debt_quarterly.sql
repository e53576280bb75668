{#- Debt at the end of the quarter over GDP of the same quarter, both as they are held; what was known on a day stands in
    federal_debt_daily and in federal_debt_quarterly_as_of. -#}
with
quarters as (
    select period_end as date from {{ ref('stg_fred__federal_debt') }} where series = 'GFDEBTN' and value is not null
    union
    select period_end from {{ ref('stg_fred__debt_to_gdp') }} where series = 'GFDEGDQ188S' and value is not null
),
debt as ({{ leg('quarters', 'stg_fred__federal_debt', 'GFDEBTN') }}),
gdp as ({{ leg('quarters', 'stg_fred__gdp', 'GDP') }}),
published as ({{ leg('quarters', 'stg_fred__debt_to_gdp', 'GFDEGDQ188S') }}),
joined as (
    select
        quarters.date as period_end,
        debt.value as debt_usd_mn,
        gdp.value as gdp_annual_rate_usd_mn,
        100 * debt.value / gdp.value as debt_to_gdp_pct,
        published.value as published_debt_to_gdp_pct,
        {{ reasons(["debt.reason", "gdp.reason", "published.reason"]) }} as leg_reasons,
        greatest(debt.known_at, gdp.known_at, published.known_at) as known_at
    from quarters
    left join debt on quarters.date = debt.date
    left join gdp on quarters.date = gdp.date
    left join published on quarters.date = published.date
),
final as (
    select
        now.period_end,
        now.debt_usd_mn,
        now.gdp_annual_rate_usd_mn,
        now.debt_to_gdp_pct,
        now.published_debt_to_gdp_pct,
        now.debt_usd_mn - year_before.debt_usd_mn as debt_change_4q_usd_mn,
        now.debt_to_gdp_pct - year_before.debt_to_gdp_pct as debt_to_gdp_change_4q_pp,
        greatest(now.known_at, year_before.known_at) as known_at,
        {{ reasons([
            "now.leg_reasons",
            "case when year_before.debt_to_gdp_pct is null then 'change: no debt or GDP held for the quarter a year before' end",
        ]) }} as degraded_reason
    from joined as now
    left join joined as year_before on last_day(now.period_end - interval 12 month) = year_before.period_end
)
select * from final
