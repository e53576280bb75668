{#- Every interest rate that a leg of a spread may use, in percent a year. A day's figure stands for its own day; a month's
    average stands for days from its publication on, since no day of the month could know it. -#}
{% set releases = [
    'stg_fred__money_market', 'stg_fred__h15', 'stg_fred__oecd_rates', 'stg_boj__call_rate_daily',
    'stg_boj__call_rate_monthly', 'stg_mof_japan__jgb_yields', 'stg_bok__base_rate', 'stg_bok__market_rates',
    'stg_cfets__shibor',
] %}
{% for release in releases %}
select
    series,
    period_end,
    frequency = 'M' as monthly,
    case when frequency = 'M' then first_known_at::date else period_end end as usable_from,
    value,
    known_at
from {{ ref(release) }}
where value is not null and unit = 'percent'
union all by name
{% endfor %}
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
where steps.announced_at <= edition.as_of and calendar.day::date <= edition.as_of::date
