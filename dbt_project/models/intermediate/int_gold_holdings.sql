{#- Official gold by country, one series a country: SAFE's own figures for China, the IMF's for all others. -#}
with
safe as (
    select area, period_end, series, value as gold_oz, known_at
    from {{ ref('stg_safe__official_reserves') }}
    where series = 'SAFE_GOLD' and value is not null
),
imf as (
    select area, period_end, series, value as gold_oz, known_at
    from {{ ref('stg_imf__international_liquidity') }}
    where
        series = 'IMF_GOLD' and value is not null
        -- one country, one series: China comes from the IMF only when SAFE has nothing at all
        and not (area = 'CHN' and exists (select 1 from safe))
),
holdings as (
    select * from safe
    union all
    select * from imf
),
span as (select area, min(period_end) as first_month, max(period_end) as last_month from holdings group by area),
months as (
    select span.area, last_day(month.start::date) as period_end
    from span, generate_series(date_trunc('month', first_month), last_month, interval 1 month) as month (start)
),
final as (
    select
        months.area,
        areas.label_en,
        areas.label_zh,
        areas.kind,
        areas.note,
        months.period_end,
        holdings.series as gold_series,
        holdings.gold_oz,
        {{ tonnes('holdings.gold_oz') }} as gold_tonnes,
        lag(holdings.gold_oz) over by_month as oz_before,
        {{ tonnes('holdings.gold_oz - lag(holdings.gold_oz) over by_month') }} as reported_change_tonnes,
        breaks.note as known_break,
        holdings.known_at
    from months
    left join holdings on months.area = holdings.area and months.period_end = holdings.period_end
    left join {{ ref('areas') }} as areas on months.area = areas.area
    left join {{ ref('known_breaks') }} as breaks
        on holdings.series = breaks.series and months.area = breaks.area and months.period_end = breaks.period_end
    window by_month as (partition by months.area order by months.period_end)
)
select * from final
