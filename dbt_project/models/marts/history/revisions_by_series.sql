with
held as (
    select series, area, count(distinct period_end)::integer as periods, count(distinct known_at)::integer as vintages
    from {{ ref('observation_versions') }}
    where value is not null
    group by all
),
changed as (
    select
        series,
        area,
        (count(*) filter (where revisions > 0))::integer as revised_periods,
        (count(*) filter (where withdrawn))::integer as withdrawn_periods,
        sum(revisions)::integer as revisions,
        avg(abs(revision)) filter (where revisions > 0) as mean_abs_revision,
        max(abs(revision)) as max_abs_revision,
        avg(abs(revision_pct)) filter (where revisions > 0) as mean_abs_revision_pct,
        max(latest_known_at) filter (where revisions > 0) as last_revised_at
    from {{ ref('revisions') }}
    group by all
)
select
    held.series,
    held.area,
    held.periods,
    held.vintages,
    changed.revised_periods,
    changed.withdrawn_periods,
    changed.revisions,
    changed.mean_abs_revision,
    changed.max_abs_revision,
    changed.mean_abs_revision_pct,
    changed.last_revised_at,
    spec.unit
from held
inner join changed on held.series = changed.series and held.area = changed.area
inner join {{ ref('stg_catalog__series') }} as spec on held.series = spec.series
