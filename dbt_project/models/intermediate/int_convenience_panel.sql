{#- The premium of each currency at 5 years on US and its own government's debt over GDP, with a constant for each currency, on
    the quarters up to each quarter. What one debt explains beside the other is found by taking the other out of both first (Frisch and Waugh). -#}
{% set least_quarters, least_currencies = 20, 3 %}
with
debtors as (
    select * from (values ('QDEGAN770A', 'EUR'), ('QJPGAN770A', 'JPY'), ('QGBGAN770A', 'GBP'), ('QAUGAN770A', 'AUD'))
        as listed (series, currency)
),
foreign_debt as (
    select debtors.currency, debt.period_end, debt.value as debt_pct, debt.known_at
    from {{ ref('stg_fred__bis_government_debt') }} as debt
    inner join debtors on debt.series = debtors.series
    where debt.value is not null
),
us_debt as (
    select debt.period_end, 100 * debt.value / gdp.value as debt_pct, greatest(debt.known_at, gdp.known_at) as known_at
    from {{ ref('stg_fred__federal_debt') }} as debt
    inner join {{ ref('stg_fred__gdp') }} as gdp on debt.period_end = gdp.period_end and gdp.series = 'GDP'
    where debt.series = 'GFDEBTN' and debt.value is not null and gdp.value is not null
),
wanted as (
    select
        foreign_debt.currency, foreign_debt.period_end, us_debt.debt_pct as us_pct, foreign_debt.debt_pct as foreign_pct,
        greatest(us_debt.known_at, foreign_debt.known_at) as known_at
    from foreign_debt
    inner join us_debt on foreign_debt.period_end = us_debt.period_end
),
panel as (
    select
        wanted.currency, wanted.period_end, wanted.us_pct, wanted.foreign_pct, premium.convenience_5y_bp as premium_bp,
        greatest(wanted.known_at, premium.known_at) as known_at
    from wanted
    asof left join (
        select currency, date, convenience_5y_bp, known_at from {{ ref('int_govt_premium') }} where convenience_5y_bp is not null
    ) as premium on wanted.currency = premium.currency and wanted.period_end >= premium.date
    -- the quarter's last days
    where wanted.period_end - premium.date <= 5
),
so_far as (
    select ends.period_end as panel_end, panel.*
    from (select distinct period_end from panel) as ends
    inner join panel on ends.period_end >= panel.period_end
),
within_currency as (
    select
        *,
        premium_bp - avg(premium_bp) over own as y_bp,
        us_pct - avg(us_pct) over own as us_within_pct,
        foreign_pct - avg(foreign_pct) over own as foreign_within_pct
    from so_far
    window own as (partition by panel_end, currency)
),
correlated as (
    select
        panel_end,
        corr(us_within_pct, foreign_within_pct) as us_foreign,
        corr(y_bp, us_within_pct) as y_us,
        corr(y_bp, foreign_within_pct) as y_foreign,
        stddev_pop(y_bp) as sd_y_bp,
        stddev_pop(us_within_pct) as sd_us_pct,
        stddev_pop(foreign_within_pct) as sd_foreign_pct
    from within_currency
    group by panel_end
),
taken_out as (
    select
        points.*,
        points.us_within_pct - of.us_foreign * of.sd_us_pct * (points.foreign_within_pct / of.sd_foreign_pct) as us_alone_pct,
        points.foreign_within_pct - of.us_foreign * of.sd_foreign_pct * (points.us_within_pct / of.sd_us_pct) as foreign_alone_pct,
        points.y_bp - of.y_foreign * of.sd_y_bp * (points.foreign_within_pct / of.sd_foreign_pct) as y_without_foreign_bp,
        points.y_bp - of.y_us * of.sd_y_bp * (points.us_within_pct / of.sd_us_pct) as y_without_us_bp
    from within_currency as points
    inner join correlated as of on points.panel_end = of.panel_end
    where of.sd_us_pct > 0 and of.sd_foreign_pct > 0
),
fitted as (
    select
        panel_end as period_end,
        count(distinct period_end) as quarters,
        count(distinct currency) as currencies,
        count(*) as points,
        -- rounded: the last digits depend on the order in which an engine adds
        round(regr_slope(y_without_foreign_bp, us_alone_pct), 6) as us_bp,
        round(regr_slope(y_without_us_bp, foreign_alone_pct), 6) as foreign_bp,
        round(regr_r2(y_without_foreign_bp, us_alone_pct), 9) as us_r2,
        round(regr_r2(y_without_us_bp, foreign_alone_pct), 9) as foreign_r2,
        max(known_at) as known_at
    from taken_out
    group by panel_end
)
select
    period_end,
    quarters::integer as quarters_count,
    currencies::integer as currencies_count,
    case when enough then us_bp end as elasticity_us_bp,
    case when enough then abs(us_bp) * sqrt(greatest(1 / nullif(us_r2, 0) - 1, 0) / freedom) end as elasticity_us_se_bp,
    case when enough then foreign_bp end as elasticity_foreign_bp,
    case when enough then abs(foreign_bp) * sqrt(greatest(1 / nullif(foreign_r2, 0) - 1, 0) / freedom) end as elasticity_foreign_se_bp,
    known_at
from (
    select
        *,
        quarters >= {{ least_quarters }} and currencies >= {{ least_currencies }} as enough,
        nullif(points - currencies - 2, 0) as freedom
    from fitted
)
