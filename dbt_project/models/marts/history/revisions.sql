with
figures as (
    select
        version.series,
        version.area,
        version.period_end,
        version.known_at,
        version.known_basis,
        version.value,
        version.withdrawn,
        -- against the figure before, over blanks and withdrawals in between
        lag(version.value ignore nulls) over by_period as value_before
    from {{ ref('observation_versions') }} as version
    window by_period as (partition by version.series, version.area, version.period_end order by version.known_at)
),
changed as (
    select
        series,
        area,
        period_end,
        arg_min(value, known_at) filter (where value is not null) as first_value,
        min(known_at) filter (where value is not null) as first_known_at,
        arg_min(known_basis, known_at) filter (where value is not null) as first_known_basis,
        arg_max(value, known_at) filter (where value is not null) as latest_value,
        max(known_at) filter (where value is not null) as latest_known_at,
        (count(*) filter (where value <> value_before))::integer as revisions,
        arg_max(withdrawn, known_at) as withdrawn
    from figures
    group by all
    having revisions > 0 or withdrawn
)
select
    changed.series,
    changed.area,
    changed.period_end,
    changed.first_value,
    changed.first_known_at,
    changed.first_known_basis,
    changed.latest_value,
    changed.latest_known_at,
    changed.latest_value - changed.first_value as revision,
    100 * (changed.latest_value - changed.first_value) / nullif(abs(changed.first_value), 0) as revision_pct,
    changed.revisions,
    changed.withdrawn,
    spec.unit
from changed
inner join {{ ref('stg_catalog__series') }} as spec on changed.series = spec.series
