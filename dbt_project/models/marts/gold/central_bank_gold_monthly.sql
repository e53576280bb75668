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
        lag(known_at) over (order by date) as before_known_at,
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
        -- a row rests on the month before and on the twelve before that, too: a revision there is known later
        greatest(
            max(holdings.known_at) over year, prices.known_at, prices.before_known_at, reserves.known_at
        ) as legs_known_at,
        -- from the ounces, so that nothing depends on the order of twelve additions
        case
            when count(holdings.reported_change_tonnes) over twelve = 12 and count(holdings.known_break) over twelve = 0
                then {{ tonnes('holdings.gold_oz - lag(holdings.gold_oz, 12) over by_month') }}
        end as change_12m_tonnes,
        count(holdings.known_break) over twelve > 0 as break_within_12m,
        -- a month counts towards a streak when more than 0.05 t was added and the step is not a back-dated one
        (reported_change_tonnes > 0.05 and known_break is null) is true as added
    from holdings
    left join priced_months as prices on holdings.period_end = prices.period_end
    left join reserves on holdings.area = reserves.area and holdings.period_end = reserves.period_end
    window
        by_month as (partition by holdings.area order by holdings.period_end),
        twelve as (partition by holdings.area order by holdings.period_end rows between 11 preceding and current row),
        year as (partition by holdings.area order by holdings.period_end rows between 12 preceding and current row)
),
numbered as (
    select *, sum((not added)::integer) over (partition by area order by period_end) as run from valued
),
runs as (
    select
        *,
        (sum(added::integer) over so_far)::integer as months_added,
        min(period_end) filter (where added) over so_far as first_added,
        -- the count rests on every month since it began
        greatest(legs_known_at, max(legs_known_at) over so_far) as row_known_at
    from numbered
    window so_far as (partition by area, run order by period_end)
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
        change_12m_tonnes,
        case when reported_change_tonnes is not null then months_added end as streak_months,
        case when added then first_added end as streak_since,
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
            "case when reserves_series = 'SAFE_FX_RESERVES' then 'reserves: SAFE_FX_RESERVES leaves out the IMF position and SDRs' end",
            "case when gold_value_usd_mn + reserves_ex_gold_usd_mn = 0 then 'share: neither gold nor other reserves held' end",
            "case when oz_before is null then 'change: no figure for the month before' end",
            "case when price_before is null and price_reason is null then 'GOLD_PRICE: no figure for the month before' end",
            "case when change_12m_tonnes is null and break_within_12m then '12 months: a back-dated step is among them'
                when change_12m_tonnes is null then '12 months: fewer than twelve monthly changes in a row are held' end",
        ]) }} as degraded_reason
    from runs
)
select * from final
