{#- The premium against debt over GDP, quarter-ends up to each quarter: the mean premium on US debt alone, and a panel of four currencies
    on US and the own government's debt. The paper's panel has ten. -#}
with
premium as (
    select date, ust_convenience_5y_bp, known_at from {{ ref('treasury_convenience_daily') }}
    where ust_convenience_5y_bp is not null
),
quarters as (
    select
        debt.period_end,
        100 * debt.value / gdp.value as debt_to_gdp_pct,
        greatest(debt.known_at, gdp.known_at) as known_at
    from {{ ref('stg_fred__federal_debt') }} as debt
    inner join {{ ref('stg_fred__gdp') }} as gdp on debt.period_end = gdp.period_end and gdp.series = 'GDP'
    where debt.series = 'GFDEBTN' and debt.value is not null and gdp.value is not null and debt.period_end >= '2000-01-01'
),
joined as (
    select
        quarters.period_end,
        quarters.debt_to_gdp_pct,
        case when quarters.period_end - premium.date <= 5 then premium.ust_convenience_5y_bp end as ust_convenience_5y_bp,
        case when quarters.period_end - premium.date <= 5 then (quarters.period_end - premium.date)::integer end as age_days,
        case when quarters.period_end - premium.date <= 5
            then greatest(quarters.known_at, premium.known_at) else quarters.known_at
        end as known_at
    from quarters
    asof left join premium on quarters.period_end >= premium.date
),
panel as (select * from {{ ref('int_convenience_panel') }}),
fitted as (
    select
        *,
        count(ust_convenience_5y_bp) over so_far as quarters_count,
        max(known_at) over so_far as known_at_so_far,
        regr_slope(ust_convenience_5y_bp, debt_to_gdp_pct) over so_far as slope,
        -- the standard error of a slope from the share that is explained
        regr_slope(ust_convenience_5y_bp, debt_to_gdp_pct) over so_far
        * sqrt(greatest(1 / nullif(regr_r2(ust_convenience_5y_bp, debt_to_gdp_pct) over so_far, 0) - 1, 0)
            / nullif(count(ust_convenience_5y_bp) over so_far - 2, 0)) as slope_se
    from joined
    window so_far as (order by period_end)
)
select
    fitted.period_end,
    debt_to_gdp_pct,
    ust_convenience_5y_bp,
    age_days,
    fitted.quarters_count::integer as quarters_count,
    case when fitted.quarters_count >= 20 and ust_convenience_5y_bp is not null then slope end as debt_slope_5y_bp,
    case when fitted.quarters_count >= 20 and ust_convenience_5y_bp is not null then slope - 1.96 * abs(slope_se) end as debt_slope_low_bp,
    case when fitted.quarters_count >= 20 and ust_convenience_5y_bp is not null then slope + 1.96 * abs(slope_se) end as debt_slope_high_bp,
    panel.quarters_count as panel_quarters_count,
    panel.currencies_count as panel_currencies_count,
    panel.elasticity_us_bp as panel_elasticity_us_bp,
    panel.elasticity_us_bp - 1.96 * panel.elasticity_us_se_bp as panel_elasticity_us_low_bp,
    panel.elasticity_us_bp + 1.96 * panel.elasticity_us_se_bp as panel_elasticity_us_high_bp,
    panel.elasticity_foreign_bp as panel_elasticity_foreign_bp,
    panel.elasticity_foreign_bp - 1.96 * panel.elasticity_foreign_se_bp as panel_elasticity_foreign_low_bp,
    panel.elasticity_foreign_bp + 1.96 * panel.elasticity_foreign_se_bp as panel_elasticity_foreign_high_bp,
    greatest(known_at_so_far, panel.known_at) as known_at,
    {{ reasons([
"case when panel.period_end is null then 'panel elasticity: no currency with a premium of the quarter''s last five days and both debts'"
        " when panel.elasticity_us_bp is null then 'panel elasticity: ' || panel.quarters_count || ' quarters of ' || panel.currencies_count || ' currencies, at least 20 of 3 are needed' end",
        "case when ust_convenience_5y_bp is null then 'premium: no figure of the quarter''s last five days' end",
        "case when fitted.quarters_count < 20 then 'slope: ' || fitted.quarters_count || ' quarters, at least 20 are needed' end",
    ]) }} as degraded_reason
from fitted
left join panel on fitted.period_end = panel.period_end
