{#- The headline figures of all marts in one long table: metric, mart, its column, unit, its date, its area. -#}
{% set headline = [
    ('net_liquidity', 'net_liquidity_weekly', 'net_liquidity_usd_mn', 'usd_mn', 'period_end', "'USA'"),
    ('net_liquidity_change_1w', 'net_liquidity_weekly', 'change_1w_usd_mn', 'usd_mn', 'period_end', "'USA'"),
    ('fed_assets', 'net_liquidity_weekly', 'fed_assets_usd_mn', 'usd_mn', 'period_end', "'USA'"),
    ('tga_wednesday', 'net_liquidity_weekly', 'tga_usd_mn', 'usd_mn', 'period_end', "'USA'"),
    ('on_rrp_wednesday', 'net_liquidity_weekly', 'on_rrp_usd_mn', 'usd_mn', 'period_end', "'USA'"),
    ('reserves_week_avg', 'reserves_weekly', 'reserves_week_avg_usd_mn', 'usd_mn', 'period_end', "'USA'"),
    ('reserves_to_gdp', 'reserves_weekly', 'reserves_to_gdp_pct', 'percent', 'period_end', "'USA'"),
    ('tga_close', 'reserves_daily', 'tga_close_usd_mn', 'usd_mn', 'date', "'USA'"),
    ('on_rrp', 'reserves_daily', 'on_rrp_usd_mn', 'usd_mn', 'date', "'USA'"),
    ('sofr_iorb', 'reserves_daily', 'sofr_iorb_bp', 'bp', 'date', "'USA'"),
    ('effr_iorb', 'reserves_daily', 'effr_iorb_bp', 'bp', 'date', "'USA'"),
    ('fx_per_usd', 'carry_spreads_daily', 'fx_per_usd', 'per_usd', 'date', "area"),
    ('policy_gap_mid', 'carry_spreads_daily', 'policy_gap_mid_pp', 'pp', 'date', "area"),
    ('diff_3m', 'carry_spreads_daily', 'diff_3m_pp', 'pp', 'date', "area"),
    ('diff_2y', 'carry_spreads_daily', 'diff_2y_pp', 'pp', 'date', "area"),
    ('diff_10y', 'carry_spreads_daily', 'diff_10y_pp', 'pp', 'date', "area"),
    ('realised_vol_63d', 'carry_spreads_daily', 'realised_vol_63d_pct', 'percent', 'date', "area"),
    ('carry_to_vol_3m', 'carry_spreads_daily', 'carry_to_vol_3m', 'ratio', 'date', "area"),
    ('carry_to_vol_policy_mid', 'carry_spreads_daily', 'carry_to_vol_policy_mid', 'ratio', 'date', "area"),
    ('carry_drawdown', 'carry_spreads_daily', 'drawdown_pct', 'percent', 'date', "area"),
    ('gold_holdings', 'central_bank_gold_monthly', 'gold_tonnes', 'tonnes', 'period_end', "area"),
    ('gold_reported_change', 'central_bank_gold_monthly', 'reported_change_tonnes', 'tonnes', 'period_end', "area"),
    ('gold_share_of_reserves', 'central_bank_gold_monthly', 'gold_share_of_reserves_pct', 'percent', 'period_end', "area"),
    ('world_gold_holdings', 'world_gold_monthly', 'imf_world_tonnes', 'tonnes', 'period_end', "'G001'"),
    ('world_gold_reported_change', 'world_gold_monthly', 'reported_change_tonnes', 'tonnes', 'period_end', "'G001'"),
    ('treasury_holdings', 'treasury_holders_monthly', 'holdings_usd_bn', 'usd_bn', 'period_end', "holder"),
] %}
{% for metric, mart, column, unit, date, area in headline %}
select
    '{{ metric }}' as metric,
    {{ area }} as area,
    {{ date }} as period_end,
    {{ column }} as value,
    '{{ unit }}' as unit,
    known_at,
    case when {{ column }} is null then degraded_reason end as degraded_reason
from {{ ref(mart) }}
{{ "union all" if not loop.last }}
{% endfor %}
