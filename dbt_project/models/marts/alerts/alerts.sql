{#- Events that a reader wants to be told of, each with its first day: the same data give the same events. Publishers that are
    late are told against the clock, beside this table. -#}
{% set near_usd_bn = 100 %}
with
distances as (
    select
        threshold as subject,
        period_end as date,
        distance_usd_bn,
        distance_usd_bn < {{ near_usd_bn }} as holds,
        known_at
    from {{ ref('reserve_threshold_distances_weekly') }}
    where evidence <> 'second_hand'
),
unwinds as (
    select pair as subject, date, drawdown_pct, unwind_flag as holds, known_at from {{ ref('carry_spreads_daily') }}
),
disagreements as (
    select
        check_name || coalesce(' ' || item, '') as subject,
        period_end as date,
        -abs(difference) as minus_difference,
        not holds as holds,
        known_at
    from {{ ref('reconciliations') }}
),
near as ({{ episodes('distances', 'distance_usd_bn') }}),
unwinding as ({{ episodes('unwinds', 'drawdown_pct') }}),
disagreeing as ({{ episodes('disagreements', 'minus_difference', 100) }}),
sold_off as (
    select market || ' ' || horizon || ' ' || threshold as subject, first_date, last_date, worst_equity_return_pct, known_at
    from {{ ref('triple_sell_off_episodes') }}
),
final as (
    select
        'reserves_near_threshold' as alert,
        near.subject,
        near.since,
        near.until,
        near.extreme as value,
        {{ near_usd_bn }}::double as threshold,
        'usd_bn' as unit,
        near.known_at,
        'Reserves less than {{ near_usd_bn }} bn above the threshold ' || near.subject || ' since ' || near.since
            || ', closest ' || round(near.extreme, 1)::varchar || ' bn' as text_en,
        '准备金距门槛 ' || near.subject || ' 不足{{ near_usd_bn * 10 }}亿美元,自 ' || near.since as text_zh
    from near
    union all
    select
        'carry_unwind', subject, since, until, extreme, -4, 'percent', known_at,
        'Carry in ' || subject || ' unwinds since ' || since || ', drawdown ' || round(extreme, 2)::varchar || ' percent',
        subject || ' 套息交易平仓,自 ' || since || ',回撤 ' || round(extreme, 2)::varchar || '%'
    from unwinding
    union all
    select
        'triple_sell_off', subject, first_date, last_date, worst_equity_return_pct, null, 'percent', known_at,
        'Shares, bonds and the currency fell together (' || subject || '), ' || first_date || ' to ' || last_date,
        '股债汇同跌(' || subject || '),' || first_date || ' 至 ' || last_date
    from sold_off
    union all
    select
        'figures_disagree', subject, since, until, -extreme, null, null, known_at,
        'Two sources disagree: ' || subject || ' since ' || since || ', by up to ' || round(-extreme, 3)::varchar,
        '两处数据不符:' || subject || ',自 ' || since
    from disagreeing
)
select * from final
