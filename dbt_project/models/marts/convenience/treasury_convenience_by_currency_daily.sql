{% set tenors = convenience_tenors() %}
with
premium as (select * from {{ ref('int_govt_premium') }}),
coverage as (
    select
        min(date) as first_period,
        max(date) as last_period,
        (select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'cip__govt_premium') as degraded_reason
    from premium
),
rows_wanted as (
    select currency, date from premium
    union
    select
        currencies.currency,
        (select max(period_end) from {{ ref('stg_fred__h15') }} where value is not null and starts_with(series, 'DGS'))
    from {{ ref('cip_currencies') }} as currencies
)
select
    wanted.currency,
    coalesce(premium.area, currencies.area) as area,
    coalesce(premium.currency_group, currencies.currency_group) as currency_group,
    wanted.date,
    {% for tenor in tenors -%}
    premium.convenience_{{ tenor }}_bp,
    {% endfor -%}
    premium.known_at,
    nullif(concat_ws(
        '; ',
        case when premium.date is null then {{ premium_absent('wanted.date', 'coverage') }} end,
        case when premium.date is not null then nullif(concat_ws(
            ', '
            {%- for tenor in tenors %},
            case when premium.convenience_{{ tenor }}_bp is null then '{{ tenor }}: not in the data set on this day' end
            {%- endfor %}
        ), '') end
    ), '') as degraded_reason
from rows_wanted as wanted
cross join coverage
left join premium on wanted.currency = premium.currency and wanted.date = premium.date
left join {{ ref('cip_currencies') }} as currencies on wanted.currency = currencies.currency
where wanted.date is not null
