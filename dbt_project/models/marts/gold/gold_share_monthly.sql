{#- Gold's share in official reserves and why it changed. Two prices, never mixed: the World Bank's month average, open to all, and
    the LBMA's at the end of the month from the user's own file. -#}
{% set factors = {
    'quantity': ('before.gold_oz', 'now.gold_oz'),
    'price': ('before.gold_price_usd_per_oz', 'now.gold_price_usd_per_oz'),
    'other_reserves': ('before.reserves_ex_gold_usd_mn', 'now.reserves_ex_gold_usd_mn'),
} %}
with
held as (
    select * from {{ ref('central_bank_gold_monthly') }} where kind = 'country' and gold_oz is not null
),
months as (select distinct period_end as date from held),
lbma as ({{ leg('months', 'stg_lbma__gold_pm', 'LBMA_GOLD_PM', 5) }}),
compared as (
    select
        now.area,
        now.label_en,
        now.label_zh,
        now.period_end,
        now.gold_series,
        now.reserves_series,
        now.gold_oz,
        now.reserves_ex_gold_usd_mn,
        now.gold_price_usd_per_oz,
        now.gold_share_of_reserves_pct as gold_share_pct,
        before.gold_share_of_reserves_pct as share_before_pct,
        -- reserves of another series are another quantity
        now.reserves_series is distinct from before.reserves_series as other_series,
        {% for factor in factors -%}
        {{ shapley_of_share(factor, factors) }} as from_{{ factor }},
        {% endfor -%}
        lbma.value as lbma_pm_usd_per_oz,
        lbma.age_days as lbma_pm_age_days,
        lbma.reason as lbma_reason,
        {{ gold_share('now.gold_oz', 'lbma.value', 'now.reserves_ex_gold_usd_mn') }} as gold_share_lbma_pm_pct,
        greatest(now.known_at, before.known_at, lbma.known_at) as known_at
    from held as now
    left join held as before
        on now.area = before.area and last_day(now.period_end - interval 1 month) = before.period_end
    left join lbma on now.period_end = lbma.date
),
final as (
    select
        area,
        label_en,
        label_zh,
        period_end,
        gold_series,
        reserves_series,
        gold_oz,
        reserves_ex_gold_usd_mn,
        gold_price_usd_per_oz,
        gold_share_pct,
        case when not other_series then gold_share_pct - share_before_pct end as share_change_pp,
        case when not other_series then from_quantity end as share_from_quantity_pp,
        case when not other_series then from_price end as share_from_price_pp,
        case when not other_series then from_other_reserves end as share_from_other_reserves_pp,
        lbma_pm_usd_per_oz,
        lbma_pm_age_days,
        gold_share_lbma_pm_pct,
        known_at,
        {{ reasons([
            "case when reserves_ex_gold_usd_mn is null then 'reserves: none held without gold for this country and month' end",
            "case when reserves_series = 'SAFE_FX_RESERVES' then 'reserves: SAFE_FX_RESERVES leaves out the IMF position and SDRs' end",
            "case when gold_price_usd_per_oz is null then 'GOLD_PRICE: none held for this month' end",
            "case when gold_share_pct is null and gold_price_usd_per_oz is not null and reserves_ex_gold_usd_mn is not null
                then 'share: neither gold nor other reserves held' end",
            "case when gold_share_pct is not null and share_before_pct is null then 'change of the share: no share for the month before' end",
            "case when gold_share_pct is not null and share_before_pct is not null and other_series
                then 'change of the share: the reserves are of another series than in the month before' end",
            "case when not other_series and gold_share_pct - share_before_pct is not null
                and from_quantity + from_price + from_other_reserves is null
                then 'split of the change: there is no share without gold and without other reserves' end",
            "lbma_reason",
        ]) }} as degraded_reason
    from compared
)
select * from final
