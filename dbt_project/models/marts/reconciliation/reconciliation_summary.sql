with
checks as (select * from {{ ref('reconciliation_checks') }}),
rows_held as (select * from {{ ref('reconciliations') }} where holds is not null),
worst as (
    select check_name, difference, period_end, item
    from (
        select
            *,
            -- by size, then the newest: the same rows name the same worst one
            row_number() over (
                partition by check_name order by abs(difference) desc, period_end desc, item
            ) as nth
        from rows_held
    )
    where nth = 1
),
newest as (select check_name, max(period_end) as period_end from rows_held group by check_name),
told as (
    select
        held.check_name,
        any_value(newest.period_end) as newest_period,
        count(*)::integer as periods,
        count(*) filter (where not held.holds)::integer as breaks,
        count(*) filter (where not held.holds and held.period_end > newest.period_end - 365)::integer as breaks_last_year,
        bool_and(held.holds) filter (where held.period_end = newest.period_end) as holds_now,
        max(held.known_at) as known_at
    from rows_held as held
    inner join newest on held.check_name = newest.check_name
    group by held.check_name
),
final as (
    select
        checks.check_name,
        checks.kind,
        checks.left_figure,
        checks.right_figure,
        told.newest_period,
        told.periods as periods_count,
        told.breaks as breaks_count,
        told.breaks_last_year as breaks_last_year_count,
        told.holds_now,
        worst.difference as worst_difference,
        worst.period_end as worst_period,
        worst.item as worst_item,
        checks.tolerance,
        checks.unit,
        checks.tolerance_reason,
        told.known_at,
        case
            when told.check_name is null
                then 'no period of which both sides are held'
                    || case when left_state.degraded_reason is not null
                        then '; ' || checks.left_release || ': ' || left_state.degraded_reason else '' end
                    || case when right_state.degraded_reason is not null and checks.right_release <> checks.left_release
                        then '; ' || checks.right_release || ': ' || right_state.degraded_reason else '' end
        end as degraded_reason
    from checks
    left join told on checks.check_name = told.check_name
    left join worst on checks.check_name = worst.check_name
    left join {{ ref('stg_ledger__states') }} as left_state on checks.left_release = left_state.release
    left join {{ ref('stg_ledger__states') }} as right_state on checks.right_release = right_state.release
)
select * from final
