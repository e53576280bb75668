{#- What the debt costs: interest of the month and of the fiscal year (October to September), and the debt added for each dollar of it. -#}
with
lines as (
    select
        period_end,
        area as line,
        case
            when area like 'INTEREST EXPENSE ON PUBLIC ISSUES%' then 'public_issues'
            when area like 'INTEREST EXPENSE ON GOVT ACCOUNT SERIES%' then 'government_account_series'
            else 'new'
        end as category,
        value as interest_usd_mn,
        known_at
    from {{ ref('stg_treasury__interest_expense') }}
    where series = 'INTEREST_EXPENSE' and value is not null
),
summed as (
    select
        last_day(period_end) as period_end,
        sum(interest_usd_mn order by line) as interest_usd_mn,
        sum(interest_usd_mn order by line) filter (where category = 'public_issues') as public_issues_usd_mn,
        sum(interest_usd_mn order by line) filter (where category = 'government_account_series')
            as government_account_series_usd_mn,
        string_agg(line, ', ' order by line) filter (where category = 'new') as new_lines,
        max(known_at) as known_at
    from lines
    group by last_day(period_end)
),
debt as (
    select period_end, public_debt_usd_mn, degraded_reason, known_at from {{ ref('treasury_supply_monthly') }}
),
-- the statement's data begin in May 2010
months as (
    select period_end as date from debt where period_end >= '2010-05-31'
    union
    select period_end from summed
),
coverage as (
    select
        min(period_end) as first_period,
        max(period_end) as last_period,
        (
            select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'treasury__interest_expense'
        ) as degraded_reason
    from summed
),
dated as (
    select
        months.date as period_end,
        year(months.date + interval 3 month) as fiscal_year,
        month(months.date + interval 3 month) as month_of_year,
        summed.* exclude (period_end, known_at),
        debt.public_debt_usd_mn,
        greatest(summed.known_at, debt.known_at) as leg_known_at,
        case
            when summed.period_end is null then 'INTEREST_EXPENSE: ' || {{ why_absent('months.date', 'coverage', 0) }}
        end as reason
    from months
    cross join coverage
    left join summed on months.date = summed.period_end
    left join debt on months.date = debt.period_end
),
totals as (
    select
        *,
        case
            when count(interest_usd_mn) over fiscal = month_of_year
                -- in a fixed order, month by month
                then list_sum(list(interest_usd_mn) over fiscal)
        end as interest_fytd_usd_mn,
        case
            when count(interest_usd_mn) over twelve = 12 and min(period_end) over twelve = last_day(period_end - interval 11 month)
                then list_sum(list(interest_usd_mn) over twelve)
        end as interest_12m_usd_mn,
        max(leg_known_at) over (order by period_end rows between 12 preceding and current row) as known_at
    from dated
    window
        fiscal as (partition by fiscal_year order by period_end),
        twelve as (order by period_end rows between 11 preceding and current row)
),
final as (
    select
        now.period_end,
        now.fiscal_year::integer as fiscal_year,
        now.interest_usd_mn,
        -- beside a category of a new name these two are not the whole
        case when now.new_lines is null then now.public_issues_usd_mn end as public_issues_usd_mn,
        case when now.new_lines is null then now.government_account_series_usd_mn end
            as government_account_series_usd_mn,
        now.interest_fytd_usd_mn,
        now.interest_12m_usd_mn,
        now.public_debt_usd_mn - year_end.public_debt_usd_mn as debt_change_fytd_usd_mn,
        (now.public_debt_usd_mn - year_end.public_debt_usd_mn) / nullif(now.interest_fytd_usd_mn, 0)
            as debt_per_interest_fytd_ratio,
        -- the row rests on the months of its fiscal year and on the debt at the end of the one before
        now.known_at,
        {{ reasons([
            "now.reason",
            "case when now.new_lines is not null then 'categories: lines of a new name: ' || now.new_lines end",
            "case when now.reason is null and now.public_issues_usd_mn is null then 'public issues: no line of them' end",
            "case when now.reason is null and now.government_account_series_usd_mn is null then 'government account series: no line of them' end",
            "case when now.reason is null and now.interest_fytd_usd_mn is null then 'fiscal year: a month of it is not held' end",
            "case when now.reason is null and now.interest_12m_usd_mn is null then '12 months: a month of them is not held' end",
            "case when now.public_debt_usd_mn is null then 'debt: not held for this month' end",
            "case when year_end.public_debt_usd_mn is null then 'debt: not held for the end of the fiscal year before' end",
        ]) }} as degraded_reason
    from totals as now
    left join debt as year_end on make_date(now.fiscal_year - 1, 9, 30) = year_end.period_end
)
select * from final
