with
holdings as (select * from {{ ref('int_gold_holdings') }}),
months as (select distinct period_end as date from holdings),
prices as ({{ leg('months', 'stg_worldbank__pink_sheet', 'GOLD_PRICE') }}),
priced_months as (
    select
        date as period_end,
        value as gold_price_usd_per_oz,
        lag(value) over (order by date) as price_before,
        known_at,
        reason
    from prices
),
reserves as (select * from {{ ref('int_reserves_ex_gold') }}),
valued as (
    select
        holdings.*,
        prices.gold_price_usd_per_oz,
        prices.price_before,
        prices.reason as price_reason,
        reserves.reserves_ex_gold_usd_mn,
        reserves.reserves_series,
        holdings.gold_oz * prices.gold_price_usd_per_oz / 1e6 as gold_value_usd_mn,
        greatest(holdings.known_at, prices.known_at, reserves.known_at) as row_known_at,
        -- a month counts towards a streak when more than 0.05 t was added and the step is not a back-dated one
        (reported_change_tonnes > 0.05 and known_break is null) is true as added
    from holdings
    left join priced_months as prices on holdings.period_end = prices.period_end
    left join reserves on holdings.area = reserves.area and holdings.period_end = reserves.period_end
),
runs as (
    select *, sum((not added)::integer) over (partition by area order by period_end) as run from valued
),
final as (
    select
        area,
        label_en,
        label_zh,
        kind,
        note,
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
        100 * gold_value_usd_mn / nullif(gold_value_usd_mn + reserves_ex_gold_usd_mn, 0) as gold_share_of_reserves_pct,
        (gold_oz * gold_price_usd_per_oz - oz_before * price_before) / 1e6 as value_change_usd_mn,
        (gold_oz - oz_before) * (price_before + gold_price_usd_per_oz) / 2 / 1e6 as volume_effect_usd_mn,
        (gold_price_usd_per_oz - price_before) * (oz_before + gold_oz) / 2 / 1e6 as price_effect_usd_mn,
        row_known_at as known_at,
        {{ reasons([
            "case when gold_tonnes is null then 'gold: no figure held for this month' end",
            "price_reason",
            "case when reserves_ex_gold_usd_mn is null then 'reserves: none held without gold for this country and month' end",
            "case when gold_value_usd_mn + reserves_ex_gold_usd_mn = 0 then 'share: neither gold nor other reserves held' end",
            "case when oz_before is null then 'change: no figure for the month before' end",
            "case when price_before is null and price_reason is null then 'GOLD_PRICE: no figure for the month before' end",
        ]) }} as degraded_reason
    from runs
)
select * from final
