{#- Written by `python -m orchestration.generate` from sources/catalog; edit the catalog instead. -#}
select * from {{ ref('stg_boj__accounts') }}
union all by name
select * from {{ ref('stg_boj__call_rate_daily') }}
union all by name
select * from {{ ref('stg_boj__call_rate_monthly') }}
union all by name
select * from {{ ref('stg_bok__base_rate') }}
union all by name
select * from {{ ref('stg_bok__market_rates') }}
union all by name
select * from {{ ref('stg_bok__usd_krw') }}
union all by name
select * from {{ ref('stg_cfets__shibor') }}
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
select * from {{ ref('stg_imf__international_liquidity') }}
union all by name
select * from {{ ref('stg_mof_japan__jgb_yields') }}
union all by name
select * from {{ ref('stg_mof_japan__securities_flows_weekly') }}
union all by name
select * from {{ ref('stg_safe__official_reserves') }}
union all by name
select * from {{ ref('stg_tic__major_foreign_holders') }}
union all by name
select * from {{ ref('stg_treasury__dts') }}
union all by name
select * from {{ ref('stg_treasury__gold_reserve') }}
union all by name
select * from {{ ref('stg_worldbank__pink_sheet') }}
