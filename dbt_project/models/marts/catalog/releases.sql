with
covered as (
    select
        spec.release,
        min(known.period_end) as first_period,
        max(known.period_end) as last_period,
        max(known.known_at) as last_known_at,
        count(known.value)::integer as observations
    from {{ ref('stg_catalog__series') }} as spec
    left join {{ ref('observations') }} as known on spec.series = known.series and known.value is not null
    group by spec.release
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
    release.credit,
    coalesce(state.origin, 'none') as origin,
    covered.first_period,
    covered.last_period,
    covered.last_known_at,
    covered.observations,
    release.stale_after_days,
    state.degraded_reason
from {{ ref('stg_catalog__releases') }} as release
left join {{ ref('stg_ledger__states') }} as state on release.release = state.release
inner join covered on release.release = covered.release
