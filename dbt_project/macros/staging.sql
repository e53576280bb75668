{% macro as_of() -%}
    {%- if var('as_of') -%} '{{ var("as_of") | replace("'", "''") }}'::timestamptz {%- else -%} 'infinity'::timestamptz {%- endif -%}
{%- endmacro %}

{% macro stage(release) -%}
with
versions as (
    select * from {{ source('raw_' ~ release.split('__')[0], release) }} where known_at <= {{ as_of() }}
),
known as (
    select *, min(known_at) over (partition by series, area, period) as first_known_at
    from versions
    qualify row_number() over (partition by series, area, period order by known_at desc, recorded_at desc) = 1
)
select
    known.series,
    known.area,
    spec.frequency,
    spec.basis,
    case spec.frequency
        when 'M' then date_trunc('month', known.period)
        when 'Q' then date_trunc('quarter', known.period)
        when 'W' then known.period - 6
        else known.period
    end::date as period_start,
    known.period as period_end,
    known.value * spec.factor as value,
    spec.unit,
    known.value as published_value,
    spec.published_unit,
    known.known_at,
    known.first_known_at,
    known.known_basis,
    known.payload
from known
inner join {{ source('catalog', 'series') }} as spec on known.series = spec.series
where not known.withdrawn
{%- endmacro %}
