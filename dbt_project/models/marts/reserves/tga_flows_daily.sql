{% set groups = ['taxes', 'public_debt', 'interest', 'benefits', 'other'] %}
with
-- the statement's third generation: the first that has this table in today's form
closes as (
    select
        period_end as date,
        value,
        known_at,
        lag(period_end) over (order by period_end) as date_before,
        lag(value) over (order by period_end) as value_before,
        lag(known_at) over (order by period_end) as known_before
    from {{ ref('stg_treasury__dts') }}
    where series = 'TGA_CLOSE' and value is not null and period_end >= '2022-04-14'
),
days as (select date from closes),
flows as (
    select
        date,
        -- a line without an amount leaves its sum unknown. A group without a line is a sum of nothing: the day is held whole
        {% for group in groups %}
        case when bool_and(value is not null) filter (where line_group = '{{ group }}') is not false
            then sum(case when line_group <> '{{ group }}' then 0 when is_deposit then value else -value end order by line, area)
        end as from_{{ group }},
        {% endfor %}
        case when bool_and(value is not null) filter (where is_deposit) is not false
            then sum(case when is_deposit then value else 0 end order by line, area) end as deposits,
        case when bool_and(value is not null) filter (where not is_deposit) is not false
            then sum(case when is_deposit then 0 else value end order by line, area) end as withdrawals,
        count(*) filter (where not is_listed)::integer as unlisted_lines,
        count(*) filter (where value is null) as lines_without_amount,
        max(known_at) as known_at
    from {{ ref('int_tga_lines') }}
    where not is_total
    group by date
),
-- at face value, of the table of debt transactions; what only accrues is not cash
marketable as (
    select
        period_end as date,
        case when bool_and(value is not null)
            then sum(case when series = 'DTS_DEBT_ISSUES' then value else -value end order by series, area) end as net,
        max(known_at) as known_at
    from {{ ref('stg_treasury__public_debt_transactions') }}
    where area like 'Marketable - %' and area not ilike '%increment%'
    group by period_end
),
coverage as (
    select
        min(period_end) as first_period,
        max(period_end) as last_period,
        (
            select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'treasury__deposits_withdrawals'
        ) as degraded_reason
    from {{ ref('stg_treasury__deposits_withdrawals') }}
    where value is not null
),
debt_coverage as (
    select
        min(period_end) as first_period,
        max(period_end) as last_period,
        (
            select degraded_reason from {{ ref('stg_ledger__states') }}
            where release = 'treasury__public_debt_transactions'
        ) as degraded_reason
    from {{ ref('stg_treasury__public_debt_transactions') }}
    where value is not null
),
final as (
    select
        closes.date,
        closes.value as tga_close_usd_mn,
        -- the statement before; after a hole there is none
        case when closes.date - closes.date_before <= 5 then closes.value - closes.value_before end as change_usd_mn,
        {% for group in groups %}
        flows.from_{{ group }} as from_{{ group }}_usd_mn,
        {% endfor %}
        case when closes.date - closes.date_before <= 5 then
            (closes.value - closes.value_before)
            - ({% for group in groups %}flows.from_{{ group }}{{ ' + ' if not loop.last }}{% endfor %})
        end as residual_usd_mn,
        flows.deposits as deposits_usd_mn,
        flows.withdrawals as withdrawals_usd_mn,
        flows.unlisted_lines as unlisted_lines_count,
        marketable.net as net_marketable_issuance_usd_mn,
        greatest(closes.known_at, closes.known_before, flows.known_at, marketable.known_at) as known_at,
        {{ reasons([
            "case when (closes.date - closes.date_before <= 5) is not true then 'change: no statement held up to five days before' end",
            "case when flows.date is null then 'DTS_DEPOSITS, DTS_WITHDRAWALS: ' || " ~ why_absent('closes.date', 'coverage', 0) ~ " end",
            "case when flows.lines_without_amount > 0 then flows.lines_without_amount || ' lines have no amount' end",
            "case when marketable.date is null then 'DTS_DEBT_ISSUES, DTS_DEBT_REDEMPTIONS: ' || "
            ~ why_absent('closes.date', 'debt_coverage', 0)
            ~ " when marketable.net is null then 'DTS_DEBT_ISSUES, DTS_DEBT_REDEMPTIONS: a line has no amount' end",
        ]) }} as degraded_reason
    from closes
    left join flows on closes.date = flows.date
    left join marketable on closes.date = marketable.date
    cross join coverage
    cross join debt_coverage
    where closes.date >= '2022-04-18'
)
select * from final
