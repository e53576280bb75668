select
    known.release,
    known.series,
    known.area,
    spec.frequency,
    spec.basis,
    {{ period_start('spec.frequency', 'known.period_end') }} as period_start,
    known.period_end,
    known.value,
    spec.unit,
    known.published_value,
    spec.published_unit,
    known.known_at,
    known.first_known_at,
    known.known_basis,
    known.payload
from {{ ref('observation_versions') }} as known
inner join {{ ref('stg_catalog__series') }} as spec on known.series = spec.series
where known.known_until is null and not known.withdrawn
