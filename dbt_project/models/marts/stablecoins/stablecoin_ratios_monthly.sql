{#- Stablecoins against the monetary base and against the Treasury bills outstanding. The denominators are official; of the
    numerators there is no source that may be read, and the seed unavailable_metrics says why. -#}
with
base as (
    select period_end, value, known_at from {{ ref('stg_fred__monetary_base') }}
    where series = 'BOGMBASE' and value is not null
),
bills as (
    select period_end, value, known_at from {{ ref('stg_treasury__mspd') }}
    where series = 'MSPD_OUTSTANDING' and area = 'Marketable - Bills' and value is not null
),
months as (
    select period_end as date from base
    union
    select period_end from bills
),
base_leg as ({{ leg('months', 'stg_fred__monetary_base', 'BOGMBASE') }}),
bills_leg as ({{ leg('months', 'stg_treasury__mspd', 'MSPD_OUTSTANDING', area='Marketable - Bills') }}),
why as (
    select
        max(why) filter (where metric = 'stablecoin_supply') as no_supply,
        max(why) filter (where metric = 'stablecoin_tbill_holdings') as no_holdings
    from {{ ref('unavailable_metrics') }}
),
legs as (
    select
        months.date as period_end,
        base_leg.value as monetary_base_usd_mn,
        bills_leg.value as bills_outstanding_usd_mn,
        null::double as stablecoin_supply_usd_mn,
        null::double as stablecoin_bills_usd_mn,
        greatest(base_leg.known_at, bills_leg.known_at) as known_at,
        {{ reasons([
            "base_leg.reason", "bills_leg.reason",
            "'stablecoin_supply: ' || why.no_supply", "'stablecoin_tbill_holdings: ' || why.no_holdings",
        ]) }} as degraded_reason
    from months
    cross join why
    left join base_leg on months.date = base_leg.date
    left join bills_leg on months.date = bills_leg.date
    -- there was no dollar stablecoin before
    where months.date >= '2014-10-01'
)
select
    period_end,
    monetary_base_usd_mn,
    bills_outstanding_usd_mn,
    stablecoin_supply_usd_mn,
    stablecoin_bills_usd_mn,
    100 * stablecoin_supply_usd_mn / monetary_base_usd_mn as stablecoins_to_base_pct,
    100 * stablecoin_bills_usd_mn / bills_outstanding_usd_mn as stablecoin_share_of_bills_pct,
    known_at,
    degraded_reason
from legs
