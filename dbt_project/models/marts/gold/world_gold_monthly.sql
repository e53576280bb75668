{#- Countries only: the IMF's aggregates, the ECB, the IMF and the BIS are left out of every sum. -#}
with
countries as (
    select area, period_end, gold_tonnes, reported_change_tonnes, known_break, known_at
    from {{ ref('central_bank_gold_monthly') }}
    where kind = 'country'
),
months as (select distinct period_end from countries),
reporters as (select area, min(period_end) as first_month from countries where gold_tonnes is not null group by area),
late as (
    select
        months.period_end,
        count(missing.area)::integer as late_countries,
        string_agg(missing.area, ' ' order by missing.area) as late_reporters
    from months
    left join (
        select reporters.area, every_month.period_end
        from months as every_month
        inner join reporters on every_month.period_end >= reporters.first_month
        anti join (select * from countries where gold_tonnes is not null) as reported
            on reporters.area = reported.area and every_month.period_end = reported.period_end
    ) as missing on months.period_end = missing.period_end
    group by months.period_end
),
totals as (
    select
        period_end,
        count(gold_tonnes)::integer as reporting_countries,
        sum(gold_tonnes order by area) as reported_gold_tonnes,
        -- a country's first month, a month after a hole and a known break contribute nothing;
        -- in a fixed order, since floats added in another order differ in the last digit
        sum(reported_change_tonnes order by area) filter (where known_break is null) as reported_change_tonnes,
        (count(*) filter (where reported_change_tonnes >= 0.1 and known_break is null))::integer as buyers,
        (count(*) filter (where reported_change_tonnes <= -0.1 and known_break is null))::integer as sellers,
        max(known_at) as known_at
    from countries
    group by period_end
),
imf_world as (
    select period_end, {{ tonnes('value') }} as imf_world_tonnes
    from {{ ref('stg_imf__international_liquidity') }}
    where series = 'IMF_GOLD' and area = 'G001' and value is not null
),
final as (
    select
        totals.period_end,
        totals.reporting_countries,
        late.late_countries,
        late.late_reporters,
        totals.reported_gold_tonnes,
        totals.reported_change_tonnes,
        totals.buyers,
        totals.sellers,
        imf_world.imf_world_tonnes,
        totals.known_at,
        {{ reasons([
            "case when totals.reported_change_tonnes is null then 'change: no country reported this month and the month before' end",
            "case when imf_world.imf_world_tonnes is null then 'IMF_GOLD G001: not published for this month' end",
        ]) }} as degraded_reason
    from totals
    inner join late on totals.period_end = late.period_end
    left join imf_world on totals.period_end = imf_world.period_end
)
select * from final
