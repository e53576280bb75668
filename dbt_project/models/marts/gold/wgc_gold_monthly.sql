{#- The World Gold Council's monthly changes, from the user's own file, beside nothing else: another compilation than the IMF's, and never
    mixed with it. -#}
with
changes as (
    select
        known.area as label,
        coalesce(labels.kind, 'country') as kind,
        known.period_end,
        -- the canonical unit of gold is the ounce
        {{ tonnes('known.value') }} as change_tonnes,
        known.known_at
    from {{ ref('stg_wgc__central_bank_changes') }} as known
    left join {{ ref('wgc_labels') }} as labels on lower(known.area) like lower(labels.pattern)
    where known.series = 'WGC_GOLD_CHANGE'
),
months as (
    select period_end as date from {{ ref('world_gold_monthly') }} where reported_change_tonnes is not null
    union
    select period_end from changes where change_tonnes is not null
),
coverage as (
    select
        min(period_end) as first_period,
        max(period_end) as last_period,
        (
            select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'wgc__central_bank_changes'
        ) as degraded_reason
    from changes
    where change_tonnes is not null
),
summed as (
    select
        period_end,
        count(change_tonnes) as reporting_rows,
        sum(change_tonnes order by label) filter (where kind <> 'aggregate') as naive_change_tonnes,
        sum(change_tonnes order by label) filter (where kind not in ('aggregate', 'gross')) as change_ex_gross_tonnes,
        sum(change_tonnes order by label) filter (where kind = 'country') as reported_change_tonnes,
        sum(change_tonnes order by label) filter (where kind = 'sovereign_fund') as sovereign_fund_change_tonnes,
        max(known_at) as known_at
    from changes
    where change_tonnes is not null
    group by period_end
),
final as (
    select
        months.date as period_end,
        summed.reporting_rows::integer as reporting_rows,
        summed.naive_change_tonnes,
        summed.change_ex_gross_tonnes,
        summed.reported_change_tonnes,
        summed.sovereign_fund_change_tonnes,
        null::double as wgc_estimated_tonnes,
        summed.known_at,
        {{ reasons([
            "case when summed.period_end is null then 'WGC_GOLD_CHANGE: ' || " ~ why_absent('months.date', 'coverage', 0) ~ " end",
            "case when summed.period_end is not null and summed.sovereign_fund_change_tonnes is null
                then 'sovereign fund: no row of it in the workbook for this month' end",
            "'estimate: not available, because the World Gold Council licenses Gold Demand Trends, which has it by quarter, '
                || 'and no file of it can be loaded'",
        ]) }} as degraded_reason
    from months
    cross join coverage
    left join summed on months.date = summed.period_end
)
select * from final
