{#- Daily closes of the assets of the seed cross_assets, higher = the asset is worth more: a currency that is quoted for
    one dollar is turned round. The broad dollar before 2006 is the index of the major currencies, spliced by returns: put
    to scale on the first day on which both stand, so that its returns are its own. -#}
with
closes as (
{% for release in ['stg_fred__sp_dow_jones', 'stg_fred__nasdaq', 'stg_fred__nikkei', 'stg_bok__kospi', 'stg_lbma__gold_pm'] %}
    select series, period_end as date, value as close, known_at from {{ ref(release) }}
    where series in ('SP500', 'DJIA', 'NASDAQCOM', 'NIKKEI225', 'KOSPI', 'LBMA_GOLD_PM') and value > 0
    union all
{% endfor %}
    select series, period_end as date, value as close, known_at from {{ ref('stg_fred__h10') }}
    where series = 'DEXUSEU' and value > 0
    union all
    select series, period_end as date, 1 / value as close, known_at from {{ ref('stg_fred__h10') }}
    where series in ('DEXJPUS', 'DEXKOUS', 'DEXCHUS') and value > 0
    union all
    select series, period_end as date, value as close, known_at from {{ ref('stg_fred__h10') }}
    where series = 'DTWEXBGS' and value > 0
),
broad as (
    select period_end as date, value, known_at from {{ ref('stg_fred__h10') }} where series = 'DTWEXBGS' and value > 0
),
major as (
    select period_end as date, value, known_at from {{ ref('stg_fred__h10_discontinued') }}
    where series = 'DTWEXM' and value > 0
),
splice as (
    select broad.date, broad.value / major.value as to_scale, greatest(broad.known_at, major.known_at) as known_at
    from broad
    inner join major on broad.date = major.date
    qualify row_number() over (order by broad.date) = 1
),
spliced as (
    select
        'DTWEXBGS' as series,
        major.date,
        major.value * splice.to_scale as close,
        greatest(major.known_at, splice.known_at) as known_at
    from major
    inner join splice on major.date < splice.date
    where major.date < (select min(broad.date) from broad)
),
all_closes as (
    select * from closes
    union all
    select * from spliced
)
select assets.asset, assets.kind, assets.area, all_closes.series, all_closes.date, all_closes.close, all_closes.known_at
from all_closes
inner join {{ ref('cross_assets') }} as assets on all_closes.series = assets.series
