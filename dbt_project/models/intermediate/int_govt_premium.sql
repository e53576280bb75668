{#- Deviations from covered interest parity between government bonds, a row a currency and day. Above zero the foreign bond,
    turned into dollars, yields more than the Treasury: the Treasury is the convenient one. -#}
select
    data_set.area as currency,
    data_set.period_end as date,
    currencies.area,
    case when currencies.currency_group = 'g10' then 'g10' else 'eme' end as currency_group,
    {% for tenor in convenience_tenors() -%}
    max(data_set.value) filter (where data_set.series = 'CIP_GOVT_{{ tenor | upper }}') as convenience_{{ tenor }}_bp,
    {% endfor -%}
    max(data_set.known_at) as known_at
from {{ ref('stg_cip__govt_premium') }} as data_set
left join {{ ref('cip_currencies') }} as currencies on data_set.area = currencies.currency
where data_set.value is not null and starts_with(data_set.series, 'CIP_GOVT_')
group by data_set.area, data_set.period_end, currencies.area, currencies.currency_group
