with
days as (
    select period_end as date from {{ ref('stg_treasury__dts') }} where value is not null
    union
    select period_end from {{ ref('stg_fred__on_rrp') }} where value is not null
    union
    select period_end from {{ ref('stg_fred__money_market') }} where value is not null and series in ('SOFR', 'EFFR')
),
tga as ({{ leg('days', 'stg_treasury__dts', 'TGA_CLOSE') }}),
on_rrp as ({{ leg('days', 'stg_fred__on_rrp', 'RRPONTSYD') }}),
award as ({{ leg('days', 'stg_fred__on_rrp', 'RRPONTSYAWARD') }}),
sofr as ({{ leg('days', 'stg_fred__money_market', 'SOFR') }}),
effr as ({{ leg('days', 'stg_fred__money_market', 'EFFR') }}),
iorb as ({{ leg('days', 'stg_fred__money_market', 'IORB') }}),
final as (
    select
        days.date,
        tga.value as tga_close_usd_mn,
        on_rrp.value as on_rrp_usd_mn,
        award.value as on_rrp_award_pct,
        sofr.value as sofr_pct,
        effr.value as effr_pct,
        iorb.value as iorb_pct,
        -- rates are published in hundredths of a percent: rounding only removes binary dust
        round(100 * (sofr.value - iorb.value), 4) as sofr_iorb_bp,
        round(100 * (effr.value - iorb.value), 4) as effr_iorb_bp,
        greatest(tga.known_at, on_rrp.known_at, award.known_at, sofr.known_at, effr.known_at, iorb.known_at) as known_at,
        {{ reasons(['tga.reason', 'on_rrp.reason', 'award.reason', 'sofr.reason', 'effr.reason', 'iorb.reason']) }}
            as degraded_reason
    from days
    left join tga on days.date = tga.date
    left join on_rrp on days.date = on_rrp.date
    left join award on days.date = award.date
    left join sofr on days.date = sofr.date
    left join effr on days.date = effr.date
    left join iorb on days.date = iorb.date
)
select * from final
