select
    version.release,
    version.series,
    version.area,
    version.period as period_end,
    version.known_at,
    version.known_until,
    version.value * spec.factor as value,
    version.value as published_value,
    version.withdrawn,
    version.first_known_at,
    version.known_basis,
    version.recorded_at,
    version.payload
from {{ ref('stg_history__versions') }} as version
inner join {{ ref('stg_catalog__series') }} as spec on version.series = spec.series
