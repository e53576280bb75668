{#- A change over any window is the difference of two levels, and so is each of its parts: the sum is exact, and a week that
    is missing in between costs nothing. -#}
{% set windows = [4, 13, 52] %}
with
-- the three legs are there without a break since reverse repo is done on every business day
weekly as (select * from {{ ref('net_liquidity_weekly') }} where period_end >= '2013-09-25'),
whole as (select * from weekly where net_liquidity_usd_mn is not null),
base as (select * from whole order by period_end limit 1),
final as (
    select
        now.period_end,
        {% for weeks in windows %}
        now.net_liquidity_usd_mn - w{{ weeks }}.net_liquidity_usd_mn as change_{{ weeks }}w_usd_mn,
        now.fed_assets_usd_mn - w{{ weeks }}.fed_assets_usd_mn as from_fed_assets_{{ weeks }}w_usd_mn,
        w{{ weeks }}.tga_usd_mn - now.tga_usd_mn as from_tga_{{ weeks }}w_usd_mn,
        w{{ weeks }}.on_rrp_usd_mn - now.on_rrp_usd_mn as from_on_rrp_{{ weeks }}w_usd_mn,
        {% endfor %}
        base.period_end as cumulated_since,
        now.net_liquidity_usd_mn - base.net_liquidity_usd_mn as cumulated_usd_mn,
        case when now.net_liquidity_usd_mn is not null
            then now.fed_assets_usd_mn - base.fed_assets_usd_mn end as cumulated_from_fed_assets_usd_mn,
        case when now.net_liquidity_usd_mn is not null
            then base.tga_usd_mn - now.tga_usd_mn end as cumulated_from_tga_usd_mn,
        case when now.net_liquidity_usd_mn is not null
            then base.on_rrp_usd_mn - now.on_rrp_usd_mn end as cumulated_from_on_rrp_usd_mn,
        greatest(
            now.known_at, base.known_at{% for weeks in windows %}, w{{ weeks }}.known_at{% endfor %}
        ) as known_at,
        {{ reasons([
            "case when now.net_liquidity_usd_mn is null then now.degraded_reason end",
            "case when w4.period_end is null then '4 weeks: no net liquidity for that Wednesday' end",
            "case when w13.period_end is null then '13 weeks: no net liquidity for that Wednesday' end",
            "case when w52.period_end is null then '52 weeks: no net liquidity for that Wednesday' end",
        ]) }} as degraded_reason
    from weekly as now
    {% for weeks in windows %}
    left join whole as w{{ weeks }} on now.period_end - {{ 7 * weeks }} = w{{ weeks }}.period_end
    {% endfor %}
    left join base on true
)
select * from final
