{#- Issues less redemptions of the day by type, face value, from the Daily Treasury Statement (table III-A). -#}
{#- The statement's third generation, with today's lines, begins on 2022-04-18. -#}
{% set first_day = '2022-04-18' %}
{% set types = ['bills', 'notes', 'bonds'] %}
with
lines as (
    select
        period_end,
        label,
        market,
        type,
        series = 'DTS_DEBT_ISSUES' as issued,
        case when series = 'DTS_DEBT_ISSUES' then amount_usd_mn else -amount_usd_mn end as net_usd_mn,
        known_at
    from {{ ref('int_treasury_lines') }}
    where series in ('DTS_DEBT_ISSUES', 'DTS_DEBT_REDEMPTIONS') and amount_usd_mn is not null and market <> 'total'
),
days as (
    select period_end as date from lines
    union
    select period_end from {{ ref('stg_treasury__dts') }} where value is not null and period_end >= '{{ first_day }}'
),
coverage as (
    select
        min(period_end) as first_period,
        max(period_end) as last_period,
        (
            select degraded_reason from {{ ref('stg_ledger__states') }}
            where release = 'treasury__public_debt_transactions'
        ) as degraded_reason
    from lines
),
summed as (
    select
        period_end,
        {% for type in types -%}
        sum(net_usd_mn order by label, issued) filter (where type = '{{ type }}') as net_{{ type }}_usd_mn,
        count(distinct issued) filter (where type = '{{ type }}') = 2 as both_{{ type }},
        {% endfor -%}
        sum(net_usd_mn order by label, issued) filter (where type = 'tips') as net_inflation_increment_usd_mn,
        -- the financing bank, and any line of a new name
        sum(net_usd_mn order by label, issued) filter (where type not in ('bills', 'notes', 'bonds', 'tips'))
            as net_other_usd_mn,
        sum(net_usd_mn order by label, issued) filter (where market = 'marketable') as net_marketable_usd_mn,
        sum(net_usd_mn order by label, issued) filter (where market = 'marketable' and issued) as issues_usd_mn,
        -sum(net_usd_mn order by label, issued) filter (where market = 'marketable' and not issued) as redemptions_usd_mn,
        sum(net_usd_mn order by label, issued) filter (where market = 'nonmarketable') as net_nonmarketable_usd_mn,
        max(known_at) as known_at
    from lines
    group by period_end
),
final as (
    select
        days.date,
        summed.issues_usd_mn,
        summed.redemptions_usd_mn,
        -- a statement that lacks one side is no net figure
        case when {{ 'summed.both_' ~ types | join(' and summed.both_') }} then summed.net_marketable_usd_mn end
            as net_marketable_usd_mn,
        {% for type in types -%}
        case when summed.both_{{ type }} then summed.net_{{ type }}_usd_mn end as net_{{ type }}_usd_mn,
        {% endfor -%}
        summed.net_inflation_increment_usd_mn,
        summed.net_other_usd_mn,
        summed.net_nonmarketable_usd_mn,
        summed.known_at,
        {{ reasons([
            "case when summed.period_end is null then 'DTS_DEBT_ISSUES: ' || " ~ why_absent('days.date', 'coverage', 0) ~ " end",
            "case when summed.period_end is not null and not both_bills then 'bills: issues or redemptions are not in the statement' end",
            "case when summed.period_end is not null and not both_notes then 'notes: issues or redemptions are not in the statement' end",
            "case when summed.period_end is not null and not both_bonds then 'bonds: issues or redemptions are not in the statement' end",
            "case when summed.period_end is not null and net_inflation_increment_usd_mn is null then 'inflation increment: no line in the statement' end",
            "case when summed.period_end is not null and net_other_usd_mn is null then 'other: no line in the statement' end",
            "case when summed.period_end is not null and net_nonmarketable_usd_mn is null then 'nonmarketable: no line in the statement' end",
        ]) }} as degraded_reason
    from days
    cross join coverage
    left join summed on days.date = summed.period_end
)
select * from final
