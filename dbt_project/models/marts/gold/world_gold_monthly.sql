{#- Countries only: the IMF's aggregates, the ECB, the IMF and the BIS are left out of every sum. -#}
with
countries as (select * from {{ ref('int_gold_holdings') }} where kind = 'country'),
months as (select distinct period_end as date from countries),
panel as (select area, min(period_end) as first_month from countries where gold_tonnes is not null group by area),
buying as (
    select
        period_end,
        area,
        reported_change_tonnes as bought_tonnes,
        row_number() over (partition by period_end order by reported_change_tonnes desc, area) as place
    from countries
    where reported_change_tonnes > 0 and known_break is null
),
largest as (
    select
        period_end,
        sum(bought_tonnes order by place) filter (where place <= 3) as top3_bought_tonnes,
        string_agg(area, ' ' order by place) filter (where place <= 3) as top3_buyers
    from buying
    group by period_end
),
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
        sum(reported_change_tonnes order by area)
            filter (where known_break is null and reported_change_tonnes >= 0) as increases_tonnes,
        sum(reported_change_tonnes order by area)
            filter (where known_break is null and reported_change_tonnes <= 0) as decreases_tonnes,
        sum(reported_change_tonnes order by area) filter (where known_break is null and area <> 'TUR')
            as change_ex_turkey_tonnes,
        (count(*) filter (where reported_change_tonnes >= 0.1 and known_break is null))::integer as buyers,
        (count(*) filter (where reported_change_tonnes <= -0.1 and known_break is null))::integer as sellers,
        bool_or(gold_tonnes is not null and gold_series is distinct from 'SAFE_GOLD') as beyond_china,
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
        largest.top3_bought_tonnes,
        largest.top3_buyers,
        imf_world.value as imf_world_oz,
        imf_world.known_at as imf_known_at,
        imf_world.reason as imf_reason,
        -- a sum over a minority is no world figure: at least half of all countries that ever reported
        2 * totals.reporting_countries >= (select count(*) from panel) and totals.beyond_china as enough
    from totals
    inner join late on totals.period_end = late.period_end
    left join largest on totals.period_end = largest.period_end
    left join imf_world on totals.period_end = imf_world.date
),
summed as (
    select
        *,
        case when enough then change_tonnes end as world_change_tonnes,
        case
            when count(case when enough then change_tonnes end) over twelve = 12
                -- in a fixed order: a running window may add up from other ends
                then list_sum(list(change_tonnes) over twelve)
        end as change_12m_tonnes,
        lag(period_end, 11) over by_month as year_from,
        -- the first change of the twelve rests on the month before
        max(known_at) over (order by period_end rows between 12 preceding and current row) as year_known_at
    from judged
    window
        by_month as (order by period_end),
        twelve as (order by period_end rows between 11 preceding and current row)
),
judged_12m as (
    -- months in which no country has a figure have no row: the twelve rows must be a year
    select
        * exclude (change_12m_tonnes),
        case when year_from = last_day(period_end - interval 11 month) then change_12m_tonnes end as change_12m_tonnes
    from summed
),
final as (
    select
        period_end,
        reporting_countries,
        late_countries,
        late_reporters,
        case when enough then gold_tonnes end as reported_gold_tonnes,
        world_change_tonnes as reported_change_tonnes,
        case when enough then increases_tonnes end as reported_increases_tonnes,
        case when enough then decreases_tonnes end as reported_decreases_tonnes,
        case when enough then change_ex_turkey_tonnes end as reported_change_ex_turkey_tonnes,
        change_12m_tonnes,
        buyers,
        sellers,
        case when world_change_tonnes is not null then buyers - sellers end as breadth_count,
        case when enough then 100 * top3_bought_tonnes / nullif(increases_tonnes, 0) end as top3_share_of_increases_pct,
        case when enough then top3_buyers end as top3_buyers,
        {{ tonnes('imf_world_oz') }} as imf_world_tonnes,
        greatest(year_known_at, imf_known_at) as known_at,
        {{ reasons([
            "case when not beyond_china then 'sums: none but China of SAFE is held for this month' when not enough then 'sums: only ' || reporting_countries || ' of ' || (select count(*) from panel) || ' countries held for this month' end",
            "case when enough and change_tonnes is null then 'change: no country has this month and the month before' end",
            "case when change_12m_tonnes is null then '12 months: not a change of every one of the last twelve months' end",
            "case when enough and change_tonnes is not null and increases_tonnes is null then 'increases: no country reported one' end",
            "case when enough and change_tonnes is not null and decreases_tonnes is null then 'decreases: no country reported one' end",
            "case when enough and change_tonnes is not null and top3_bought_tonnes is null then 'top 3: no country reported an increase' end",
            "case when late_countries > 0 then late_countries || ' countries are not held for this month (late_reporters)' end",
            "imf_reason",
        ]) }} as degraded_reason
    from judged_12m
)
select * from final
