{#- What is known of forwards, by area and day: the user's own outright forwards, and the data set's forward premium and its
    deviations between government bonds. rho is log(F) − log(S) a year, both in foreign currency for one dollar. -#}
with
own as (
    select
        area,
        period_end as date,
        max(value) filter (where ends_with(series, '_SPOT')) as spot,
        max(value) filter (where ends_with(series, '_FORWARD_3M')) as forward_3m,
        max(value) filter (where ends_with(series, '_FORWARD_10Y')) as forward_10y,
        max(known_at) as known_at
    from {{ ref('stg_fx_forwards__outright') }}
    where value is not null
    group by area, period_end
),
published as (
    select
        currencies.area,
        data_set.period_end as date,
        max(data_set.value) filter (where data_set.series = 'CIP_RHO_3M') as rho_3m_bp,
        max(data_set.value) filter (where data_set.series = 'CIP_GOVT_3M') as cip_govt_3m_bp,
        max(data_set.value) filter (where data_set.series = 'CIP_GOVT_10Y') as cip_govt_10y_bp,
        max(data_set.known_at) as known_at
    from {{ ref('stg_cip__govt_premium') }} as data_set
    inner join {{ ref('cip_currencies') }} as currencies on data_set.area = currencies.currency
    inner join {{ ref('currency_pairs') }} as pairs on currencies.area = pairs.area
    where data_set.value is not null and data_set.series in ('CIP_RHO_3M', 'CIP_GOVT_3M', 'CIP_GOVT_10Y')
    group by currencies.area, data_set.period_end
)
select
    area,
    date,
    own.spot,
    own.forward_3m,
    own.forward_10y,
    published.rho_3m_bp,
    published.cip_govt_3m_bp,
    published.cip_govt_10y_bp,
    greatest(own.known_at, published.known_at) as known_at
from own
full join published using (area, date)
