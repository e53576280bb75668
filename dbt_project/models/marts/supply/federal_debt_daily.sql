with
days as (
    select period_end as date from {{ ref('stg_treasury__debt_to_penny') }}
    where series = 'DEBT_TO_PENNY_TOTAL' and value is not null
    union
    select period_end from {{ ref('stg_treasury__dts') }} where value is not null
),
total as ({{ leg('days', 'stg_treasury__debt_to_penny', 'DEBT_TO_PENNY_TOTAL') }}),
held_by_public as ({{ leg('days', 'stg_treasury__debt_to_penny', 'DEBT_TO_PENNY_HELD_BY_PUBLIC') }}),
intragov as ({{ leg('days', 'stg_treasury__debt_to_penny', 'DEBT_TO_PENNY_INTRAGOV') }}),
known_gdp as ({{ known_gdp('days') }}),
-- dollars and cents: parts that miss the total by more than their rounding are not its parts
apart as (
    select
        total.date,
        abs(total.value - held_by_public.value - intragov.value) > 0.02 as do_not_sum
    from total
    inner join held_by_public on total.date = held_by_public.date
    inner join intragov on total.date = intragov.date
),
final as (
    select
        days.date,
        total.value as debt_usd_mn,
        case when apart.do_not_sum is not true then held_by_public.value end as held_by_public_usd_mn,
        case when apart.do_not_sum is not true then intragov.value end as intragovernmental_usd_mn,
        -- the day before in the series, whatever lies between is no business day
        total.value - lag(total.value) over by_day as change_usd_mn,
        known_gdp.gdp_quarter_end,
        known_gdp.gdp_annual_rate_usd_mn,
        100 * total.value / known_gdp.gdp_annual_rate_usd_mn as debt_to_known_gdp_pct,
        greatest(
            total.known_at, lag(total.known_at) over by_day, held_by_public.known_at, intragov.known_at, known_gdp.known_at
        ) as known_at,
        {{ reasons([
            "total.reason", "held_by_public.reason", "intragov.reason",
            "case when apart.do_not_sum then 'parts: ' || held_by_public.value || ' and ' || intragov.value || ' do not sum to the total' end",
            "case when total.value is not null and lag(total.value) over by_day is null then 'change: no figure for the business day before' end",
            "known_gdp.reason",
        ]) }} as degraded_reason
    from days
    left join total on days.date = total.date
    left join held_by_public on days.date = held_by_public.date
    left join intragov on days.date = intragov.date
    left join apart on days.date = apart.date
    left join known_gdp on days.date = known_gdp.date
    window by_day as (order by days.date)
)
select * from final
