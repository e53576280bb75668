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
    'triple_sell_off_flags' as metric,
    market || ', ' || horizon || ', ' || threshold as area,
    as_of_date as period_end,
    flags_count::double as value,
    'count' as unit,
    known_at,
    'SP500 DJIA NASDAQCOM NIKKEI225 KOSPI DGS10 JGB_10Y KTB_10Y DTWEXBGS DTWEXM DEXJPUS DEXKOUS' as inputs,
    case when flags_count is null then degraded_reason end as degraded_reason
from {{ ref('triple_sell_off_grid') }}
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
from {{ ref('triple_sell_off_grid') }}
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
from {{ ref('asset_drawdowns_daily') }}
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
from {{ ref('asset_drawdowns_daily') }}
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
from {{ ref('recovery_daily') }}
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
from {{ ref('cross_asset_correlations_daily') }}
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
from {{ ref('cross_asset_correlations_daily') }}
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
    'monetary_base' as metric,
    'USA' as area,
    period_end as period_end,
    monetary_base_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'BOGMBASE' as inputs,
    case when monetary_base_usd_mn is null then degraded_reason end as degraded_reason
from {{ ref('stablecoin_ratios_monthly') }}
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
from {{ ref('stablecoin_ratios_monthly') }}
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
from {{ ref('stablecoin_ratios_monthly') }}
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
from {{ ref('stablecoin_ratios_monthly') }}
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
from {{ ref('stablecoin_ratios_monthly') }}
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
