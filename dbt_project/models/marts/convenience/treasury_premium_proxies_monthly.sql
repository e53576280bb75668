{#- Moody's Aaa is a month average: against it stand month averages of the Treasury yields, not closes. -#}
with
treasury as (
    select
        last_day(period_end) as date,
        series,
        sum(value order by period_end) / count(value) as value,
        count(value)::integer as n,
        max(known_at) as known_at
    from {{ ref('stg_fred__h15') }}
    where series in ('DGS10', 'DGS20') and value is not null
    group by all
),
-- the running month is no month average yet
reach as (select series, date_trunc('month', max(period_end))::date as running from {{ ref('stg_fred__h15') }} where value is not null group by series),
whole as (select treasury.* from treasury inner join reach on treasury.series = reach.series and treasury.date < reach.running),
days as (
    select distinct date from whole
    union
    select last_day(period_end) from {{ ref('stg_fred__moodys') }} where series = 'AAA' and value is not null
),
aaa as ({{ leg('days', 'stg_fred__moodys', 'AAA') }}),
held as (
    select any_value(degraded_reason) as degraded_reason from {{ ref('stg_ledger__states') }} where release = 'fred__h15'
)
select
    days.date as period_end,
    aaa.value as aaa_pct,
    ten.value as dgs10_month_avg_pct,
    ten.n as dgs10_days_count,
    twenty.value as dgs20_month_avg_pct,
    twenty.n as dgs20_days_count,
    100 * (aaa.value - ten.value) as aaa_ust10_bp,
    100 * (aaa.value - twenty.value) as aaa_ust20_bp,
    greatest(aaa.known_at, ten.known_at, twenty.known_at) as known_at,
    {{ reasons([
        'aaa.reason',
        "case when ten.value is null then 'DGS10: no whole month held' || coalesce(' (' || held.degraded_reason || ')', '') end",
        "case when twenty.value is null then 'DGS20: no whole month held' || coalesce(' (' || held.degraded_reason || ')', '') end",
    ]) }} as degraded_reason
from days
cross join held
left join aaa on days.date = aaa.date
left join whole as ten on days.date = ten.date and ten.series = 'DGS10'
left join whole as twenty on days.date = twenty.date and twenty.series = 'DGS20'
where days.date >= '1962-01-01'
