{#- Written by `python -m orchestration.generate` from the marts' YAML; edit that instead. -#}
select
    'fx_per_usd' as metric,
    area as area,
    date as period_end,
    fx_per_usd::double as value,
    'per_usd' as unit,
    known_at,
    'DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when fx_per_usd is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'policy_gap_upper' as metric,
    area as area,
    date as period_end,
    policy_gap_upper_pp::double as value,
    'pp' as unit,
    known_at,
    'DFEDTARU BOJ_POLICY_STEP BOK_BASE_RATE' as inputs,
    case when policy_gap_upper_pp is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'policy_gap_mid' as metric,
    area as area,
    date as period_end,
    policy_gap_mid_pp::double as value,
    'pp' as unit,
    known_at,
    'DFEDTARU BOJ_POLICY_STEP BOK_BASE_RATE' as inputs,
    case when policy_gap_mid_pp is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'diff_3m' as metric,
    area as area,
    date as period_end,
    diff_3m_pp::double as value,
    'pp' as unit,
    known_at,
    'DGS3MO' as inputs,
    case when diff_3m_pp is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'diff_2y' as metric,
    area as area,
    date as period_end,
    diff_2y_pp::double as value,
    'pp' as unit,
    known_at,
    'DGS2' as inputs,
    case when diff_2y_pp is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'diff_10y' as metric,
    area as area,
    date as period_end,
    diff_10y_pp::double as value,
    'pp' as unit,
    known_at,
    'DGS10' as inputs,
    case when diff_10y_pp is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'realised_vol_63d' as metric,
    area as area,
    date as period_end,
    realised_vol_63d_pct::double as value,
    'percent' as unit,
    known_at,
    'DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when realised_vol_63d_pct is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'carry_to_vol_3m' as metric,
    area as area,
    date as period_end,
    carry_to_vol_3m::double as value,
    'ratio' as unit,
    known_at,
    'DGS3MO DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when carry_to_vol_3m is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'carry_to_vol_policy_mid' as metric,
    area as area,
    date as period_end,
    carry_to_vol_policy_mid::double as value,
    'ratio' as unit,
    known_at,
    'DFEDTARU DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when carry_to_vol_policy_mid is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'carry_return_5d' as metric,
    area as area,
    date as period_end,
    excess_return_5d_pct::double as value,
    'percent' as unit,
    known_at,
    'SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when excess_return_5d_pct is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'carry_cumulative' as metric,
    area as area,
    date as period_end,
    cum_carry_pct::double as value,
    'percent' as unit,
    known_at,
    'SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when cum_carry_pct is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'carry_drawdown' as metric,
    area as area,
    date as period_end,
    drawdown_pct::double as value,
    'percent' as unit,
    known_at,
    'SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when drawdown_pct is null then degraded_reason end as degraded_reason
from {{ ref('carry_spreads_daily') }}
union all
select
    'gold_holdings' as metric,
    area as area,
    period_end as period_end,
    gold_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when gold_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('central_bank_gold_monthly') }}
union all
select
    'gold_reported_change' as metric,
    area as area,
    period_end as period_end,
    reported_change_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when reported_change_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('central_bank_gold_monthly') }}
union all
select
    'gold_change_12m' as metric,
    area as area,
    period_end as period_end,
    change_12m_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when change_12m_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('central_bank_gold_monthly') }}
union all
select
    'gold_streak' as metric,
    area as area,
    period_end as period_end,
    streak_months::double as value,
    'months' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when streak_months is null then degraded_reason end as degraded_reason
from {{ ref('central_bank_gold_monthly') }}
union all
select
    'gold_value' as metric,
    area as area,
    period_end as period_end,
    gold_value_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD GOLD_PRICE' as inputs,
    case when gold_value_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('central_bank_gold_monthly') }}
union all
select
    'gold_share_of_reserves' as metric,
    area as area,
    period_end as period_end,
    gold_share_of_reserves_pct::double as value,
    'percent' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD GOLD_PRICE' as inputs,
    case when gold_share_of_reserves_pct is null then degraded_reason end as degraded_reason
from {{ ref('central_bank_gold_monthly') }}
union all
select
    'world_gold_reported_change' as metric,
    'G001' as area,
    period_end as period_end,
    reported_change_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when reported_change_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('world_gold_monthly') }}
union all
select
    'world_gold_reported_increases' as metric,
    'G001' as area,
    period_end as period_end,
    reported_increases_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when reported_increases_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('world_gold_monthly') }}
union all
select
    'world_gold_reported_change_ex_turkey' as metric,
    'G001' as area,
    period_end as period_end,
    reported_change_ex_turkey_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when reported_change_ex_turkey_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('world_gold_monthly') }}
union all
select
    'world_gold_change_12m' as metric,
    'G001' as area,
    period_end as period_end,
    change_12m_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when change_12m_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('world_gold_monthly') }}
union all
select
    'world_gold_breadth' as metric,
    'G001' as area,
    period_end as period_end,
    breadth_count::double as value,
    'count' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when breadth_count is null then degraded_reason end as degraded_reason
from {{ ref('world_gold_monthly') }}
union all
select
    'world_gold_concentration' as metric,
    'G001' as area,
    period_end as period_end,
    top3_share_of_increases_pct::double as value,
    'percent' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when top3_share_of_increases_pct is null then degraded_reason end as degraded_reason
from {{ ref('world_gold_monthly') }}
union all
select
    'world_gold_holdings' as metric,
    'G001' as area,
    period_end as period_end,
    imf_world_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD' as inputs,
    case when imf_world_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('world_gold_monthly') }}
union all
select
    'gold_share_change' as metric,
    area as area,
    period_end as period_end,
    share_change_pp::double as value,
    'pp' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD GOLD_PRICE' as inputs,
    case when share_change_pp is null then degraded_reason end as degraded_reason
from {{ ref('gold_share_monthly') }}
union all
select
    'gold_share_from_quantity' as metric,
    area as area,
    period_end as period_end,
    share_from_quantity_pp::double as value,
    'pp' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD GOLD_PRICE' as inputs,
    case when share_from_quantity_pp is null then degraded_reason end as degraded_reason
from {{ ref('gold_share_monthly') }}
union all
select
    'gold_share_from_price' as metric,
    area as area,
    period_end as period_end,
    share_from_price_pp::double as value,
    'pp' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD GOLD_PRICE' as inputs,
    case when share_from_price_pp is null then degraded_reason end as degraded_reason
from {{ ref('gold_share_monthly') }}
union all
select
    'gold_share_from_other_reserves' as metric,
    area as area,
    period_end as period_end,
    share_from_other_reserves_pp::double as value,
    'pp' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD GOLD_PRICE' as inputs,
    case when share_from_other_reserves_pp is null then degraded_reason end as degraded_reason
from {{ ref('gold_share_monthly') }}
union all
select
    'gold_share_of_reserves_lbma' as metric,
    area as area,
    period_end as period_end,
    gold_share_lbma_pm_pct::double as value,
    'percent' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD LBMA_GOLD_PM' as inputs,
    case when gold_share_lbma_pm_pct is null then degraded_reason end as degraded_reason
from {{ ref('gold_share_monthly') }}
union all
select
    'gold_vintage_gap' as metric,
    area as area,
    period_end as period_end,
    vintage_gap_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when vintage_gap_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('gold_vintage_gap_monthly') }}
union all
select
    'gold_change_vintage_gap' as metric,
    area as area,
    period_end as period_end,
    change_vintage_gap_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD' as inputs,
    case when change_vintage_gap_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('gold_vintage_gap_monthly') }}
union all
select
    'gold_etf_holdings' as metric,
    'GLD' as area,
    period_end as period_end,
    gld_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'GLD_TONNES' as inputs,
    case when gld_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('gold_etf_monthly') }}
union all
select
    'gold_etf_flow_tonnes' as metric,
    'GLD' as area,
    period_end as period_end,
    gld_flow_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'GLD_TONNES' as inputs,
    case when gld_flow_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('gold_etf_monthly') }}
union all
select
    'gold_etf_flow' as metric,
    'GLD' as area,
    period_end as period_end,
    gld_flow_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'GLD_TONNES GOLD_PRICE' as inputs,
    case when gld_flow_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('gold_etf_monthly') }}
union all
select
    'gold_etf_streak' as metric,
    'GLD' as area,
    period_end as period_end,
    gld_streak_months::double as value,
    'months' as unit,
    known_at,
    'GLD_TONNES' as inputs,
    case when gld_streak_months is null then degraded_reason end as degraded_reason
from {{ ref('gold_etf_monthly') }}
union all
select
    'wgc_reported_change' as metric,
    'WLD' as area,
    period_end as period_end,
    reported_change_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'WGC_GOLD_CHANGE' as inputs,
    case when reported_change_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('wgc_gold_monthly') }}
union all
select
    'wgc_estimated_purchases' as metric,
    'WLD' as area,
    period_end as period_end,
    wgc_estimated_tonnes::double as value,
    'tonnes' as unit,
    known_at,
    'WGC_GOLD_CHANGE' as inputs,
    case when wgc_estimated_tonnes is null then degraded_reason end as degraded_reason
from {{ ref('wgc_gold_monthly') }}
union all
select
    'fed_assets' as metric,
    'USA' as area,
    period_end as period_end,
    fed_assets_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WALCL' as inputs,
    case when fed_assets_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('net_liquidity_weekly') }}
union all
select
    'tga_wednesday' as metric,
    'USA' as area,
    period_end as period_end,
    tga_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WDTGAL' as inputs,
    case when tga_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('net_liquidity_weekly') }}
union all
select
    'on_rrp_wednesday' as metric,
    'USA' as area,
    period_end as period_end,
    on_rrp_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'RRPONTSYD' as inputs,
    case when on_rrp_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('net_liquidity_weekly') }}
union all
select
    'net_liquidity' as metric,
    'USA' as area,
    period_end as period_end,
    net_liquidity_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WALCL WDTGAL RRPONTSYD' as inputs,
    case when net_liquidity_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('net_liquidity_weekly') }}
union all
select
    'net_liquidity_change_1w' as metric,
    'USA' as area,
    period_end as period_end,
    change_1w_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WALCL WDTGAL RRPONTSYD' as inputs,
    case when change_1w_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('net_liquidity_weekly') }}
union all
select
    'reserves_week_avg' as metric,
    'USA' as area,
    period_end as period_end,
    reserves_week_avg_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WRESBAL' as inputs,
    case when reserves_week_avg_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('reserves_weekly') }}
union all
select
    'reserves_to_gdp' as metric,
    'USA' as area,
    period_end as period_end,
    reserves_to_gdp_pct::double as value,
    'percent' as unit,
    known_at,
    'WRESBAL GDP' as inputs,
    case when reserves_to_gdp_pct is null then degraded_reason end as degraded_reason
from {{ ref('reserves_weekly') }}
union all
select
    'tga_close' as metric,
    'USA' as area,
    date as period_end,
    tga_close_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'TGA_CLOSE' as inputs,
    case when tga_close_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('reserves_daily') }}
union all
select
    'on_rrp' as metric,
    'USA' as area,
    date as period_end,
    on_rrp_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'RRPONTSYD' as inputs,
    case when on_rrp_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('reserves_daily') }}
union all
select
    'sofr_iorb' as metric,
    'USA' as area,
    date as period_end,
    sofr_iorb_bp::double as value,
    'bp' as unit,
    known_at,
    'SOFR IORB' as inputs,
    case when sofr_iorb_bp is null then degraded_reason end as degraded_reason
from {{ ref('reserves_daily') }}
union all
select
    'effr_iorb' as metric,
    'USA' as area,
    date as period_end,
    effr_iorb_bp::double as value,
    'bp' as unit,
    known_at,
    'EFFR IORB' as inputs,
    case when effr_iorb_bp is null then degraded_reason end as degraded_reason
from {{ ref('reserves_daily') }}
union all
select
    'treasury_holdings' as metric,
    holder as area,
    period_end as period_end,
    holdings_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_HOLDINGS' as inputs,
    case when holdings_usd_bn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_holders_monthly') }}
union all
select
    'treasury_holdings_change' as metric,
    holder as area,
    period_end as period_end,
    change_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_HOLDINGS' as inputs,
    case when change_usd_bn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_holders_monthly') }}
union all
select
    'federal_debt' as metric,
    'USA' as area,
    date as period_end,
    debt_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DEBT_TO_PENNY_TOTAL' as inputs,
    case when debt_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('federal_debt_daily') }}
union all
select
    'federal_debt_held_by_public' as metric,
    'USA' as area,
    date as period_end,
    held_by_public_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DEBT_TO_PENNY_HELD_BY_PUBLIC' as inputs,
    case when held_by_public_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('federal_debt_daily') }}
union all
select
    'federal_debt_intragovernmental' as metric,
    'USA' as area,
    date as period_end,
    intragovernmental_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DEBT_TO_PENNY_INTRAGOV' as inputs,
    case when intragovernmental_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('federal_debt_daily') }}
union all
select
    'federal_debt_to_known_gdp' as metric,
    'USA' as area,
    date as period_end,
    debt_to_known_gdp_pct::double as value,
    'percent' as unit,
    known_at,
    'DEBT_TO_PENNY_TOTAL GDP' as inputs,
    case when debt_to_known_gdp_pct is null then degraded_reason end as degraded_reason
from {{ ref('federal_debt_daily') }}
union all
select
    'federal_debt_quarter' as metric,
    'USA' as area,
    period_end as period_end,
    debt_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'GFDEBTN' as inputs,
    case when debt_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('federal_debt_quarterly') }}
union all
select
    'federal_debt_to_gdp' as metric,
    'USA' as area,
    period_end as period_end,
    debt_to_gdp_pct::double as value,
    'percent' as unit,
    known_at,
    'GFDEBTN GDP' as inputs,
    case when debt_to_gdp_pct is null then degraded_reason end as degraded_reason
from {{ ref('federal_debt_quarterly') }}
union all
select
    'public_debt_month_end' as metric,
    'USA' as area,
    period_end as period_end,
    public_debt_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when public_debt_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'treasury_marketable' as metric,
    'USA' as area,
    period_end as period_end,
    marketable_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when marketable_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'treasury_bills' as metric,
    'USA' as area,
    period_end as period_end,
    bills_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when bills_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'bill_share' as metric,
    'USA' as area,
    period_end as period_end,
    bill_share_pct::double as value,
    'percent' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when bill_share_pct is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'net_issuance_marketable' as metric,
    'USA' as area,
    period_end as period_end,
    net_marketable_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when net_marketable_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'net_issuance_bills' as metric,
    'USA' as area,
    period_end as period_end,
    net_bills_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when net_bills_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'net_issuance_notes' as metric,
    'USA' as area,
    period_end as period_end,
    net_notes_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when net_notes_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'net_issuance_bonds' as metric,
    'USA' as area,
    period_end as period_end,
    net_bonds_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when net_bonds_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'net_issuance_tips' as metric,
    'USA' as area,
    period_end as period_end,
    net_tips_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when net_tips_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'net_issuance_frns' as metric,
    'USA' as area,
    period_end as period_end,
    net_frns_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when net_frns_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_supply_monthly') }}
union all
select
    'net_issuance_daily_marketable' as metric,
    'USA' as area,
    date as period_end,
    net_marketable_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEBT_ISSUES DTS_DEBT_REDEMPTIONS' as inputs,
    case when net_marketable_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_net_issuance_daily') }}
union all
select
    'net_issuance_daily_bills' as metric,
    'USA' as area,
    date as period_end,
    net_bills_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEBT_ISSUES DTS_DEBT_REDEMPTIONS' as inputs,
    case when net_bills_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_net_issuance_daily') }}
union all
select
    'net_issuance_daily_notes' as metric,
    'USA' as area,
    date as period_end,
    net_notes_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEBT_ISSUES DTS_DEBT_REDEMPTIONS' as inputs,
    case when net_notes_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_net_issuance_daily') }}
union all
select
    'net_issuance_daily_bonds' as metric,
    'USA' as area,
    date as period_end,
    net_bonds_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEBT_ISSUES DTS_DEBT_REDEMPTIONS' as inputs,
    case when net_bonds_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_net_issuance_daily') }}
union all
select
    'interest_expense' as metric,
    'USA' as area,
    period_end as period_end,
    interest_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'INTEREST_EXPENSE' as inputs,
    case when interest_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_interest_monthly') }}
union all
select
    'interest_expense_fytd' as metric,
    'USA' as area,
    period_end as period_end,
    interest_fytd_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'INTEREST_EXPENSE' as inputs,
    case when interest_fytd_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_interest_monthly') }}
union all
select
    'interest_expense_12m' as metric,
    'USA' as area,
    period_end as period_end,
    interest_12m_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'INTEREST_EXPENSE' as inputs,
    case when interest_12m_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_interest_monthly') }}
union all
select
    'debt_per_interest' as metric,
    'USA' as area,
    period_end as period_end,
    debt_per_interest_fytd_ratio::double as value,
    'ratio' as unit,
    known_at,
    'MSPD_OUTSTANDING INTEREST_EXPENSE' as inputs,
    case when debt_per_interest_fytd_ratio is null then degraded_reason end as degraded_reason
from {{ ref('treasury_interest_monthly') }}
union all
select
    'custody_holdings' as metric,
    'USA' as area,
    period_end as period_end,
    custody_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WSEFINTL1' as inputs,
    case when custody_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('custody_holdings_weekly') }}
union all
select
    'custody_treasuries' as metric,
    'USA' as area,
    period_end as period_end,
    treasuries_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WMTSECL1' as inputs,
    case when treasuries_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('custody_holdings_weekly') }}
union all
select
    'custody_treasuries_change_1w' as metric,
    'USA' as area,
    period_end as period_end,
    treasuries_change_1w_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WMTSECL1' as inputs,
    case when treasuries_change_1w_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('custody_holdings_weekly') }}
union all
select
    'treasury_holdings_valuation' as metric,
    holder as area,
    period_end as period_end,
    valuation_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_HOLDINGS' as inputs,
    case when valuation_usd_bn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_flows_monthly') }}
union all
select
    'treasury_holdings_net_purchases' as metric,
    holder as area,
    period_end as period_end,
    net_purchases_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_HOLDINGS' as inputs,
    case when net_purchases_usd_bn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_flows_monthly') }}
union all
select
    'treasury_holdings_other_change' as metric,
    holder as area,
    period_end as period_end,
    other_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_HOLDINGS' as inputs,
    case when other_usd_bn is null then degraded_reason end as degraded_reason
from {{ ref('treasury_flows_monthly') }}
