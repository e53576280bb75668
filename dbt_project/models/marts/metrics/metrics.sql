{#- Written by `python -m orchestration.generate` from the marts' YAML; edit that instead. -#}
with
carry_spreads_daily as materialized (select * from {{ ref('carry_spreads_daily') }}),
hedged_spreads_daily as materialized (select * from {{ ref('hedged_spreads_daily') }}),
japan_flows_weekly as materialized (select * from {{ ref('japan_flows_weekly') }}),
japan_flows_monthly as materialized (select * from {{ ref('japan_flows_monthly') }}),
carry_stock_estimates as materialized (select * from {{ ref('carry_stock_estimates') }}),
yen_futures_positions_weekly as materialized (select * from {{ ref('yen_futures_positions_weekly') }}),
treasury_convenience_daily as materialized (select * from {{ ref('treasury_convenience_daily') }}),
treasury_convenience_by_currency_daily as materialized (select * from {{ ref('treasury_convenience_by_currency_daily') }}),
treasury_convenience_events as materialized (select * from {{ ref('treasury_convenience_events') }}),
treasury_convenience_debt_quarterly as materialized (select * from {{ ref('treasury_convenience_debt_quarterly') }}),
treasury_premium_proxies_daily as materialized (select * from {{ ref('treasury_premium_proxies_daily') }}),
treasury_premium_proxies_monthly as materialized (select * from {{ ref('treasury_premium_proxies_monthly') }}),
triple_sell_off_grid as materialized (select * from {{ ref('triple_sell_off_grid') }}),
asset_drawdowns_daily as materialized (select * from {{ ref('asset_drawdowns_daily') }}),
recovery_daily as materialized (select * from {{ ref('recovery_daily') }}),
cross_asset_correlations_daily as materialized (select * from {{ ref('cross_asset_correlations_daily') }}),
fx_defence_daily as materialized (select * from {{ ref('fx_defence_daily') }}),
fx_month_averages as materialized (select * from {{ ref('fx_month_averages') }}),
official_fx_transactions_by_period as materialized (select * from {{ ref('official_fx_transactions_by_period') }}),
reserves_change_monthly as materialized (select * from {{ ref('reserves_change_monthly') }}),
korea_pension_fx as materialized (select * from {{ ref('korea_pension_fx') }}),
cny_fixing_daily as materialized (select * from {{ ref('cny_fixing_daily') }}),
central_bank_gold_monthly as materialized (select * from {{ ref('central_bank_gold_monthly') }}),
world_gold_monthly as materialized (select * from {{ ref('world_gold_monthly') }}),
gold_share_monthly as materialized (select * from {{ ref('gold_share_monthly') }}),
gold_vintage_gap_monthly as materialized (select * from {{ ref('gold_vintage_gap_monthly') }}),
gold_etf_monthly as materialized (select * from {{ ref('gold_etf_monthly') }}),
wgc_gold_monthly as materialized (select * from {{ ref('wgc_gold_monthly') }}),
net_liquidity_weekly as materialized (select * from {{ ref('net_liquidity_weekly') }}),
reserves_weekly as materialized (select * from {{ ref('reserves_weekly') }}),
reserves_daily as materialized (select * from {{ ref('reserves_daily') }}),
reserve_levels_weekly as materialized (select * from {{ ref('reserve_levels_weekly') }}),
reserve_threshold_distances_weekly as materialized (select * from {{ ref('reserve_threshold_distances_weekly') }}),
ampleness_votes_weekly as materialized (select * from {{ ref('ampleness_votes_weekly') }}),
on_rrp_drain_daily as materialized (select * from {{ ref('on_rrp_drain_daily') }}),
money_market_spreads_daily as materialized (select * from {{ ref('money_market_spreads_daily') }}),
standing_repo_daily as materialized (select * from {{ ref('standing_repo_daily') }}),
qt_pace_monthly as materialized (select * from {{ ref('qt_pace_monthly') }}),
reserve_attribution_levels_weekly as materialized (select * from {{ ref('reserve_attribution_levels_weekly') }}),
reserve_attribution_averages_weekly as materialized (select * from {{ ref('reserve_attribution_averages_weekly') }}),
tga_flows_daily as materialized (select * from {{ ref('tga_flows_daily') }}),
net_liquidity_daily as materialized (select * from {{ ref('net_liquidity_daily') }}),
net_liquidity_incl_foreign_rrp_weekly as materialized (select * from {{ ref('net_liquidity_incl_foreign_rrp_weekly') }}),
net_liquidity_attribution_weekly as materialized (select * from {{ ref('net_liquidity_attribution_weekly') }}),
stablecoin_ratios_monthly as materialized (select * from {{ ref('stablecoin_ratios_monthly') }}),
treasury_holders_monthly as materialized (select * from {{ ref('treasury_holders_monthly') }}),
federal_debt_daily as materialized (select * from {{ ref('federal_debt_daily') }}),
federal_debt_quarterly as materialized (select * from {{ ref('federal_debt_quarterly') }}),
treasury_supply_monthly as materialized (select * from {{ ref('treasury_supply_monthly') }}),
treasury_net_issuance_daily as materialized (select * from {{ ref('treasury_net_issuance_daily') }}),
treasury_interest_monthly as materialized (select * from {{ ref('treasury_interest_monthly') }}),
custody_holdings_weekly as materialized (select * from {{ ref('custody_holdings_weekly') }}),
treasury_flows_monthly as materialized (select * from {{ ref('treasury_flows_monthly') }})
select
    'fx_per_usd' as metric,
    area as area,
    date as period_end,
    fx_per_usd::double as value,
    'per_usd' as unit,
    known_at,
    'DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when fx_per_usd is null then degraded_reason end as degraded_reason
from carry_spreads_daily
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
from carry_spreads_daily
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
from carry_spreads_daily
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
from carry_spreads_daily
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
from carry_spreads_daily
union all
select
    'diff_5y' as metric,
    area as area,
    date as period_end,
    diff_5y_pp::double as value,
    'pp' as unit,
    known_at,
    'DGS5' as inputs,
    case when diff_5y_pp is null then degraded_reason end as degraded_reason
from carry_spreads_daily
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
from carry_spreads_daily
union all
select
    'diff_30y' as metric,
    area as area,
    date as period_end,
    diff_30y_pp::double as value,
    'pp' as unit,
    known_at,
    'DGS30' as inputs,
    case when diff_30y_pp is null then degraded_reason end as degraded_reason
from carry_spreads_daily
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
from carry_spreads_daily
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
from carry_spreads_daily
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
from carry_spreads_daily
union all
select
    'carry_to_vol_3m_21d' as metric,
    area as area,
    date as period_end,
    carry_to_vol_3m_21d::double as value,
    'ratio' as unit,
    known_at,
    'DGS3MO DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when carry_to_vol_3m_21d is null then degraded_reason end as degraded_reason
from carry_spreads_daily
union all
select
    'carry_to_vol_policy_mid_21d' as metric,
    area as area,
    date as period_end,
    carry_to_vol_policy_mid_21d::double as value,
    'ratio' as unit,
    known_at,
    'DFEDTARU DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when carry_to_vol_policy_mid_21d is null then degraded_reason end as degraded_reason
from carry_spreads_daily
union all
select
    'carry_expected_shortfall' as metric,
    area as area,
    date as period_end,
    expected_shortfall_pct::double as value,
    'percent' as unit,
    known_at,
    'SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when expected_shortfall_pct is null then degraded_reason end as degraded_reason
from carry_spreads_daily
union all
select
    'carry_to_shortfall_3m' as metric,
    area as area,
    date as period_end,
    carry_to_shortfall_3m::double as value,
    'ratio' as unit,
    known_at,
    'DGS3MO SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when carry_to_shortfall_3m is null then degraded_reason end as degraded_reason
from carry_spreads_daily
union all
select
    'carry_to_shortfall_policy_mid' as metric,
    area as area,
    date as period_end,
    carry_to_shortfall_policy_mid::double as value,
    'ratio' as unit,
    known_at,
    'DFEDTARU SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when carry_to_shortfall_policy_mid is null then degraded_reason end as degraded_reason
from carry_spreads_daily
union all
select
    'carry_return_1d' as metric,
    area as area,
    date as period_end,
    excess_return_pct::double as value,
    'percent' as unit,
    known_at,
    'SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when excess_return_pct is null then degraded_reason end as degraded_reason
from carry_spreads_daily
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
from carry_spreads_daily
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
from carry_spreads_daily
union all
select
    'carry_cumulative_spot' as metric,
    area as area,
    date as period_end,
    cum_spot_pct::double as value,
    'percent' as unit,
    known_at,
    'DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when cum_spot_pct is null then degraded_reason end as degraded_reason
from carry_spreads_daily
union all
select
    'carry_cumulative_accrual' as metric,
    area as area,
    date as period_end,
    cum_accrual_pct::double as value,
    'percent' as unit,
    known_at,
    'SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when cum_accrual_pct is null then degraded_reason end as degraded_reason
from carry_spreads_daily
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
from carry_spreads_daily
union all
select
    'carry_skewness_63d' as metric,
    area as area,
    date as period_end,
    skewness_63d::double as value,
    'ratio' as unit,
    known_at,
    'SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when skewness_63d is null then degraded_reason end as degraded_reason
from carry_spreads_daily
union all
select
    'carry_unwind' as metric,
    area as area,
    date as period_end,
    unwind_flag::double as value,
    'flag' as unit,
    known_at,
    'SOFR DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when unwind_flag is null then degraded_reason end as degraded_reason
from carry_spreads_daily
union all
select
    'hedge_cost_3m' as metric,
    area as area,
    date as period_end,
    hedge_cost_3m_pp::double as value,
    'pp' as unit,
    known_at,
    'DGS3MO CIP_RHO_3M USDJPY_FORWARD_3M USDKRW_FORWARD_3M USDCNY_FORWARD_3M' as inputs,
    case when hedge_cost_3m_pp is null then degraded_reason end as degraded_reason
from hedged_spreads_daily
union all
select
    'ust_hedged_roll3m' as metric,
    area as area,
    date as period_end,
    hedged_10y_roll3m_pp::double as value,
    'pp' as unit,
    known_at,
    'DGS10 DGS3MO JGB_10Y' as inputs,
    case when hedged_10y_roll3m_pp is null then degraded_reason end as degraded_reason
from hedged_spreads_daily
union all
select
    'hedge_cost_overnight' as metric,
    area as area,
    date as period_end,
    hedge_cost_overnight_pp::double as value,
    'pp' as unit,
    known_at,
    'SOFR BOJ_POLICY_STEP BOJ_POLICY_RULE BOJ_CALL_RATE_DAILY BOK_BASE_RATE SHIBOR_ON' as inputs,
    case when hedge_cost_overnight_pp is null then degraded_reason end as degraded_reason
from hedged_spreads_daily
union all
select
    'ust_hedged_rollon' as metric,
    area as area,
    date as period_end,
    hedged_10y_rollon_pp::double as value,
    'pp' as unit,
    known_at,
    'DGS10 SOFR JGB_10Y' as inputs,
    case when hedged_10y_rollon_pp is null then degraded_reason end as degraded_reason
from hedged_spreads_daily
union all
select
    'ust_hedged_ccs10y' as metric,
    area as area,
    date as period_end,
    hedged_10y_ccs10y_pp::double as value,
    'pp' as unit,
    known_at,
    'CIP_GOVT_10Y USDJPY_FORWARD_10Y' as inputs,
    case when hedged_10y_ccs10y_pp is null then degraded_reason end as degraded_reason
from hedged_spreads_daily
union all
select
    'cip_basis_3m' as metric,
    area as area,
    date as period_end,
    cip_basis_3m_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_3M USDJPY_FORWARD_3M USDKRW_FORWARD_3M USDCNY_FORWARD_3M' as inputs,
    case when cip_basis_3m_bp is null then degraded_reason end as degraded_reason
from hedged_spreads_daily
union all
select
    'cip_basis_10y' as metric,
    area as area,
    date as period_end,
    cip_basis_10y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_10Y USDJPY_FORWARD_10Y USDKRW_FORWARD_10Y USDCNY_FORWARD_10Y' as inputs,
    case when cip_basis_10y_bp is null then degraded_reason end as degraded_reason
from hedged_spreads_daily
union all
select
    'japan_outward_equity_week' as metric,
    'JPN' as area,
    period_end as period_end,
    outward_equity_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_OUTWARD_EQUITY_NET' as inputs,
    case when outward_equity_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_weekly
union all
select
    'japan_outward_long_bonds_week' as metric,
    'JPN' as area,
    period_end as period_end,
    outward_long_bonds_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_OUTWARD_LONG_BONDS_NET' as inputs,
    case when outward_long_bonds_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_weekly
union all
select
    'japan_outward_short_bills_week' as metric,
    'JPN' as area,
    period_end as period_end,
    outward_short_bills_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_OUTWARD_SHORT_BILLS_NET' as inputs,
    case when outward_short_bills_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_weekly
union all
select
    'japan_outward_total_week' as metric,
    'JPN' as area,
    period_end as period_end,
    outward_total_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_OUTWARD_TOTAL_NET' as inputs,
    case when outward_total_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_weekly
union all
select
    'japan_inward_equity_week' as metric,
    'JPN' as area,
    period_end as period_end,
    inward_equity_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_INWARD_EQUITY_NET' as inputs,
    case when inward_equity_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_weekly
union all
select
    'japan_inward_long_bonds_week' as metric,
    'JPN' as area,
    period_end as period_end,
    inward_long_bonds_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_INWARD_LONG_BONDS_NET' as inputs,
    case when inward_long_bonds_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_weekly
union all
select
    'japan_inward_short_bills_week' as metric,
    'JPN' as area,
    period_end as period_end,
    inward_short_bills_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_INWARD_SHORT_BILLS_NET' as inputs,
    case when inward_short_bills_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_weekly
union all
select
    'japan_inward_total_week' as metric,
    'JPN' as area,
    period_end as period_end,
    inward_total_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_INWARD_TOTAL_NET' as inputs,
    case when inward_total_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_weekly
union all
select
    'japan_outward_equity_month' as metric,
    'JPN' as area,
    period_end as period_end,
    outward_equity_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_MONTHLY_OUTWARD_EQUITY_NET' as inputs,
    case when outward_equity_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_monthly
union all
select
    'japan_outward_long_bonds_month' as metric,
    'JPN' as area,
    period_end as period_end,
    outward_long_bonds_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_MONTHLY_OUTWARD_LONG_BONDS_NET' as inputs,
    case when outward_long_bonds_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_monthly
union all
select
    'japan_outward_short_bills_month' as metric,
    'JPN' as area,
    period_end as period_end,
    outward_short_bills_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_MONTHLY_OUTWARD_SHORT_BILLS_NET' as inputs,
    case when outward_short_bills_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_monthly
union all
select
    'japan_outward_total_month' as metric,
    'JPN' as area,
    period_end as period_end,
    outward_total_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_MONTHLY_OUTWARD_TOTAL_NET' as inputs,
    case when outward_total_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_monthly
union all
select
    'japan_inward_equity_month' as metric,
    'JPN' as area,
    period_end as period_end,
    inward_equity_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_MONTHLY_INWARD_EQUITY_NET' as inputs,
    case when inward_equity_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_monthly
union all
select
    'japan_inward_long_bonds_month' as metric,
    'JPN' as area,
    period_end as period_end,
    inward_long_bonds_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_MONTHLY_INWARD_LONG_BONDS_NET' as inputs,
    case when inward_long_bonds_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_monthly
union all
select
    'japan_inward_short_bills_month' as metric,
    'JPN' as area,
    period_end as period_end,
    inward_short_bills_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_MONTHLY_INWARD_SHORT_BILLS_NET' as inputs,
    case when inward_short_bills_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_monthly
union all
select
    'japan_inward_total_month' as metric,
    'JPN' as area,
    period_end as period_end,
    inward_total_net_jpy_mn::double as value,
    'jpy_mn' as unit,
    known_at,
    'JP_MONTHLY_INWARD_TOTAL_NET' as inputs,
    case when inward_total_net_jpy_mn is null then degraded_reason end as degraded_reason
from japan_flows_monthly
union all
select
    'carry_stock_estimate' as metric,
    'JPN' as area,
    as_of_date as period_end,
    carry_stock_jpy_bn::double as value,
    'jpy_bn' as unit,
    known_at,
    'BIS' as inputs,
    case when carry_stock_jpy_bn is null then degraded_reason end as degraded_reason
from carry_stock_estimates
union all
select
    'yen_futures_open_interest' as metric,
    area as area,
    period_end as period_end,
    open_interest_contracts::double as value,
    'contracts' as unit,
    known_at,
    'JPY_FUTURES_OPEN_INTEREST' as inputs,
    case when open_interest_contracts is null then degraded_reason end as degraded_reason
from yen_futures_positions_weekly
union all
select
    'yen_futures_net_positions' as metric,
    area as area,
    period_end as period_end,
    noncommercial_net_contracts::double as value,
    'contracts' as unit,
    known_at,
    'JPY_FUTURES_NONCOMMERCIAL_LONG JPY_FUTURES_NONCOMMERCIAL_SHORT' as inputs,
    case when noncommercial_net_contracts is null then degraded_reason end as degraded_reason
from yen_futures_positions_weekly
union all
select
    'yen_futures_net_share' as metric,
    area as area,
    period_end as period_end,
    noncommercial_net_share_pct::double as value,
    'percent' as unit,
    known_at,
    'JPY_FUTURES_NONCOMMERCIAL_LONG JPY_FUTURES_NONCOMMERCIAL_SHORT JPY_FUTURES_OPEN_INTEREST' as inputs,
    case when noncommercial_net_share_pct is null then degraded_reason end as degraded_reason
from yen_futures_positions_weekly
union all
select
    'yen_futures_net_change_1w' as metric,
    area as area,
    period_end as period_end,
    noncommercial_net_change_1w_contracts::double as value,
    'contracts' as unit,
    known_at,
    'JPY_FUTURES_NONCOMMERCIAL_LONG JPY_FUTURES_NONCOMMERCIAL_SHORT' as inputs,
    case when noncommercial_net_change_1w_contracts is null then degraded_reason end as degraded_reason
from yen_futures_positions_weekly
union all
select
    'ust_convenience_3m' as metric,
    'USA' as area,
    date as period_end,
    ust_convenience_3m_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_3M' as inputs,
    case when ust_convenience_3m_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_dispersion_3m' as metric,
    'USA' as area,
    date as period_end,
    dispersion_3m_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_3M' as inputs,
    case when dispersion_3m_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_1y' as metric,
    'USA' as area,
    date as period_end,
    ust_convenience_1y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_1Y' as inputs,
    case when ust_convenience_1y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_2y' as metric,
    'USA' as area,
    date as period_end,
    ust_convenience_2y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_2Y' as inputs,
    case when ust_convenience_2y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_3y' as metric,
    'USA' as area,
    date as period_end,
    ust_convenience_3y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_3Y' as inputs,
    case when ust_convenience_3y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_5y' as metric,
    'USA' as area,
    date as period_end,
    ust_convenience_5y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y' as inputs,
    case when ust_convenience_5y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_dispersion_5y' as metric,
    'USA' as area,
    date as period_end,
    dispersion_5y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y' as inputs,
    case when dispersion_5y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_7y' as metric,
    'USA' as area,
    date as period_end,
    ust_convenience_7y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_7Y' as inputs,
    case when ust_convenience_7y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_10y' as metric,
    'USA' as area,
    date as period_end,
    ust_convenience_10y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_10Y' as inputs,
    case when ust_convenience_10y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_dispersion_10y' as metric,
    'USA' as area,
    date as period_end,
    dispersion_10y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_10Y' as inputs,
    case when dispersion_10y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_20y' as metric,
    'USA' as area,
    date as period_end,
    ust_convenience_20y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_20Y' as inputs,
    case when ust_convenience_20y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_30y' as metric,
    'USA' as area,
    date as period_end,
    ust_convenience_30y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_30Y' as inputs,
    case when ust_convenience_30y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_beta_vix' as metric,
    'USA' as area,
    date as period_end,
    beta_vix_5y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y VIXCLS' as inputs,
    case when beta_vix_5y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_daily
union all
select
    'ust_convenience_by_currency_3m' as metric,
    currency as area,
    date as period_end,
    convenience_3m_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_3M' as inputs,
    case when convenience_3m_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_by_currency_daily
union all
select
    'ust_convenience_by_currency_5y' as metric,
    currency as area,
    date as period_end,
    convenience_5y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y' as inputs,
    case when convenience_5y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_by_currency_daily
union all
select
    'ust_convenience_by_currency_10y' as metric,
    currency as area,
    date as period_end,
    convenience_10y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_10Y' as inputs,
    case when convenience_10y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_by_currency_daily
union all
select
    'ust_convenience_event_change_5y_1d' as metric,
    'USA' as area,
    event_date as period_end,
    change_5y_1d_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y' as inputs,
    case when change_5y_1d_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_events
union all
select
    'ust_convenience_event_change_5y_5d' as metric,
    'USA' as area,
    event_date as period_end,
    change_5y_5d_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y' as inputs,
    case when change_5y_5d_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_events
union all
select
    'ust_convenience_event_change_5y_21d' as metric,
    'USA' as area,
    event_date as period_end,
    change_5y_21d_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y' as inputs,
    case when change_5y_21d_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_events
union all
select
    'ust_convenience_debt_slope' as metric,
    'USA' as area,
    period_end as period_end,
    debt_slope_5y_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y GFDEBTN GDP' as inputs,
    case when debt_slope_5y_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_debt_quarterly
union all
select
    'ust_convenience_panel_elasticity' as metric,
    'USA' as area,
    period_end as period_end,
    panel_elasticity_us_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y GFDEBTN GDP QDEGAN770A QJPGAN770A QGBGAN770A QAUGAN770A' as inputs,
    case when panel_elasticity_us_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_debt_quarterly
union all
select
    'ust_convenience_panel_elasticity_foreign' as metric,
    'USA' as area,
    period_end as period_end,
    panel_elasticity_foreign_bp::double as value,
    'bp' as unit,
    known_at,
    'CIP_GOVT_5Y GFDEBTN GDP QDEGAN770A QJPGAN770A QGBGAN770A QAUGAN770A' as inputs,
    case when panel_elasticity_foreign_bp is null then degraded_reason end as degraded_reason
from treasury_convenience_debt_quarterly
union all
select
    'sofr_bill' as metric,
    'USA' as area,
    date as period_end,
    sofr_bill_bp::double as value,
    'bp' as unit,
    known_at,
    'SOFR DGS3MO' as inputs,
    case when sofr_bill_bp is null then degraded_reason end as degraded_reason
from treasury_premium_proxies_daily
union all
select
    'sofr_bill_365' as metric,
    'USA' as area,
    date as period_end,
    sofr_bill_365_bp::double as value,
    'bp' as unit,
    known_at,
    'SOFR DGS3MO' as inputs,
    case when sofr_bill_365_bp is null then degraded_reason end as degraded_reason
from treasury_premium_proxies_daily
union all
select
    'tgcr_bill_365' as metric,
    'USA' as area,
    date as period_end,
    tgcr_bill_365_bp::double as value,
    'bp' as unit,
    known_at,
    'TGCRRATE DGS3MO' as inputs,
    case when tgcr_bill_365_bp is null then degraded_reason end as degraded_reason
from treasury_premium_proxies_daily
union all
select
    'effr_bill_365' as metric,
    'USA' as area,
    date as period_end,
    effr_bill_365_bp::double as value,
    'bp' as unit,
    known_at,
    'EFFR DGS3MO' as inputs,
    case when effr_bill_365_bp is null then degraded_reason end as degraded_reason
from treasury_premium_proxies_daily
union all
select
    'aaa_ust10' as metric,
    'USA' as area,
    period_end as period_end,
    aaa_ust10_bp::double as value,
    'bp' as unit,
    known_at,
    'AAA DGS10' as inputs,
    case when aaa_ust10_bp is null then degraded_reason end as degraded_reason
from treasury_premium_proxies_monthly
union all
select
    'aaa_ust20' as metric,
    'USA' as area,
    period_end as period_end,
    aaa_ust20_bp::double as value,
    'bp' as unit,
    known_at,
    'AAA DGS20' as inputs,
    case when aaa_ust20_bp is null then degraded_reason end as degraded_reason
from treasury_premium_proxies_monthly
union all
select
    'triple_sell_off_flags' as metric,
    market || ', ' || horizon || ', ' || threshold as area,
    as_of_date as period_end,
    flags_count::double as value,
    'count' as unit,
    known_at,
    'SP500 DJIA NASDAQCOM NIKKEI225 KOSPI DGS10 JGB_10Y KTB_10Y DTWEXBGS DTWEXM DEXJPUS DEXKOUS' as inputs,
    case when flags_count is null then degraded_reason end as degraded_reason
from triple_sell_off_grid
union all
select
    'triple_sell_off_episodes' as metric,
    market || ', ' || horizon || ', ' || threshold as area,
    as_of_date as period_end,
    episodes_count::double as value,
    'count' as unit,
    known_at,
    'SP500 DJIA NASDAQCOM NIKKEI225 KOSPI DGS10 JGB_10Y KTB_10Y DTWEXBGS DTWEXM DEXJPUS DEXKOUS' as inputs,
    case when episodes_count is null then degraded_reason end as degraded_reason
from triple_sell_off_grid
union all
select
    'drawdown' as metric,
    asset as area,
    date as period_end,
    drawdown_pct::double as value,
    'percent' as unit,
    known_at,
    'SP500 DJIA NASDAQCOM NIKKEI225 KOSPI LBMA_GOLD_PM DTWEXBGS DTWEXM DEXJPUS DEXKOUS DEXCHUS DEXUSEU' as inputs,
    case when drawdown_pct is null then degraded_reason end as degraded_reason
from asset_drawdowns_daily
union all
select
    'days_under_water' as metric,
    asset as area,
    date as period_end,
    under_water_days::double as value,
    'days' as unit,
    known_at,
    'SP500 DJIA NASDAQCOM NIKKEI225 KOSPI LBMA_GOLD_PM DTWEXBGS DTWEXM DEXJPUS DEXKOUS DEXCHUS DEXUSEU' as inputs,
    case when under_water_days is null then degraded_reason end as degraded_reason
from asset_drawdowns_daily
union all
select
    'recovery_ratio' as metric,
    asset || ', ' || recovery as area,
    date as period_end,
    recovery_ratio::double as value,
    'ratio' as unit,
    known_at,
    'SP500 DJIA NASDAQCOM NIKKEI225 KOSPI LBMA_GOLD_PM DTWEXBGS DTWEXM DEXJPUS DEXKOUS DEXCHUS DEXUSEU' as inputs,
    case when recovery_ratio is null then degraded_reason end as degraded_reason
from recovery_daily
union all
select
    'equity_bond_correlation' as metric,
    market as area,
    date as period_end,
    equity_bond_correlation::double as value,
    'ratio' as unit,
    known_at,
    'SP500 DJIA NASDAQCOM NIKKEI225 KOSPI DGS10 JGB_10Y KTB_10Y DTWEXBGS DTWEXM DEXJPUS DEXKOUS' as inputs,
    case when equity_bond_correlation is null then degraded_reason end as degraded_reason
from cross_asset_correlations_daily
union all
select
    'equity_currency_correlation' as metric,
    market as area,
    date as period_end,
    equity_currency_correlation::double as value,
    'ratio' as unit,
    known_at,
    'SP500 DJIA NASDAQCOM NIKKEI225 KOSPI DGS10 JGB_10Y KTB_10Y DTWEXBGS DTWEXM DEXJPUS DEXKOUS' as inputs,
    case when equity_currency_correlation is null then degraded_reason end as degraded_reason
from cross_asset_correlations_daily
union all
select
    'fx_month_avg_to_date' as metric,
    area as area,
    date as period_end,
    month_avg_to_date_per_usd::double as value,
    'per_usd' as unit,
    known_at,
    'DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when month_avg_to_date_per_usd is null then degraded_reason end as degraded_reason
from fx_defence_daily
union all
select
    'fx_distance_to_level' as metric,
    area as area,
    date as period_end,
    distance_to_level_pct::double as value,
    'percent' as unit,
    known_at,
    'DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when distance_to_level_pct is null then degraded_reason end as degraded_reason
from fx_defence_daily
union all
select
    'fx_intervention_candidate' as metric,
    area as area,
    date as period_end,
    intervention_candidate_flag::double as value,
    'flag' as unit,
    known_at,
    'DEXJPUS DEXKOUS DEXCHUS VIXCLS' as inputs,
    case when intervention_candidate_flag is null then degraded_reason end as degraded_reason
from fx_defence_daily
union all
select
    'fx_month_avg' as metric,
    area as area,
    period_end as period_end,
    month_avg_per_usd::double as value,
    'per_usd' as unit,
    known_at,
    'DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when month_avg_per_usd is null then degraded_reason end as degraded_reason
from fx_month_averages
union all
select
    'fx_month_avg_highest_in' as metric,
    area as area,
    period_end as period_end,
    highest_in_months::double as value,
    'months' as unit,
    known_at,
    'DEXJPUS DEXKOUS DEXCHUS' as inputs,
    case when highest_in_months is null then degraded_reason end as degraded_reason
from fx_month_averages
union all
select
    'official_fx_bought_yen' as metric,
    area as area,
    period_end as period_end,
    bought_jpy_bn::double as value,
    'jpy_bn' as unit,
    known_at,
    'MOF' as inputs,
    case when bought_jpy_bn is null then degraded_reason end as degraded_reason
from official_fx_transactions_by_period
union all
select
    'official_fx_sold_dollars' as metric,
    area as area,
    period_end as period_end,
    sold_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'BOK' as inputs,
    case when sold_usd_bn is null then degraded_reason end as degraded_reason
from official_fx_transactions_by_period
union all
select
    'fx_reserves_change' as metric,
    area as area,
    period_end as period_end,
    change_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MOF_FX_RESERVES SAFE_FX_RESERVES KR_RESERVES_FX' as inputs,
    case when change_usd_mn is null then degraded_reason end as degraded_reason
from reserves_change_monthly
union all
select
    'fx_reserves_change_ex_valuation' as metric,
    area as area,
    period_end as period_end,
    change_ex_valuation_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'MOF_FX_RESERVES SAFE_FX_RESERVES KR_RESERVES_FX DEXUSEU DEXJPUS' as inputs,
    case when change_ex_valuation_usd_mn is null then degraded_reason end as degraded_reason
from reserves_change_monthly
union all
select
    'nps_swap_line' as metric,
    'KOR' as area,
    announced_on as period_end,
    swap_line_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'BOK' as inputs,
    case when swap_line_usd_bn is null then degraded_reason end as degraded_reason
from korea_pension_fx
union all
select
    'nps_hedge_ceiling' as metric,
    'KOR' as area,
    announced_on as period_end,
    hedge_ceiling_pct::double as value,
    'percent' as unit,
    known_at,
    'NPS' as inputs,
    case when hedge_ceiling_pct is null then degraded_reason end as degraded_reason
from korea_pension_fx
union all
select
    'nps_overseas_assets' as metric,
    'KOR' as area,
    announced_on as period_end,
    overseas_assets_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'NPS' as inputs,
    case when overseas_assets_usd_bn is null then degraded_reason end as degraded_reason
from korea_pension_fx
union all
select
    'cny_fixing_gap' as metric,
    'CHN' as area,
    date as period_end,
    fixing_gap_pct::double as value,
    'percent' as unit,
    known_at,
    'CNY_PARITY_USD DEXCHUS' as inputs,
    case when fixing_gap_pct is null then degraded_reason end as degraded_reason
from cny_fixing_daily
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
from central_bank_gold_monthly
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
from central_bank_gold_monthly
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
from central_bank_gold_monthly
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
from central_bank_gold_monthly
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
from central_bank_gold_monthly
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
from central_bank_gold_monthly
union all
select
    'gold_value_change' as metric,
    area as area,
    period_end as period_end,
    value_change_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD GOLD_PRICE' as inputs,
    case when value_change_usd_mn is null then degraded_reason end as degraded_reason
from central_bank_gold_monthly
union all
select
    'gold_value_from_volume' as metric,
    area as area,
    period_end as period_end,
    volume_effect_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD GOLD_PRICE' as inputs,
    case when volume_effect_usd_mn is null then degraded_reason end as degraded_reason
from central_bank_gold_monthly
union all
select
    'gold_value_from_price' as metric,
    area as area,
    period_end as period_end,
    price_effect_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'IMF_GOLD SAFE_GOLD GOLD_PRICE' as inputs,
    case when price_effect_usd_mn is null then degraded_reason end as degraded_reason
from central_bank_gold_monthly
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
from world_gold_monthly
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
from world_gold_monthly
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
from world_gold_monthly
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
from world_gold_monthly
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
from world_gold_monthly
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
from world_gold_monthly
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
from world_gold_monthly
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
from gold_share_monthly
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
from gold_share_monthly
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
from gold_share_monthly
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
from gold_share_monthly
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
from gold_share_monthly
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
from gold_vintage_gap_monthly
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
from gold_vintage_gap_monthly
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
from gold_etf_monthly
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
from gold_etf_monthly
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
from gold_etf_monthly
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
from gold_etf_monthly
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
from wgc_gold_monthly
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
from wgc_gold_monthly
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
from net_liquidity_weekly
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
from net_liquidity_weekly
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
from net_liquidity_weekly
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
from net_liquidity_weekly
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
from net_liquidity_weekly
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
from reserves_weekly
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
from reserves_weekly
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
from reserves_daily
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
from reserves_daily
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
from reserves_daily
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
from reserves_daily
union all
select
    'reserves_level' as metric,
    'USA' as area,
    period_end as period_end,
    reserves_level_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WRBWFRBL' as inputs,
    case when reserves_level_usd_mn is null then degraded_reason end as degraded_reason
from reserve_levels_weekly
union all
select
    'reserves_level_to_gdp' as metric,
    'USA' as area,
    period_end as period_end,
    reserves_level_to_gdp_pct::double as value,
    'percent' as unit,
    known_at,
    'WRBWFRBL GDP' as inputs,
    case when reserves_level_to_gdp_pct is null then degraded_reason end as degraded_reason
from reserve_levels_weekly
union all
select
    'bank_assets' as metric,
    'USA' as area,
    period_end as period_end,
    bank_assets_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'TLAACBW027SBOG' as inputs,
    case when bank_assets_usd_mn is null then degraded_reason end as degraded_reason
from reserve_levels_weekly
union all
select
    'reserves_to_bank_assets' as metric,
    'USA' as area,
    period_end as period_end,
    reserves_to_bank_assets_pct::double as value,
    'percent' as unit,
    known_at,
    'WRBWFRBL TLAACBW027SBOG' as inputs,
    case when reserves_to_bank_assets_pct is null then degraded_reason end as degraded_reason
from reserve_levels_weekly
union all
select
    'distance_to_threshold' as metric,
    threshold as area,
    period_end as period_end,
    distance_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'WRESBAL WRBWFRBL GDP TLAACBW027SBOG' as inputs,
    case when distance_usd_bn is null then degraded_reason end as degraded_reason
from reserve_threshold_distances_weekly
union all
select
    'weeks_to_threshold' as metric,
    threshold as area,
    period_end as period_end,
    distance_weeks::double as value,
    'weeks' as unit,
    known_at,
    'WRESBAL WRBWFRBL GDP TLAACBW027SBOG' as inputs,
    case when distance_weeks is null then degraded_reason end as degraded_reason
from reserve_threshold_distances_weekly
union all
select
    'ampleness_vote' as metric,
    indicator as area,
    period_end as period_end,
    vote_value::double as value,
    'vote' as unit,
    known_at,
    'WRESBAL WRBWFRBL GDP TLAACBW027SBOG SOFR EFFR TGCRRATE IORB NYFED_SRF_ACCEPTED' as inputs,
    case when vote_value is null then degraded_reason end as degraded_reason
from ampleness_votes_weekly
union all
select
    'on_rrp_change_4w' as metric,
    'USA' as area,
    date as period_end,
    change_4w_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'RRPONTSYD' as inputs,
    case when change_4w_usd_mn is null then degraded_reason end as degraded_reason
from on_rrp_drain_daily
union all
select
    'on_rrp_share_of_peak' as metric,
    'USA' as area,
    date as period_end,
    share_of_peak_pct::double as value,
    'percent' as unit,
    known_at,
    'RRPONTSYD' as inputs,
    case when share_of_peak_pct is null then degraded_reason end as degraded_reason
from on_rrp_drain_daily
union all
select
    'on_rrp_buffer_exhausted' as metric,
    'USA' as area,
    date as period_end,
    buffer_exhausted_flag::double as value,
    'flag' as unit,
    known_at,
    'RRPONTSYD' as inputs,
    case when buffer_exhausted_flag is null then degraded_reason end as degraded_reason
from on_rrp_drain_daily
union all
select
    'sofr_iorb_med20' as metric,
    'USA' as area,
    date as period_end,
    sofr_iorb_med20_bp::double as value,
    'bp' as unit,
    known_at,
    'SOFR IORB' as inputs,
    case when sofr_iorb_med20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'sofr_iorb_p95_20' as metric,
    'USA' as area,
    date as period_end,
    sofr_iorb_p95_20_bp::double as value,
    'bp' as unit,
    known_at,
    'SOFR IORB' as inputs,
    case when sofr_iorb_p95_20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'sofr_iorb_ex_turns_med20' as metric,
    'USA' as area,
    date as period_end,
    sofr_iorb_ex_turns_med20_bp::double as value,
    'bp' as unit,
    known_at,
    'SOFR IORB' as inputs,
    case when sofr_iorb_ex_turns_med20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'sofr_iorb_ex_turns_p95_20' as metric,
    'USA' as area,
    date as period_end,
    sofr_iorb_ex_turns_p95_20_bp::double as value,
    'bp' as unit,
    known_at,
    'SOFR IORB' as inputs,
    case when sofr_iorb_ex_turns_p95_20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'effr_iorb_med20' as metric,
    'USA' as area,
    date as period_end,
    effr_iorb_med20_bp::double as value,
    'bp' as unit,
    known_at,
    'EFFR IORB' as inputs,
    case when effr_iorb_med20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'effr_iorb_p95_20' as metric,
    'USA' as area,
    date as period_end,
    effr_iorb_p95_20_bp::double as value,
    'bp' as unit,
    known_at,
    'EFFR IORB' as inputs,
    case when effr_iorb_p95_20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'effr_iorb_ex_turns_med20' as metric,
    'USA' as area,
    date as period_end,
    effr_iorb_ex_turns_med20_bp::double as value,
    'bp' as unit,
    known_at,
    'EFFR IORB' as inputs,
    case when effr_iorb_ex_turns_med20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'effr_iorb_ex_turns_p95_20' as metric,
    'USA' as area,
    date as period_end,
    effr_iorb_ex_turns_p95_20_bp::double as value,
    'bp' as unit,
    known_at,
    'EFFR IORB' as inputs,
    case when effr_iorb_ex_turns_p95_20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'tgcr_iorb' as metric,
    'USA' as area,
    date as period_end,
    tgcr_iorb_bp::double as value,
    'bp' as unit,
    known_at,
    'TGCRRATE IORB' as inputs,
    case when tgcr_iorb_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'tgcr_iorb_med20' as metric,
    'USA' as area,
    date as period_end,
    tgcr_iorb_med20_bp::double as value,
    'bp' as unit,
    known_at,
    'TGCRRATE IORB' as inputs,
    case when tgcr_iorb_med20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'tgcr_iorb_p95_20' as metric,
    'USA' as area,
    date as period_end,
    tgcr_iorb_p95_20_bp::double as value,
    'bp' as unit,
    known_at,
    'TGCRRATE IORB' as inputs,
    case when tgcr_iorb_p95_20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'tgcr_iorb_ex_turns_med20' as metric,
    'USA' as area,
    date as period_end,
    tgcr_iorb_ex_turns_med20_bp::double as value,
    'bp' as unit,
    known_at,
    'TGCRRATE IORB' as inputs,
    case when tgcr_iorb_ex_turns_med20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'tgcr_iorb_ex_turns_p95_20' as metric,
    'USA' as area,
    date as period_end,
    tgcr_iorb_ex_turns_p95_20_bp::double as value,
    'bp' as unit,
    known_at,
    'TGCRRATE IORB' as inputs,
    case when tgcr_iorb_ex_turns_p95_20_bp is null then degraded_reason end as degraded_reason
from money_market_spreads_daily
union all
select
    'standing_repo' as metric,
    'USA' as area,
    date as period_end,
    accepted_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'NYFED_SRF_ACCEPTED' as inputs,
    case when accepted_usd_mn is null then degraded_reason end as degraded_reason
from standing_repo_daily
union all
select
    'standing_repo_max20' as metric,
    'USA' as area,
    date as period_end,
    highest_of_20_days_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'NYFED_SRF_ACCEPTED' as inputs,
    case when highest_of_20_days_usd_mn is null then degraded_reason end as degraded_reason
from standing_repo_daily
union all
select
    'qt_pace' as metric,
    'USA' as area,
    period_end as period_end,
    runoff_pace_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TREAST WSHOMCB' as inputs,
    case when runoff_pace_usd_bn is null then degraded_reason end as degraded_reason
from qt_pace_monthly
union all
select
    'qt_cap' as metric,
    'USA' as area,
    period_end as period_end,
    total_cap_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'QT_CAP' as inputs,
    case when total_cap_usd_bn is null then degraded_reason end as degraded_reason
from qt_pace_monthly
union all
select
    'reserves_level_change_1w' as metric,
    'USA' as area,
    period_end as period_end,
    change_1w_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WRBWFRBL WTFSRFL WTFORBAFL' as inputs,
    case when change_1w_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_levels_weekly
union all
select
    'reserves_level_from_supplying' as metric,
    'USA' as area,
    period_end as period_end,
    from_supplying_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WTFSRFL' as inputs,
    case when from_supplying_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_levels_weekly
union all
select
    'reserves_level_from_currency' as metric,
    'USA' as area,
    period_end as period_end,
    from_currency_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WCICL' as inputs,
    case when from_currency_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_levels_weekly
union all
select
    'reserves_level_from_tga' as metric,
    'USA' as area,
    period_end as period_end,
    from_tga_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WDTGAL' as inputs,
    case when from_tga_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_levels_weekly
union all
select
    'reserves_level_from_rrp_others' as metric,
    'USA' as area,
    period_end as period_end,
    from_rrp_others_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WLRRAOL' as inputs,
    case when from_rrp_others_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_levels_weekly
union all
select
    'reserves_level_from_rrp_foreign' as metric,
    'USA' as area,
    period_end as period_end,
    from_rrp_foreign_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WLRRAFOIAL' as inputs,
    case when from_rrp_foreign_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_levels_weekly
union all
select
    'reserves_level_from_other_deposits' as metric,
    'USA' as area,
    period_end as period_end,
    from_other_deposits_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WOFDRBORBL WDTGAL' as inputs,
    case when from_other_deposits_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_levels_weekly
union all
select
    'reserves_level_from_treasury_cash' as metric,
    'USA' as area,
    period_end as period_end,
    from_treasury_cash_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WOFDRBTHL' as inputs,
    case when from_treasury_cash_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_levels_weekly
union all
select
    'reserves_level_from_remaining_lines' as metric,
    'USA' as area,
    period_end as period_end,
    from_remaining_lines_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WTFORBAFL WCICL WLRRAOL WLRRAFOIAL WOFDRBTHL WOFDRBORBL' as inputs,
    case when from_remaining_lines_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_levels_weekly
union all
select
    'reserves_average_change_1w' as metric,
    'USA' as area,
    period_end as period_end,
    change_1w_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WRESBAL WTFSRFA WTFORBAFA' as inputs,
    case when change_1w_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_averages_weekly
union all
select
    'reserves_average_from_supplying' as metric,
    'USA' as area,
    period_end as period_end,
    from_supplying_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WTFSRFA' as inputs,
    case when from_supplying_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_averages_weekly
union all
select
    'reserves_average_from_currency' as metric,
    'USA' as area,
    period_end as period_end,
    from_currency_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WCURCIR' as inputs,
    case when from_currency_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_averages_weekly
union all
select
    'reserves_average_from_tga' as metric,
    'USA' as area,
    period_end as period_end,
    from_tga_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WTREGEN' as inputs,
    case when from_tga_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_averages_weekly
union all
select
    'reserves_average_from_rrp_others' as metric,
    'USA' as area,
    period_end as period_end,
    from_rrp_others_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WREPODEL' as inputs,
    case when from_rrp_others_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_averages_weekly
union all
select
    'reserves_average_from_rrp_foreign' as metric,
    'USA' as area,
    period_end as period_end,
    from_rrp_foreign_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WREPOFOR' as inputs,
    case when from_rrp_foreign_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_averages_weekly
union all
select
    'reserves_average_from_other_deposits' as metric,
    'USA' as area,
    period_end as period_end,
    from_other_deposits_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WOFDRBORBA WTREGEN' as inputs,
    case when from_other_deposits_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_averages_weekly
union all
select
    'reserves_average_from_treasury_cash' as metric,
    'USA' as area,
    period_end as period_end,
    from_treasury_cash_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WOFDRBTHA' as inputs,
    case when from_treasury_cash_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_averages_weekly
union all
select
    'reserves_average_from_remaining_lines' as metric,
    'USA' as area,
    period_end as period_end,
    from_remaining_lines_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WTFORBAFA WCURCIR WREPODEL WREPOFOR WOFDRBTHA WOFDRBORBA' as inputs,
    case when from_remaining_lines_usd_mn is null then degraded_reason end as degraded_reason
from reserve_attribution_averages_weekly
union all
select
    'tga_change' as metric,
    'USA' as area,
    date as period_end,
    change_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'TGA_CLOSE' as inputs,
    case when change_usd_mn is null then degraded_reason end as degraded_reason
from tga_flows_daily
union all
select
    'tga_from_taxes' as metric,
    'USA' as area,
    date as period_end,
    from_taxes_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEPOSITS DTS_WITHDRAWALS' as inputs,
    case when from_taxes_usd_mn is null then degraded_reason end as degraded_reason
from tga_flows_daily
union all
select
    'tga_from_public_debt' as metric,
    'USA' as area,
    date as period_end,
    from_public_debt_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEPOSITS DTS_WITHDRAWALS' as inputs,
    case when from_public_debt_usd_mn is null then degraded_reason end as degraded_reason
from tga_flows_daily
union all
select
    'tga_from_interest' as metric,
    'USA' as area,
    date as period_end,
    from_interest_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEPOSITS DTS_WITHDRAWALS' as inputs,
    case when from_interest_usd_mn is null then degraded_reason end as degraded_reason
from tga_flows_daily
union all
select
    'tga_from_benefits' as metric,
    'USA' as area,
    date as period_end,
    from_benefits_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEPOSITS DTS_WITHDRAWALS' as inputs,
    case when from_benefits_usd_mn is null then degraded_reason end as degraded_reason
from tga_flows_daily
union all
select
    'tga_from_other' as metric,
    'USA' as area,
    date as period_end,
    from_other_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEPOSITS DTS_WITHDRAWALS' as inputs,
    case when from_other_usd_mn is null then degraded_reason end as degraded_reason
from tga_flows_daily
union all
select
    'net_liquidity_nowcast' as metric,
    'USA' as area,
    date as period_end,
    net_liquidity_nowcast_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WALCL TGA_CLOSE RRPONTSYD' as inputs,
    case when net_liquidity_nowcast_usd_mn is null then degraded_reason end as degraded_reason
from net_liquidity_daily
union all
select
    'net_liquidity_incl_foreign_rrp' as metric,
    'USA' as area,
    period_end as period_end,
    net_liquidity_incl_foreign_rrp_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WALCL WDTGAL RRPONTSYD WLRRAFOIAL' as inputs,
    case when net_liquidity_incl_foreign_rrp_usd_mn is null then degraded_reason end as degraded_reason
from net_liquidity_incl_foreign_rrp_weekly
union all
select
    'net_liquidity_change_4w' as metric,
    'USA' as area,
    period_end as period_end,
    change_4w_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WALCL WDTGAL RRPONTSYD' as inputs,
    case when change_4w_usd_mn is null then degraded_reason end as degraded_reason
from net_liquidity_attribution_weekly
union all
select
    'net_liquidity_change_13w' as metric,
    'USA' as area,
    period_end as period_end,
    change_13w_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WALCL WDTGAL RRPONTSYD' as inputs,
    case when change_13w_usd_mn is null then degraded_reason end as degraded_reason
from net_liquidity_attribution_weekly
union all
select
    'net_liquidity_change_52w' as metric,
    'USA' as area,
    period_end as period_end,
    change_52w_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WALCL WDTGAL RRPONTSYD' as inputs,
    case when change_52w_usd_mn is null then degraded_reason end as degraded_reason
from net_liquidity_attribution_weekly
union all
select
    'net_liquidity_cumulated' as metric,
    'USA' as area,
    period_end as period_end,
    cumulated_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'WALCL WDTGAL RRPONTSYD' as inputs,
    case when cumulated_usd_mn is null then degraded_reason end as degraded_reason
from net_liquidity_attribution_weekly
union all
select
    'monetary_base' as metric,
    'USA' as area,
    period_end as period_end,
    monetary_base_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'BOGMBASE' as inputs,
    case when monetary_base_usd_mn is null then degraded_reason end as degraded_reason
from stablecoin_ratios_monthly
union all
select
    'stablecoin_supply' as metric,
    'USA' as area,
    period_end as period_end,
    stablecoin_supply_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'none' as inputs,
    case when stablecoin_supply_usd_mn is null then degraded_reason end as degraded_reason
from stablecoin_ratios_monthly
union all
select
    'stablecoin_tbill_holdings' as metric,
    'USA' as area,
    period_end as period_end,
    stablecoin_bills_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'none' as inputs,
    case when stablecoin_bills_usd_mn is null then degraded_reason end as degraded_reason
from stablecoin_ratios_monthly
union all
select
    'stablecoins_to_monetary_base' as metric,
    'USA' as area,
    period_end as period_end,
    stablecoins_to_base_pct::double as value,
    'percent' as unit,
    known_at,
    'BOGMBASE' as inputs,
    case when stablecoins_to_base_pct is null then degraded_reason end as degraded_reason
from stablecoin_ratios_monthly
union all
select
    'stablecoin_share_of_bills' as metric,
    'USA' as area,
    period_end as period_end,
    stablecoin_share_of_bills_pct::double as value,
    'percent' as unit,
    known_at,
    'MSPD_OUTSTANDING' as inputs,
    case when stablecoin_share_of_bills_pct is null then degraded_reason end as degraded_reason
from stablecoin_ratios_monthly
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
from treasury_holders_monthly
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
from treasury_holders_monthly
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
from federal_debt_daily
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
from federal_debt_daily
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
from federal_debt_daily
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
from federal_debt_daily
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
from federal_debt_quarterly
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
from federal_debt_quarterly
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
from treasury_supply_monthly
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
from treasury_supply_monthly
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
from treasury_supply_monthly
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
from treasury_supply_monthly
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
from treasury_supply_monthly
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
from treasury_supply_monthly
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
from treasury_supply_monthly
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
from treasury_supply_monthly
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
from treasury_supply_monthly
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
from treasury_supply_monthly
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
from treasury_net_issuance_daily
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
from treasury_net_issuance_daily
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
from treasury_net_issuance_daily
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
from treasury_net_issuance_daily
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
from treasury_interest_monthly
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
from treasury_interest_monthly
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
from treasury_interest_monthly
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
from treasury_interest_monthly
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
from custody_holdings_weekly
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
from custody_holdings_weekly
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
from custody_holdings_weekly
union all
select
    'treasury_holdings_valuation' as metric,
    holder as area,
    period_end as period_end,
    valuation_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_SLT_LONG_TERM_VALUATION TIC_SLT_HOLDINGS' as inputs,
    case when valuation_usd_bn is null then degraded_reason end as degraded_reason
from treasury_flows_monthly
union all
select
    'treasury_holdings_net_purchases' as metric,
    holder as area,
    period_end as period_end,
    net_purchases_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_SLT_NET_SALES TIC_SLT_HOLDINGS' as inputs,
    case when net_purchases_usd_bn is null then degraded_reason end as degraded_reason
from treasury_flows_monthly
union all
select
    'treasury_holdings_other_change' as metric,
    holder as area,
    period_end as period_end,
    other_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_SLT_HOLDINGS TIC_SLT_NET_SALES TIC_SLT_LONG_TERM_VALUATION' as inputs,
    case when other_usd_bn is null then degraded_reason end as degraded_reason
from treasury_flows_monthly
union all
select
    'treasury_long_term_net_purchases' as metric,
    holder as area,
    period_end as period_end,
    long_term_net_purchases_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_SLT_LONG_TERM_NET_SALES' as inputs,
    case when long_term_net_purchases_usd_bn is null then degraded_reason end as degraded_reason
from treasury_flows_monthly
union all
select
    'treasury_bill_net_purchases' as metric,
    holder as area,
    period_end as period_end,
    bill_net_purchases_usd_bn::double as value,
    'usd_bn' as unit,
    known_at,
    'TIC_SLT_BILL_NET_SALES' as inputs,
    case when bill_net_purchases_usd_bn is null then degraded_reason end as degraded_reason
from treasury_flows_monthly
