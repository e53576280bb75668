with
coverage as (
    select min(period_end) as first_period, max(period_end) as last_period
    from {{ ref('stg_fred__h41') }}
    where series in ('TREAST', 'WSHOMCB') and value is not null
),
caps as (
    select seed.*
    from {{ ref('qt_caps') }} as seed, {{ ref('stg_ledger__as_of') }} as edition
    where seed.announced_at <= edition.as_of
),
months as (
    select
        calendar.day::date as month_start,
        (calendar.day + interval 1 month)::date - 1 as period_end
    from coverage,
        generate_series(
            (select min(effective_from) from caps)::timestamp - interval 1 month,
            coverage.last_period::timestamp,
            interval 1 month
        ) as calendar (day)
),
-- balances are published for Wednesdays: a month runs from the last of the month before to its own last
wednesdays as (
    select month_start, period_end, period_end - ((isodow(period_end) + 4) % 7)::integer as date from months
),
treasuries as ({{ leg('wednesdays', 'stg_fred__h41', 'TREAST') }}),
mbs as ({{ leg('wednesdays', 'stg_fred__h41', 'WSHOMCB') }}),
levels as (
    select
        wednesdays.month_start,
        wednesdays.period_end,
        wednesdays.date,
        treasuries.value as treasuries,
        mbs.value as mbs,
        greatest(treasuries.known_at, mbs.known_at) as known_at,
        {{ reasons(['treasuries.reason', 'mbs.reason']) }} as reason
    from wednesdays
    left join treasuries on wednesdays.date = treasuries.date
    left join mbs on wednesdays.date = mbs.date
),
final as (
    select
        now.period_end,
        before.date as from_wednesday,
        now.date as to_wednesday,
        ((now.date - before.date) / 7)::integer as between_wednesdays_weeks,
        (before.treasuries - now.treasuries) / 1000 as treasuries_runoff_usd_bn,
        (before.mbs - now.mbs) / 1000 as mbs_runoff_usd_bn,
        (before.treasuries + before.mbs - now.treasuries - now.mbs) / 1000 as runoff_usd_bn,
        -- four or five weeks lie between: a month of the caps has 365.25 / 12 days
        (before.treasuries + before.mbs - now.treasuries - now.mbs) / 1000 * (365.25 / 12) / (now.date - before.date)
            as runoff_pace_usd_bn,
        caps.treasuries_cap_usd_bn,
        caps.mbs_cap_usd_bn,
        caps.total_cap_usd_bn,
        caps.effective_from as cap_effective_from,
        caps.announced_at as cap_announced_at,
        greatest(now.known_at, before.known_at, caps.announced_at) as known_at,
        {{ reasons([
            "now.reason",
            "case when before.reason is not null then 'month before: ' || before.reason end",
            "case when caps.mbs_cap_usd_bn is null then 'mbs cap: ' || caps.note end",
        ]) }} as degraded_reason
    from levels as now
    inner join levels as before on now.month_start - interval 1 month = before.month_start
    asof join caps on now.month_start >= caps.effective_from
    where now.date <= (select last_period from coverage)
)
select * from final
