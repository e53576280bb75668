with
days as (select period_end as date from {{ ref('stg_treasury__dts') }} where series = 'TGA_CLOSE' and value is not null),
tga as ({{ leg('days', 'stg_treasury__dts', 'TGA_CLOSE') }}),
on_rrp as ({{ leg('days', 'stg_fred__on_rrp', 'RRPONTSYD') }}),
-- a nowcast carries the last Wednesday on until the next is published: eight days, nine after a holiday
assets as (
    select
        days.date,
        case when days.date - found.period_end <= 10 then found.period_end end as period_end,
        case when days.date - found.period_end <= 10 then found.value end as value,
        case when days.date - found.period_end <= 10 then found.known_at end as known_at
    from days
    asof left join (
        select period_end, value, known_at from {{ ref('stg_fred__h41') }} where series = 'WALCL' and value is not null
    ) as found on days.date >= found.period_end
),
final as (
    select
        days.date,
        true as is_nowcast,
        assets.value as fed_assets_usd_mn,
        assets.period_end as fed_assets_wednesday,
        (days.date - assets.period_end)::integer as fed_assets_age_days,
        tga.value as tga_close_usd_mn,
        on_rrp.value as on_rrp_usd_mn,
        assets.value - tga.value - on_rrp.value as net_liquidity_nowcast_usd_mn,
        greatest(assets.known_at, tga.known_at, on_rrp.known_at) as known_at,
        {{ reasons([
            "case when assets.value is null then 'WALCL: no Wednesday level held at most 10 days old' end",
            "tga.reason", "on_rrp.reason",
        ]) }} as degraded_reason
    from days
    left join assets on days.date = assets.date
    left join tga on days.date = tga.date
    left join on_rrp on days.date = on_rrp.date
)
select * from final
