{#- Who holds which side of the yen futures in Chicago. Speculators short of yen are one part of the carry trade that is seen; most of it
    is not done in futures. -#}
{% set sides = [
    'noncommercial_long', 'noncommercial_short', 'noncommercial_spreading', 'commercial_long', 'commercial_short',
    'nonreportable_long', 'nonreportable_short',
] %}
with
reports as (
    select
        period_end,
        max(value) filter (where series = 'JPY_FUTURES_OPEN_INTEREST') as open_interest,
        {% for side in sides -%}
        max(value) filter (where series = 'JPY_FUTURES_{{ side | upper }}') as {{ side }},
        {% endfor -%}
        max(known_at) as known_at
    from {{ ref('stg_cftc__yen_futures') }}
    group by period_end
),
state as (select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'cftc__yen_futures'),
-- sides that do not sum to the open interest are not its sides
checked as (
    select
        * exclude ({{ sides | join(', ') }}),
        {% for side in sides -%}
        case when not apart then {{ side }} end as {{ side }},
        {% endfor -%}
    from (
        select
            *,
            noncommercial_long + noncommercial_spreading + commercial_long + nonreportable_long as longs,
            noncommercial_short + noncommercial_spreading + commercial_short + nonreportable_short as shorts,
            ((longs - open_interest) = 0 and (shorts - open_interest) = 0) is false as apart
        from reports
    )
),
netted as (
    select
        *,
        noncommercial_long - noncommercial_short as net,
        noncommercial_long - noncommercial_short - lag(noncommercial_long - noncommercial_short) over by_week as step,
        period_end - lag(period_end) over by_week as days_between,
        lag(period_end) over by_week as report_before,
        lag(known_at) over by_week as before_known_at
    from checked
    window by_week as (order by period_end)
),
-- a report of a Monday is six or eight days from its neighbours; over a missing week there is no change
moved as (
    select *, case when days_between between 5 and 9 then step end as change_1w from netted
),
judged as (
    select
        *,
        -- rounded: the last digits of a sliding deviation depend on how the engine cuts its windows
        case when count(change_1w) over before_156 = 156 then round(stddev_samp(change_1w) over before_156, 6) end as sd_156w,
        max(known_at) over (order by period_end rows between 157 preceding and current row) as window_known_at
    from moved
    window before_156 as (order by period_end rows between 156 preceding and 1 preceding)
),
-- without any report the last week of the fixings says why
weeks as (
    select period_end from reports
    union
    select max(period_end) from {{ ref('stg_fred__h10') }}
    where series = 'DEXJPUS' and value is not null and dayofweek(period_end) = 2 and (select count(*) from reports) = 0
),
final as (
    select
        weeks.period_end,
        'JPN' as area,
        judged.open_interest as open_interest_contracts,
        {% for side in sides -%}
        judged.{{ side }} as {{ side }}_contracts,
        {% endfor -%}
        judged.net as noncommercial_net_contracts,
        100 * judged.net / nullif(judged.open_interest, 0) as noncommercial_net_share_pct,
        judged.change_1w as noncommercial_net_change_1w_contracts,
        judged.sd_156w as net_change_deviation_156w_contracts,
        abs(judged.change_1w) > judged.sd_156w as moved_by_deviation_flag,
        case when judged.sd_156w is not null then judged.window_known_at else greatest(judged.known_at, judged.before_known_at) end
            as known_at,
        {{ reasons([
            "case when judged.period_end is null then 'JPY_FUTURES_OPEN_INTEREST: ' || coalesce((select degraded_reason from state), 'no figure is known') end",
            "case when judged.apart then 'positions: the longs sum to ' || judged.longs || ', the shorts to ' || judged.shorts || ', and the open interest is ' || judged.open_interest end",
            "case when judged.period_end is not null and judged.apart is not true and (judged.net is null or judged.noncommercial_spreading is null or judged.commercial_long is null or judged.commercial_short is null or judged.nonreportable_long is null or judged.nonreportable_short is null) then 'positions: a side is not in the report' end",
            "case when judged.period_end is not null and judged.open_interest is null then 'open interest: not in the report' end",
            "case when judged.net is not null and judged.change_1w is null then 'change: no report for the week before' end",
            "case when judged.period_end is not null and judged.sd_156w is null then 'deviation: fewer than 156 weekly changes in a row before this one' end",
        ]) }} as degraded_reason
    from weeks
    left join judged on weeks.period_end = judged.period_end
    where weeks.period_end is not null
)
select * from final
