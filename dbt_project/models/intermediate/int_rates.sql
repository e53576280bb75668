{#- Every interest rate that a leg of a spread may use, in percent a year. A day's figure stands for its own day; a month's
    average stands for days from its publication on, since no day of the month could know it. -#}
{% set releases = [
    'stg_fred__money_market', 'stg_fred__h15', 'stg_fred__oecd_rates', 'stg_boj__call_rate_daily',
    'stg_boj__call_rate_monthly', 'stg_boj__basic_loan_rate', 'stg_mof_japan__jgb_yields', 'stg_bok__base_rate', 'stg_bok__market_rates',
    'stg_cfets__shibor',
] %}
with
published as materialized (
{% for release in releases %}
select
    series,
    period_end,
    frequency = 'M' as monthly,
    case when frequency = 'M' then {{ utc('first_known_at') }}::date else period_end end as usable_from,
    value,
    known_at
from {{ ref(release) }}
where value is not null and unit = 'percent'
{% if not loop.last %}union all by name{% endif %}
{% endfor %}
),
rules as (
    select rule.*
    from {{ ref('policy_rate_rules') }} as rule, {{ ref('stg_ledger__as_of') }} as edition
    where rule.announced_at <= edition.as_of
),
by_rule as (
    select
        rules.series,
        base.period_end,
        base.usable_from,
        base.value + rules.offset_pp as value,
        greatest(base.known_at, rules.announced_at) as known_at,
        rules.check_series,
        rules.check_within_pp
    from published as base
    inner join rules on base.series = rules.base_series and base.period_end >= rules.valid_from
)
select * from published
union all by name
-- a rule is a habit, not a law: where the market's rate of up to five days before is elsewhere, it says nothing
select by_rule.series, by_rule.period_end, false as monthly, by_rule.usable_from, by_rule.value, by_rule.known_at
from by_rule
asof left join published as market
    on by_rule.check_series = market.series and by_rule.period_end >= market.period_end
where (by_rule.period_end - market.period_end <= 5 and abs(by_rule.value - market.value) > by_rule.check_within_pp) is not true
union all by name
select
    'BOJ_POLICY_STEP' as series,
    calendar.day::date as period_end,
    false as monthly,
    calendar.day::date as usable_from,
    steps.rate_pct as value,
    steps.announced_at as known_at
from {{ ref('boj_policy_steps') }} as steps,
    {{ ref('stg_ledger__as_of') }} as edition,
    generate_series(steps.effective_from, steps.effective_to, interval 1 day) as calendar (day)
where steps.announced_at <= edition.as_of and calendar.day::date <= {{ utc('edition.as_of') }}::date
