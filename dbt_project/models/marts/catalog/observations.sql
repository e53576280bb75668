{#- Written by `python -m orchestration.generate` from sources/catalog; edit the catalog instead. -#}
select * from {{ ref('stg_boj__accounts') }}
union all by name
select * from {{ ref('stg_boj__balance_of_payments') }}
union all by name
select * from {{ ref('stg_boj__basic_loan_rate') }}
union all by name
select * from {{ ref('stg_boj__call_rate_daily') }}
union all by name
select * from {{ ref('stg_boj__call_rate_monthly') }}
union all by name
select * from {{ ref('stg_boj__current_accounts') }}
union all by name
select * from {{ ref('stg_boj__monetary_base') }}
union all by name
select * from {{ ref('stg_boj__usd_jpy_daily') }}
union all by name
select * from {{ ref('stg_boj__usd_jpy_monthly') }}
union all by name
select * from {{ ref('stg_bok__base_rate') }}
union all by name
select * from {{ ref('stg_bok__fx_reserves') }}
union all by name
select * from {{ ref('stg_bok__kospi') }}
union all by name
select * from {{ ref('stg_bok__market_rates') }}
union all by name
select * from {{ ref('stg_bok__portfolio_flows') }}
union all by name
select * from {{ ref('stg_bok__usd_krw') }}
union all by name
select * from {{ ref('stg_cfets__central_parity') }}
union all by name
select * from {{ ref('stg_cfets__central_parity_crosses') }}
union all by name
select * from {{ ref('stg_cfets__lpr') }}
union all by name
select * from {{ ref('stg_cfets__shibor') }}
union all by name
select * from {{ ref('stg_cip__govt_premium') }}
union all by name
select * from {{ ref('stg_ecb__gold_holdings') }}
union all by name
select * from {{ ref('stg_fred__boj_assets') }}
union all by name
select * from {{ ref('stg_fred__cboe') }}
union all by name
select * from {{ ref('stg_fred__debt_to_gdp') }}
union all by name
select * from {{ ref('stg_fred__ecb_assets') }}
union all by name
select * from {{ ref('stg_fred__fed_funds_monthly') }}
union all by name
select * from {{ ref('stg_fred__federal_debt') }}
union all by name
select * from {{ ref('stg_fred__gdp') }}
union all by name
select * from {{ ref('stg_fred__h10') }}
union all by name
select * from {{ ref('stg_fred__h10_discontinued') }}
union all by name
select * from {{ ref('stg_fred__h15') }}
union all by name
select * from {{ ref('stg_fred__h41') }}
union all by name
select * from {{ ref('stg_fred__h41_averages') }}
union all by name
select * from {{ ref('stg_fred__h41_custody') }}
union all by name
select * from {{ ref('stg_fred__h41_factors') }}
union all by name
select * from {{ ref('stg_fred__h6') }}
union all by name
select * from {{ ref('stg_fred__h6_weekly') }}
union all by name
select * from {{ ref('stg_fred__h8') }}
union all by name
select * from {{ ref('stg_fred__ice_bofa') }}
union all by name
select * from {{ ref('stg_fred__monetary_base') }}
union all by name
select * from {{ ref('stg_fred__money_market') }}
union all by name
select * from {{ ref('stg_fred__moodys') }}
union all by name
select * from {{ ref('stg_fred__nasdaq') }}
union all by name
select * from {{ ref('stg_fred__nfci') }}
union all by name
select * from {{ ref('stg_fred__nikkei') }}
union all by name
select * from {{ ref('stg_fred__oecd_rates') }}
union all by name
select * from {{ ref('stg_fred__on_repo') }}
union all by name
select * from {{ ref('stg_fred__on_rrp') }}
union all by name
select * from {{ ref('stg_fred__rate_spreads') }}
union all by name
select * from {{ ref('stg_fred__reference_rates') }}
union all by name
select * from {{ ref('stg_fred__reserves_ex_gold') }}
union all by name
select * from {{ ref('stg_fred__sp_dow_jones') }}
union all by name
select * from {{ ref('stg_fred__stlfsi') }}
union all by name
select * from {{ ref('stg_fred__wti') }}
union all by name
select * from {{ ref('stg_fx_forwards__outright') }}
union all by name
select * from {{ ref('stg_imf__international_liquidity') }}
union all by name
select * from {{ ref('stg_imf__irfcl') }}
union all by name
select * from {{ ref('stg_imf__reserve_values') }}
union all by name
select * from {{ ref('stg_lbma__gold_am') }}
union all by name
select * from {{ ref('stg_lbma__gold_pm') }}
union all by name
select * from {{ ref('stg_mof_japan__jgb_yields') }}
union all by name
select * from {{ ref('stg_mof_japan__official_reserves') }}
union all by name
select * from {{ ref('stg_mof_japan__securities_flows_monthly') }}
union all by name
select * from {{ ref('stg_mof_japan__securities_flows_weekly') }}
union all by name
select * from {{ ref('stg_nyfed__effr') }}
union all by name
select * from {{ ref('stg_nyfed__obfr') }}
union all by name
select * from {{ ref('stg_nyfed__reverse_repo') }}
union all by name
select * from {{ ref('stg_nyfed__sofr') }}
union all by name
select * from {{ ref('stg_nyfed__soma') }}
union all by name
select * from {{ ref('stg_nyfed__standing_repo') }}
union all by name
select * from {{ ref('stg_safe__official_reserves') }}
union all by name
select * from {{ ref('stg_spdr__gld_archive') }}
union all by name
select * from {{ ref('stg_tic__major_foreign_holders') }}
union all by name
select * from {{ ref('stg_treasury__debt_to_penny') }}
union all by name
select * from {{ ref('stg_treasury__deposits_withdrawals') }}
union all by name
select * from {{ ref('stg_treasury__dts') }}
union all by name
select * from {{ ref('stg_treasury__gold_reserve') }}
union all by name
select * from {{ ref('stg_treasury__interest_expense') }}
union all by name
select * from {{ ref('stg_treasury__mspd') }}
union all by name
select * from {{ ref('stg_treasury__public_debt_transactions') }}
union all by name
select * from {{ ref('stg_treasury_yields__par_yields') }}
union all by name
select * from {{ ref('stg_wgc__central_bank_changes') }}
union all by name
select * from {{ ref('stg_worldbank__pink_sheet') }}
