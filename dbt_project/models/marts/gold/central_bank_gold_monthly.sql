with
holdings as (select * from {{ ref('int_gold_holdings') }}),
prices as (
    select period_end, value as gold_price_usd_per_oz, known_at
    from {{ ref('stg_worldbank__pink_sheet') }}
    where series = 'GOLD_PRICE' and value is not null
),
reserves as (select * from {{ ref('int_reserves_ex_gold') }}),
changes as (
    select
        holdings.*,
        prices.gold_price_usd_per_oz,
        reserves.reserves_ex_gold_usd_mn,
        reserves.reserves_series,
        holdings.gold_tonnes - lag(holdings.gold_tonnes) over by_month as reported_change_tonnes,
        holdings.gold_oz * prices.gold_price_usd_per_oz / 1e6 as gold_value_usd_mn,
        lag(holdings.gold_oz) over by_month as oz_before,
        lag(prices.gold_price_usd_per_oz) over by_month as price_before,
        greatest(holdings.known_at, prices.known_at, reserves.known_at) as row_known_at
    from holdings
    left join prices on holdings.period_end = prices.period_end
    left join reserves on holdings.area = reserves.area and holdings.period_end = reserves.period_end
    window by_month as (partition by holdings.area order by holdings.period_end)
),
runs as (
    select
        *,
        -- a month counts towards a streak when more than 0.05 t was added and the step is not a back-dated one
        coalesce(reported_change_tonnes > 0.05 and known_break is null, false) as added,
        sum((not coalesce(reported_change_tonnes > 0.05 and known_break is null, false))::integer)
            over (partition by area order by period_end) as run
    from changes
),
final as (
    select
        area,
        label_en,
        label_zh,
        kind,
        period_end,
        gold_series,
        gold_oz,
        gold_tonnes,
        reported_change_tonnes,
        known_break,
        case
            when reported_change_tonnes is not null
                then (sum(added::integer) over (partition by area, run order by period_end))::integer
        end as streak_months,
        gold_price_usd_per_oz,
        gold_value_usd_mn,
        reserves_ex_gold_usd_mn,
        reserves_series,
        100 * gold_value_usd_mn / (gold_value_usd_mn + reserves_ex_gold_usd_mn) as gold_share_of_reserves_pct,
        (gold_oz * gold_price_usd_per_oz - oz_before * price_before) / 1e6 as value_change_usd_mn,
        (gold_oz - oz_before) * (price_before + gold_price_usd_per_oz) / 2 / 1e6 as volume_effect_usd_mn,
        (gold_price_usd_per_oz - price_before) * (oz_before + gold_oz) / 2 / 1e6 as price_effect_usd_mn,
        row_known_at as known_at,
        {{ reasons([
            "case when gold_tonnes is null then 'gold: not reported for this month' end",
            "case when gold_price_usd_per_oz is null then 'GOLD_PRICE: no month average for this month' end",
            "case when reserves_ex_gold_usd_mn is null then 'reserves: none known without gold for this country and month' end",
            "case when oz_before is null then 'change: no figure for the month before' end",
            "case when price_before is null then 'GOLD_PRICE: no month average for the month before' end",
        ]) }} as degraded_reason
    from runs
)
select * from final
