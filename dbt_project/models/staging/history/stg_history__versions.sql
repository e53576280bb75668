{#- Written by `python -m orchestration.generate` from sources/catalog; edit the catalog instead. -#}
select * from (
    select 'boj__accounts' as release, * from {{ source('raw_boj', 'boj__accounts') }}
    union all by name
    select 'boj__balance_of_payments' as release, * from {{ source('raw_boj', 'boj__balance_of_payments') }}
    union all by name
    select 'boj__basic_loan_rate' as release, * from {{ source('raw_boj', 'boj__basic_loan_rate') }}
    union all by name
    select 'boj__call_rate_daily' as release, * from {{ source('raw_boj', 'boj__call_rate_daily') }}
    union all by name
    select 'boj__call_rate_monthly' as release, * from {{ source('raw_boj', 'boj__call_rate_monthly') }}
    union all by name
    select 'boj__current_accounts' as release, * from {{ source('raw_boj', 'boj__current_accounts') }}
    union all by name
    select 'boj__monetary_base' as release, * from {{ source('raw_boj', 'boj__monetary_base') }}
    union all by name
    select 'boj__usd_jpy_daily' as release, * from {{ source('raw_boj', 'boj__usd_jpy_daily') }}
    union all by name
    select 'boj__usd_jpy_monthly' as release, * from {{ source('raw_boj', 'boj__usd_jpy_monthly') }}
    union all by name
    select 'bok__base_rate' as release, * from {{ source('raw_bok', 'bok__base_rate') }}
    union all by name
    select 'bok__fx_reserves' as release, * from {{ source('raw_bok', 'bok__fx_reserves') }}
    union all by name
    select 'bok__kospi' as release, * from {{ source('raw_bok', 'bok__kospi') }}
    union all by name
    select 'bok__market_rates' as release, * from {{ source('raw_bok', 'bok__market_rates') }}
    union all by name
    select 'bok__portfolio_flows' as release, * from {{ source('raw_bok', 'bok__portfolio_flows') }}
    union all by name
    select 'bok__usd_krw' as release, * from {{ source('raw_bok', 'bok__usd_krw') }}
    union all by name
    select 'cfets__central_parity' as release, * from {{ source('raw_cfets', 'cfets__central_parity') }}
    union all by name
    select 'cfets__central_parity_crosses' as release, * from {{ source('raw_cfets', 'cfets__central_parity_crosses') }}
    union all by name
    select 'cfets__lpr' as release, * from {{ source('raw_cfets', 'cfets__lpr') }}
    union all by name
    select 'cfets__shibor' as release, * from {{ source('raw_cfets', 'cfets__shibor') }}
    union all by name
    select 'cftc__yen_futures' as release, * from {{ source('raw_cftc', 'cftc__yen_futures') }}
    union all by name
    select 'cip__govt_premium' as release, * from {{ source('raw_cip', 'cip__govt_premium') }}
    union all by name
    select 'ecb__gold_holdings' as release, * from {{ source('raw_ecb', 'ecb__gold_holdings') }}
    union all by name
    select 'fred__bis_government_debt' as release, * from {{ source('raw_fred', 'fred__bis_government_debt') }}
    union all by name
    select 'fred__boj_assets' as release, * from {{ source('raw_fred', 'fred__boj_assets') }}
    union all by name
    select 'fred__cboe' as release, * from {{ source('raw_fred', 'fred__cboe') }}
    union all by name
    select 'fred__debt_to_gdp' as release, * from {{ source('raw_fred', 'fred__debt_to_gdp') }}
    union all by name
    select 'fred__ecb_assets' as release, * from {{ source('raw_fred', 'fred__ecb_assets') }}
    union all by name
    select 'fred__fed_funds_monthly' as release, * from {{ source('raw_fred', 'fred__fed_funds_monthly') }}
    union all by name
    select 'fred__federal_debt' as release, * from {{ source('raw_fred', 'fred__federal_debt') }}
    union all by name
    select 'fred__gdp' as release, * from {{ source('raw_fred', 'fred__gdp') }}
    union all by name
    select 'fred__h10' as release, * from {{ source('raw_fred', 'fred__h10') }}
    union all by name
    select 'fred__h10_discontinued' as release, * from {{ source('raw_fred', 'fred__h10_discontinued') }}
    union all by name
    select 'fred__h15' as release, * from {{ source('raw_fred', 'fred__h15') }}
    union all by name
    select 'fred__h41' as release, * from {{ source('raw_fred', 'fred__h41') }}
    union all by name
    select 'fred__h41_averages' as release, * from {{ source('raw_fred', 'fred__h41_averages') }}
    union all by name
    select 'fred__h41_custody' as release, * from {{ source('raw_fred', 'fred__h41_custody') }}
    union all by name
    select 'fred__h41_factors' as release, * from {{ source('raw_fred', 'fred__h41_factors') }}
    union all by name
    select 'fred__h6' as release, * from {{ source('raw_fred', 'fred__h6') }}
    union all by name
    select 'fred__h6_weekly' as release, * from {{ source('raw_fred', 'fred__h6_weekly') }}
    union all by name
    select 'fred__h8' as release, * from {{ source('raw_fred', 'fred__h8') }}
    union all by name
    select 'fred__ice_bofa' as release, * from {{ source('raw_fred', 'fred__ice_bofa') }}
    union all by name
    select 'fred__monetary_base' as release, * from {{ source('raw_fred', 'fred__monetary_base') }}
    union all by name
    select 'fred__money_market' as release, * from {{ source('raw_fred', 'fred__money_market') }}
    union all by name
    select 'fred__moodys' as release, * from {{ source('raw_fred', 'fred__moodys') }}
    union all by name
    select 'fred__nasdaq' as release, * from {{ source('raw_fred', 'fred__nasdaq') }}
    union all by name
    select 'fred__nfci' as release, * from {{ source('raw_fred', 'fred__nfci') }}
    union all by name
    select 'fred__nikkei' as release, * from {{ source('raw_fred', 'fred__nikkei') }}
    union all by name
    select 'fred__oecd_rates' as release, * from {{ source('raw_fred', 'fred__oecd_rates') }}
    union all by name
    select 'fred__on_repo' as release, * from {{ source('raw_fred', 'fred__on_repo') }}
    union all by name
    select 'fred__on_rrp' as release, * from {{ source('raw_fred', 'fred__on_rrp') }}
    union all by name
    select 'fred__rate_spreads' as release, * from {{ source('raw_fred', 'fred__rate_spreads') }}
    union all by name
    select 'fred__reference_rates' as release, * from {{ source('raw_fred', 'fred__reference_rates') }}
    union all by name
    select 'fred__reserves_ex_gold' as release, * from {{ source('raw_fred', 'fred__reserves_ex_gold') }}
    union all by name
    select 'fred__sp_dow_jones' as release, * from {{ source('raw_fred', 'fred__sp_dow_jones') }}
    union all by name
    select 'fred__stlfsi' as release, * from {{ source('raw_fred', 'fred__stlfsi') }}
    union all by name
    select 'fred__wti' as release, * from {{ source('raw_fred', 'fred__wti') }}
    union all by name
    select 'fx_forwards__outright' as release, * from {{ source('raw_fx_forwards', 'fx_forwards__outright') }}
    union all by name
    select 'imf__international_liquidity' as release, * from {{ source('raw_imf', 'imf__international_liquidity') }}
    union all by name
    select 'imf__irfcl' as release, * from {{ source('raw_imf', 'imf__irfcl') }}
    union all by name
    select 'imf__reserve_values' as release, * from {{ source('raw_imf', 'imf__reserve_values') }}
    union all by name
    select 'lbma__gold_am' as release, * from {{ source('raw_lbma', 'lbma__gold_am') }}
    union all by name
    select 'lbma__gold_pm' as release, * from {{ source('raw_lbma', 'lbma__gold_pm') }}
    union all by name
    select 'mof_japan__jgb_yields' as release, * from {{ source('raw_mof_japan', 'mof_japan__jgb_yields') }}
    union all by name
    select 'mof_japan__official_reserves' as release, * from {{ source('raw_mof_japan', 'mof_japan__official_reserves') }}
    union all by name
    select 'mof_japan__securities_flows_monthly' as release, * from {{ source('raw_mof_japan', 'mof_japan__securities_flows_monthly') }}
    union all by name
    select 'mof_japan__securities_flows_weekly' as release, * from {{ source('raw_mof_japan', 'mof_japan__securities_flows_weekly') }}
    union all by name
    select 'nyfed__effr' as release, * from {{ source('raw_nyfed', 'nyfed__effr') }}
    union all by name
    select 'nyfed__obfr' as release, * from {{ source('raw_nyfed', 'nyfed__obfr') }}
    union all by name
    select 'nyfed__reverse_repo' as release, * from {{ source('raw_nyfed', 'nyfed__reverse_repo') }}
    union all by name
    select 'nyfed__sofr' as release, * from {{ source('raw_nyfed', 'nyfed__sofr') }}
    union all by name
    select 'nyfed__soma' as release, * from {{ source('raw_nyfed', 'nyfed__soma') }}
    union all by name
    select 'nyfed__standing_repo' as release, * from {{ source('raw_nyfed', 'nyfed__standing_repo') }}
    union all by name
    select 'safe__official_reserves' as release, * from {{ source('raw_safe', 'safe__official_reserves') }}
    union all by name
    select 'spdr__gld_archive' as release, * from {{ source('raw_spdr', 'spdr__gld_archive') }}
    union all by name
    select 'tic__major_foreign_holders' as release, * from {{ source('raw_tic', 'tic__major_foreign_holders') }}
    union all by name
    select 'tic__slt_treasuries' as release, * from {{ source('raw_tic', 'tic__slt_treasuries') }}
    union all by name
    select 'treasury__debt_to_penny' as release, * from {{ source('raw_treasury', 'treasury__debt_to_penny') }}
    union all by name
    select 'treasury__deposits_withdrawals' as release, * from {{ source('raw_treasury', 'treasury__deposits_withdrawals') }}
    union all by name
    select 'treasury__dts' as release, * from {{ source('raw_treasury', 'treasury__dts') }}
    union all by name
    select 'treasury__gold_reserve' as release, * from {{ source('raw_treasury', 'treasury__gold_reserve') }}
    union all by name
    select 'treasury__interest_expense' as release, * from {{ source('raw_treasury', 'treasury__interest_expense') }}
    union all by name
    select 'treasury__mspd' as release, * from {{ source('raw_treasury', 'treasury__mspd') }}
    union all by name
    select 'treasury__public_debt_transactions' as release, * from {{ source('raw_treasury', 'treasury__public_debt_transactions') }}
    union all by name
    select 'treasury_yields__par_yields' as release, * from {{ source('raw_treasury_yields', 'treasury_yields__par_yields') }}
    union all by name
    select 'wgc__central_bank_changes' as release, * from {{ source('raw_wgc', 'wgc__central_bank_changes') }}
    union all by name
    select 'worldbank__pink_sheet' as release, * from {{ source('raw_worldbank', 'worldbank__pink_sheet') }}
)
where known_until is null or known_until > known_at
