with
h41 as (
    select distinct period_end as date
    from {{ ref('stg_fred__h41') }}
    where series in ('WALCL', 'WDTGAL') and value is not null
),
weeks as (
    select date from h41
    union
    select period_end from {{ ref('stg_fred__on_rrp') }}
    where series = 'RRPONTSYD' and value is not null and dayofweek(period_end) = 3
),
assets as ({{ leg('weeks', 'stg_fred__h41', 'WALCL') }}),
tga as ({{ leg('weeks', 'stg_fred__h41', 'WDTGAL') }}),
-- since 2013-09-23 there is an operation on every business day, so that a blank Wednesday is a holiday and the operation
-- before it still stands; earlier a blank means that there was none
on_rrp as ({{ leg('weeks', 'stg_fred__on_rrp', 'RRPONTSYD', 5, carried_from='2013-09-23') }}),
levels as (
    select
        weeks.date as period_end,
        assets.value as fed_assets_usd_mn,
        tga.value as tga_usd_mn,
        on_rrp.value as on_rrp_usd_mn,
        on_rrp.age_days as on_rrp_age_days,
        assets.value - tga.value - on_rrp.value as net_liquidity_usd_mn,
        greatest(assets.known_at, tga.known_at, on_rrp.known_at) as known_at,
        {{ reasons(['assets.reason', 'tga.reason', 'on_rrp.reason']) }} as degraded_reason
    from weeks
    left join assets on weeks.date = assets.date
    left join tga on weeks.date = tga.date
    left join on_rrp on weeks.date = on_rrp.date
),
final as (
    select
        now.period_end,
        now.fed_assets_usd_mn,
        now.tga_usd_mn,
        now.on_rrp_usd_mn,
        now.on_rrp_age_days,
        now.net_liquidity_usd_mn,
        now.net_liquidity_usd_mn - before.net_liquidity_usd_mn as change_1w_usd_mn,
        now.fed_assets_usd_mn - before.fed_assets_usd_mn as from_fed_assets_usd_mn,
        before.tga_usd_mn - now.tga_usd_mn as from_tga_usd_mn,
        before.on_rrp_usd_mn - now.on_rrp_usd_mn as from_on_rrp_usd_mn,
        -- the change rests on the Wednesday before, too: a revision there is known later
        greatest(now.known_at, before.known_at) as known_at,
        {{ reasons([
            "now.degraded_reason",
            "case when before.net_liquidity_usd_mn is null then 'change: no net liquidity for the Wednesday before' end",
        ]) }} as degraded_reason
    from levels as now
    left join levels as before on now.period_end - 7 = before.period_end
)
select * from final
