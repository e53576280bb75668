with
held as (
    select
        spec.series,
        count(known.value)::integer as observations,
        min(known.period_end) filter (where known.value is not null) as first_period,
        max(known.period_end) filter (where known.value is not null) as last_period
    from {{ ref('stg_catalog__series') }} as spec
    left join {{ ref('observations') }} as known on spec.series = known.series
    group by spec.series
)
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
    spec.closed,
    held.observations,
    held.first_period,
    held.last_period,
    fresh.known_at as last_known_at,
    fresh.next_period,
    fresh.next_expected_at,
    fresh.late_from
from {{ ref('stg_catalog__series') }} as spec
inner join held on spec.series = held.series
left join {{ ref('stg_ledger__freshness') }} as fresh on spec.series = fresh.series
