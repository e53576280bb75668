with
covered as (
    select
        spec.release,
        spec.series,
        spec.closed,
        min(known.period_end) as first_period,
        max(known.period_end) as last_period,
        max(known.known_at) as last_known_at,
        count(known.value)::integer as observations
    from {{ ref('stg_catalog__series') }} as spec
    left join {{ ref('observations') }} as known on spec.series = known.series and known.value is not null
    group by spec.release, spec.series, spec.closed
),
summed as (
    select
        release,
        min(first_period) as first_period,
        max(last_period) as last_period,
        -- one series may end long before the others
        min(last_period) filter (where not closed) as every_series_until,
        arg_min(series, last_period) filter (where not closed) as first_to_end,
        max(last_known_at) as last_known_at,
        sum(observations)::integer as observations
    from covered
    group by release
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
    summed.last_known_at,
    summed.observations,
    release.stale_after_days,
    state.degraded_reason
from {{ ref('stg_catalog__releases') }} as release
left join {{ ref('stg_ledger__states') }} as state on release.release = state.release
inner join summed on release.release = summed.release
