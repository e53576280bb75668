{#- Written by `python -m orchestration.generate` from the marts' YAML; edit that instead. -#}
with
carry_spreads_daily as materialized (select * from {{ ref('carry_spreads_daily') }}),
central_bank_gold_monthly as materialized (select * from {{ ref('central_bank_gold_monthly') }}),
world_gold_monthly as materialized (select * from {{ ref('world_gold_monthly') }}),
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
treasury_holders_monthly as materialized (select * from {{ ref('treasury_holders_monthly') }})
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
    'WRBWFRBL WTFSRFL WTFORBAFL' as inputs,
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
    'WRBWFRBL WTFSRFL WTFORBAFL' as inputs,
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
    'WRBWFRBL WTFSRFL WTFORBAFL' as inputs,
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
    'WRBWFRBL WTFSRFL WTFORBAFL' as inputs,
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
    'WRBWFRBL WTFSRFL WTFORBAFL' as inputs,
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
    'WRBWFRBL WTFSRFL WTFORBAFL' as inputs,
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
    'WRBWFRBL WTFSRFL WTFORBAFL' as inputs,
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
    'WRBWFRBL WTFSRFL WTFORBAFL' as inputs,
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
    'WRESBAL WTFSRFA WTFORBAFA' as inputs,
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
    'WRESBAL WTFSRFA WTFORBAFA' as inputs,
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
    'WRESBAL WTFSRFA WTFORBAFA' as inputs,
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
    'WRESBAL WTFSRFA WTFORBAFA' as inputs,
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
    'WRESBAL WTFSRFA WTFORBAFA' as inputs,
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
    'WRESBAL WTFSRFA WTFORBAFA' as inputs,
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
    'WRESBAL WTFSRFA WTFORBAFA' as inputs,
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
    'WRESBAL WTFSRFA WTFORBAFA' as inputs,
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
    'net_marketable_issuance' as metric,
    'USA' as area,
    date as period_end,
    net_marketable_issuance_usd_mn::double as value,
    'usd_mn' as unit,
    known_at,
    'DTS_DEBT_ISSUES DTS_DEBT_REDEMPTIONS' as inputs,
    case when net_marketable_issuance_usd_mn is null then degraded_reason end as degraded_reason
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
