{#- Month averages of the fixings and since when there was none as high. -#}
with
months as (
    select
        pair,
        area,
        last_day(date) as period_end,
        arg_max(month_avg_to_date_per_usd, date) as month_avg_per_usd,
        count(*)::integer as fixings_count,
        max(date) as last_fixing,
        max(known_at) as known_at
    from {{ ref('fx_defence_daily') }}
    group by pair, area, last_day(date)
),
ranked as (
    select
        month.* exclude (known_at),
        -- the rank rests on every month before
        max(month.known_at) over (partition by month.pair order by month.period_end) as known_at,
        lead(month.period_end) over (partition by month.pair order by month.period_end) is not null as is_complete,
        row_number() over (partition by month.pair order by month.period_end) as place,
        (
            select max(earlier.period_end) from months as earlier
            where earlier.pair = month.pair and earlier.period_end < month.period_end
                and earlier.month_avg_per_usd >= month.month_avg_per_usd
        ) as highest_since
    from months as month
)
select
    pair,
    area,
    period_end,
    month_avg_per_usd,
    fixings_count,
    last_fixing,
    is_complete,
    highest_since,
    highest_since is null as is_highest_held,
    case
        when highest_since is not null then date_diff('month', highest_since, period_end)
        else place - 1
    end::integer as highest_in_months,
    known_at,
    case when not is_complete then 'month: not over by the fixings held, its mean is of ' || fixings_count || ' so far' end
        as degraded_reason
from ranked
