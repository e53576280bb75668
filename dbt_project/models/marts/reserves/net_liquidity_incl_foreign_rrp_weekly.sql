with
weekly as (select * from {{ ref('net_liquidity_weekly') }}),
weeks as (select period_end as date from weekly),
foreign_rrp as ({{ leg('weeks', 'stg_fred__h41_factors', 'WLRRAFOIAL') }}),
final as (
    select
        weekly.period_end,
        weekly.net_liquidity_usd_mn,
        foreign_rrp.value as foreign_rrp_usd_mn,
        weekly.net_liquidity_usd_mn - foreign_rrp.value as net_liquidity_incl_foreign_rrp_usd_mn,
        greatest(weekly.known_at, foreign_rrp.known_at) as known_at,
        {{ reasons([
            "case when weekly.net_liquidity_usd_mn is null then weekly.degraded_reason end", "foreign_rrp.reason",
        ]) }} as degraded_reason
    from weekly
    left join foreign_rrp on weekly.period_end = foreign_rrp.date
)
select * from final
