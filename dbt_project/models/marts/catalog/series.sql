select
    spec.series,
    spec.release,
    spec.code,
    spec.area,
    spec.frequency,
    spec.basis,
    spec.unit,
    spec.published_unit,
    spec.label_en,
    spec.label_zh,
    count(known.value)::integer as observations,
    min(known.period_end) filter (where known.value is not null) as first_period,
    max(known.period_end) filter (where known.value is not null) as last_period
from {{ ref('stg_catalog__series') }} as spec
left join {{ ref('observations') }} as known on spec.series = known.series
group by all
