{#- Mean over the ten developed currencies, with the number that it is of; from fewer than seven there is none. -#}
{% set tenors = convenience_tenors() %}
with
premium as (select * from {{ ref('int_govt_premium') }} where currency_group = 'g10'),
coverage as (
    select
        min(date) as first_period,
        max(date) as last_period,
        (select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'cip__govt_premium') as degraded_reason
    from premium
),
days as (
    select distinct date from premium
    union
    select max(period_end) from {{ ref('stg_fred__h15') }} where value is not null and starts_with(series, 'DGS')
),
means as (
    select
        date,
        {% for tenor in tenors -%}
        case when count(convenience_{{ tenor }}_bp) >= 7
            then sum(convenience_{{ tenor }}_bp order by currency) / count(convenience_{{ tenor }}_bp)
        end as ust_convenience_{{ tenor }}_bp,
        count(convenience_{{ tenor }}_bp)::integer as currencies_{{ tenor }}_count,
        case when count(convenience_{{ tenor }}_bp) >= 7
            then list_stddev_samp(list(convenience_{{ tenor }}_bp order by currency) filter (where convenience_{{ tenor }}_bp is not null))
        end as dispersion_{{ tenor }}_bp,
        {% endfor -%}
        max(known_at) as known_at
    from premium
    group by date
),
-- changes between days that have both, so that a holiday of one market does not void three years
changes as (
    select
        means.date,
        means.ust_convenience_5y_bp - lag(means.ust_convenience_5y_bp) over (order by means.date) as premium_change,
        vix.vix_index - lag(vix.vix_index) over (order by means.date) as vix_change,
        greatest(means.known_at, lag(means.known_at) over (order by means.date), vix.known_at) as known_at
    from means
    inner join {{ ref('int_vix') }} as vix on means.date = vix.date
    where means.ust_convenience_5y_bp is not null and vix.vix_index is not null
),
betas as (
    select
        date,
        max(known_at) over three_years as known_at,
        case when count(premium_change) over three_years = 756
            then regr_slope(premium_change, vix_change) over three_years
        end as beta_vix_5y_bp
    from changes
    window three_years as (order by date rows between 755 preceding and current row)
)
select
    days.date,
    {% for tenor in tenors -%}
    means.ust_convenience_{{ tenor }}_bp,
    means.currencies_{{ tenor }}_count,
    means.dispersion_{{ tenor }}_bp,
    {% endfor -%}
    betas.beta_vix_5y_bp,
    greatest(means.known_at, betas.known_at) as known_at,
    nullif(concat_ws(
        '; ',
        case when means.date is null then {{ premium_absent('days.date', 'coverage') }} end,
        {% for tenor in tenors -%}
        case when means.ust_convenience_{{ tenor }}_bp is null and means.date is not null
            then '{{ tenor }}: ' || means.currencies_{{ tenor }}_count || ' of 10 currencies, at least 7 are needed'
        end,
        {% endfor -%}
        case when betas.beta_vix_5y_bp is null
            then 'beta: ' || coalesce(vix.reason, 'fewer than 756 days with both the premium at 5 years and the VIX')
        end
    ), '') as degraded_reason
from days
cross join coverage
left join means on days.date = means.date
left join betas on days.date = betas.date
left join {{ ref('int_vix') }} as vix on days.date = vix.date
