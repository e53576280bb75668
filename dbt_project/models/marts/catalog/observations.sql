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
select * from {{ ref('stg_bok__market_rates') }}
union all by name
select * from {{ ref('stg_bok__usd_krw') }}
union all by name
select * from {{ ref('stg_cfets__shibor') }}
union all by name
select * from {{ ref('stg_fred__federal_debt') }}
union all by name
select * from {{ ref('stg_fred__gdp') }}
union all by name
select * from {{ ref('stg_fred__h10') }}
union all by name
select * from {{ ref('stg_fred__h15') }}
union all by name
select * from {{ ref('stg_fred__h41') }}
union all by name
select * from {{ ref('stg_fred__h6') }}
union all by name
select * from {{ ref('stg_fred__money_market') }}
union all by name
select * from {{ ref('stg_fred__oecd_rates') }}
union all by name
select * from {{ ref('stg_fred__on_rrp') }}
union all by name
select * from {{ ref('stg_fred__reserves_ex_gold') }}
union all by name
select * from {{ ref('stg_imf__international_liquidity') }}
union all by name
select * from {{ ref('stg_mof_japan__jgb_yields') }}
union all by name
select * from {{ ref('stg_mof_japan__official_reserves') }}
union all by name
select * from {{ ref('stg_mof_japan__securities_flows_monthly') }}
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
