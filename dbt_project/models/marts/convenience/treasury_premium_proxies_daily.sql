{#- What free official figures say of how dear bills are: secured and unsecured overnight rates over the 3-month bill. -#}
with
days as (
    select period_end as date from {{ ref('stg_fred__h15') }}
    where series = 'DGS3MO' and value is not null and period_end >= '2000-07-03'
),
bill as ({{ leg('days', 'stg_fred__h15', 'DGS3MO') }}),
sofr as ({{ leg('days', 'stg_fred__money_market', 'SOFR') }}),
tgcr as ({{ leg('days', 'stg_fred__reference_rates', 'TGCRRATE') }}),
effr as ({{ leg('days', 'stg_fred__money_market', 'EFFR') }})
select
    days.date,
    bill.value as bill_3m_pct,
    sofr.value as sofr_pct,
    tgcr.value as tgcr_pct,
    effr.value as effr_pct,
    round(100 * (sofr.value - bill.value), 4) as sofr_bill_bp,
    -- overnight rates are on 360 days, the bill's bond-equivalent yield on 365
    round(100 * (sofr.value * 365 / 360 - bill.value), 4) as sofr_bill_365_bp,
    round(100 * (tgcr.value * 365 / 360 - bill.value), 4) as tgcr_bill_365_bp,
    round(100 * (effr.value * 365 / 360 - bill.value), 4) as effr_bill_365_bp,
    greatest(bill.known_at, sofr.known_at, tgcr.known_at, effr.known_at) as known_at,
    {{ reasons(['bill.reason', 'sofr.reason', 'tgcr.reason', 'effr.reason']) }} as degraded_reason
from days
left join bill on days.date = bill.date
left join sofr on days.date = sofr.date
left join tgcr on days.date = tgcr.date
left join effr on days.date = effr.date
