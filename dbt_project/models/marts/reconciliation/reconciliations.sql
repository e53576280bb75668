with
checks as (select * from {{ ref('reconciliation_checks') }}),
sides as (select * from {{ ref('int_reconciliation_sides') }}),
reach as (
    select
        check_name,
        item,
        side,
        min(period_end) as first_period,
        max(period_end) as last_period
    from sides
    group by check_name, item, side
),
-- where both sides are held at all: before and after it one of them has nothing to say
common as (
    select check_name, item, max(first_period) as first_period, min(last_period) as last_period
    from reach
    group by check_name, item
    having count(*) = 2
),
pairs as (
    select
        sides.check_name,
        sides.item,
        sides.period_end,
        max(sides.value) filter (where sides.side = 'left') as left_value,
        max(sides.value) filter (where sides.side = 'right') as right_value,
        max(sides.known_at) as known_at
    from sides
    inner join common
        on sides.check_name = common.check_name
        and sides.item = common.item
        and sides.period_end between common.first_period and common.last_period
    group by sides.check_name, sides.item, sides.period_end
),
final as (
    select
        checks.check_name,
        pairs.item,
        pairs.period_end,
        checks.kind,
        pairs.left_value,
        pairs.right_value,
        pairs.left_value - pairs.right_value as difference,
        checks.tolerance,
        checks.unit,
        abs(pairs.left_value - pairs.right_value) <= checks.tolerance as holds,
        checks.tolerance_reason,
        pairs.known_at,
        {{ reasons([
            "case when pairs.left_value is null then checks.left_figure || ': no figure held for this period' end",
            "case when pairs.right_value is null then checks.right_figure || ': no figure held for this period' end",
        ]) }} as degraded_reason
    from pairs
    inner join checks on pairs.check_name = checks.check_name
)
select * from final
