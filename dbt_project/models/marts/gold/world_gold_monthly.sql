{#- Countries only: the IMF's aggregates, the ECB, the IMF and the BIS are left out of every sum. -#}
with
countries as (select * from {{ ref('int_gold_holdings') }} where kind = 'country'),
months as (select distinct period_end as date from countries),
panel as (select area, min(period_end) as first_month from countries where gold_tonnes is not null group by area),
missing as (
    select panel.area, months.date as period_end
    from months
    inner join panel on months.date >= panel.first_month
    anti join (select * from countries where gold_tonnes is not null) as reported
        on panel.area = reported.area and months.date = reported.period_end
),
late as (
    select
        months.date as period_end,
        count(missing.area)::integer as late_countries,
        string_agg(missing.area, ' ' order by missing.area) as late_reporters
    from months
    left join missing on months.date = missing.period_end
    group by months.date
),
totals as (
    select
        period_end,
        count(gold_tonnes)::integer as reporting_countries,
        -- in a fixed order, since floats added in another order differ in the last digit
        sum(gold_tonnes order by area) as gold_tonnes,
        -- a country's first month, a month after a hole and a known break contribute nothing
        sum(reported_change_tonnes order by area) filter (where known_break is null) as change_tonnes,
        (count(*) filter (where reported_change_tonnes >= 0.1 and known_break is null))::integer as buyers,
        (count(*) filter (where reported_change_tonnes <= -0.1 and known_break is null))::integer as sellers,
        max(known_at) as known_at
    from countries
    group by period_end
),
imf_world as ({{ leg('months', 'stg_imf__international_liquidity', 'IMF_GOLD', area='G001') }}),
judged as (
    select
        totals.*,
        late.late_countries,
        late.late_reporters,
        imf_world.value as imf_world_oz,
        imf_world.known_at as imf_known_at,
        imf_world.reason as imf_reason,
        -- a sum over a minority is no world figure: at least half of all countries that ever reported
        2 * totals.reporting_countries >= (select count(*) from panel) as enough
    from totals
    inner join late on totals.period_end = late.period_end
    left join imf_world on totals.period_end = imf_world.date
),
final as (
    select
        period_end,
        reporting_countries,
        late_countries,
        late_reporters,
        case when enough then gold_tonnes end as reported_gold_tonnes,
        case when enough then change_tonnes end as reported_change_tonnes,
        buyers,
        sellers,
        {{ tonnes('imf_world_oz') }} as imf_world_tonnes,
        greatest(known_at, imf_known_at) as known_at,
        {{ reasons([
            "case when not enough then 'sums: only ' || reporting_countries || ' of ' || (select count(*) from panel) || ' countries held for this month' end",
            "case when enough and change_tonnes is null then 'change: no country has this month and the month before' end",
            "case when late_countries > 0 then late_countries || ' countries are not held for this month (late_reporters)' end",
            "imf_reason",
        ]) }} as degraded_reason
    from judged
)
select * from final
