with
summed as (
    select
        release,
        min(first_period) as first_period,
        max(last_period) as last_period,
        -- one series may end long before the others
        min(last_period) filter (where not closed) as every_series_until,
        arg_min(series, last_period) filter (where not closed) as first_to_end,
        sum(observations)::integer as observations
    from {{ ref('series') }}
    group by release
),
newest as (
    select each.release, min(each.last_known_at) as last_known_at
    from {{ ref('series') }} as each
    inner join summed on each.release = summed.release and each.last_period = summed.last_period
    group by each.release
),
first_late as (
    select release, series, next_period, next_expected_at, late_from
    from {{ ref('series') }}
    where late_from is not null
    qualify row_number() over (partition by release order by late_from, series) = 1
)
select
    release.release,
    release.source,
    release.title,
    release.label_zh,
    release.publisher,
    release.homepage,
    release.licence,
    release.licence_label,
    release.redistributable,
    release.credit,
    release.access,
    coalesce(state.origin, 'none') as origin,
    summed.first_period,
    summed.last_period,
    summed.every_series_until,
    case when summed.every_series_until < summed.last_period then summed.first_to_end end as first_to_end,
    newest.last_known_at,
    first_late.next_period,
    first_late.next_expected_at,
    first_late.late_from,
    first_late.series as first_late_series,
    summed.observations,
    state.degraded_reason
from {{ ref('stg_catalog__releases') }} as release
left join {{ ref('stg_ledger__states') }} as state on release.release = state.release
left join newest on release.release = newest.release
left join first_late on release.release = first_late.release
inner join summed on release.release = summed.release
