{#- What held for Korea's pension fund on each day on which something of it was announced. -#}
with
facts as (
    select said.* from {{ ref('korea_pension_facts') }} as said, {{ ref('stg_ledger__as_of') }} as edition
    where said.announced_at <= edition.as_of
),
days as (select distinct {{ utc('announced_at') }}::date as announced_on from facts),
in_force as (
    select
        days.announced_on,
        facts.fact,
        arg_max(facts.value, facts.announced_at) as value,
        arg_max(facts.valid_to, facts.announced_at) as valid_to,
        max(facts.announced_at) as known_at
    from days
    inner join facts
        on {{ utc('facts.announced_at') }}::date <= days.announced_on and days.announced_on between facts.valid_from and facts.valid_to
    group by days.announced_on, facts.fact
),
pivoted as (
    select
        announced_on,
        max(value) filter (where fact = 'swap_line_usd_bn') as swap_line_usd_bn,
        max(valid_to) filter (where fact = 'swap_line_usd_bn') as swap_line_until,
        max(value) filter (where fact = 'strategic_hedge_pct') as strategic_hedge_pct,
        max(valid_to) filter (where fact = 'strategic_hedge_pct') as strategic_hedge_until,
        max(value) filter (where fact = 'tactical_hedge_pct') as tactical_hedge_pct,
        max(value) filter (where fact = 'overseas_assets_usd_bn') as overseas_assets_usd_bn,
        max(known_at) as known_at
    from in_force
    group by announced_on
)
select
    announced_on,
    swap_line_usd_bn,
    swap_line_until,
    strategic_hedge_pct,
    strategic_hedge_until,
    tactical_hedge_pct,
    strategic_hedge_pct + tactical_hedge_pct as hedge_ceiling_pct,
    overseas_assets_usd_bn,
    known_at,
    {{ reasons([
        "case when swap_line_usd_bn is null then 'swap line: nothing that we read was announced by then' end",
        "case when strategic_hedge_pct is null then 'strategic hedge: nothing that we read was announced by then' end",
        "case when tactical_hedge_pct is null then 'tactical hedge: reported only later' end",
        "case when overseas_assets_usd_bn is null then 'overseas assets: no official figure of that day, because no free official series of them is in the catalog' end",
    ]) }} as degraded_reason
from pivoted
