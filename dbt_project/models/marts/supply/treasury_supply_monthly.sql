{#- What the Treasury has outstanding at the end of each month by type, and what it added, from the Monthly Statement of the Public Debt. -#}
{% set types = ['bills', 'notes', 'bonds', 'tips', 'frns', 'other'] %}
{% set why = [
    "now.reason",
    "now.apart",
    "case when now.reason is null and (before.period_end is null or before.reason is not null)
        then 'net issuance: no statement for the month before' end",
    "case when now.new_lines is not null
        then 'types: lines of a new name stand under other, add them to the seed treasury_security_types: ' || now.new_lines end",
    "case when now.reason is null and now.public_debt_usd_mn is null then 'public debt: no total of this name in the statement' end",
    "case when now.reason is null and now.marketable_usd_mn is null then 'marketable: no total of this name in the statement' end",
    "case when now.reason is null and now.nonmarketable_usd_mn is null then 'nonmarketable: no total of this name in the statement' end",
] %}
{% for type in types %}
    {% do why.append("case when now.reason is null and now.apart is null and now." ~ type ~ "_usd_mn is null then '" ~ type ~ ": no line in the statement' end") %}
    {% do why.append(
        "case when now." ~ type ~ "_usd_mn is not null and before.period_end is not null and before.reason is null and before."
        ~ type ~ "_usd_mn is null then 'net " ~ type ~ ": not in the statement of the month before' end"
    ) %}
{% endfor %}
with
statements as (
    select * from {{ ref('int_treasury_lines') }} where series = 'MSPD_OUTSTANDING' and amount_usd_mn is not null
),
-- the statement's data begin in January 2001; up to the last quarter whose debt is held a month without one is a hole
months as (
    select last_day(month.start::date) as date
    from
        (
            select max(period_end) as last_month
            from (
                select period_end from {{ ref('stg_fred__federal_debt') }} where value is not null
                union all
                select period_end from statements
            )
        ) as span,
        generate_series(date '2001-01-01', span.last_month, interval 1 month) as month (start)
),
coverage as (
    select
        min(period_end) as first_period,
        max(period_end) as last_period,
        (select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'treasury__mspd') as degraded_reason
    from statements
),
pivoted as (
    select
        period_end,
        sum(amount_usd_mn) filter (
            -- of two names: the first two statements have the second
            where label in ('Total Public Debt Outstanding', 'Total Treasury Securities Outstanding')
        ) as public_debt_usd_mn,
        sum(amount_usd_mn) filter (where label = 'Total Marketable') as marketable_usd_mn,
        sum(amount_usd_mn) filter (where label = 'Total Nonmarketable') as nonmarketable_usd_mn,
        {% for type in types -%}
        sum(amount_usd_mn order by label) filter (where type in ('{{ type }}'{{ ", 'new'" if type == 'other' }})) as {{ type }}_usd_mn,
        {% endfor -%}
        sum(amount_usd_mn order by label) filter (where type is not null) as sum_of_types_usd_mn,
        string_agg(label, ', ' order by label) filter (where type = 'new') as new_lines,
        max(known_at) as known_at
    from statements
    group by period_end
),
-- in some statements the lines and their total differ by up to a million; by more, lines are lacking and none is to be trusted
checked as (
    select
        period_end,
        public_debt_usd_mn,
        marketable_usd_mn,
        nonmarketable_usd_mn,
        {% for type in types + ['sum_of_types'] -%}
        case when abs(marketable_usd_mn - sum_of_types_usd_mn) <= 2 then {{ type }}_usd_mn end as {{ type }}_usd_mn,
        {% endfor -%}
        case
            when abs(marketable_usd_mn - sum_of_types_usd_mn) > 2
                then 'types: the lines sum to ' || sum_of_types_usd_mn || ' and the total is ' || marketable_usd_mn
        end as apart,
        new_lines,
        known_at
    from pivoted
),
held as (
    select
        months.date as period_end,
        checked.* exclude (period_end),
        case
            when checked.period_end is null then 'MSPD_OUTSTANDING: ' || {{ why_absent('months.date', 'coverage', 0) }}
        end as reason
    from months
    cross join coverage
    left join checked on months.date = checked.period_end
),
final as (
    select
        now.period_end,
        now.public_debt_usd_mn,
        now.marketable_usd_mn,
        now.nonmarketable_usd_mn,
        {% for type in types -%}
        now.{{ type }}_usd_mn,
        {% endfor -%}
        now.sum_of_types_usd_mn,
        100 * now.bills_usd_mn / now.marketable_usd_mn as bill_share_pct,
        now.marketable_usd_mn - before.marketable_usd_mn as net_marketable_usd_mn,
        {% for type in types -%}
        now.{{ type }}_usd_mn - before.{{ type }}_usd_mn as net_{{ type }}_usd_mn,
        {% endfor -%}
        now.sum_of_types_usd_mn - before.sum_of_types_usd_mn as net_sum_of_types_usd_mn,
        greatest(now.known_at, before.known_at) as known_at,
        {{ reasons(why) }} as degraded_reason
    from held as now
    left join held as before on last_day(now.period_end - interval 1 month) = before.period_end
)
select * from final
