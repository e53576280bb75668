{#- What is known of a release now, in canonical units. In the working file of an as-of edition now is that moment: what came
    later is not in it. -#}
{% macro stage(release) -%}
select
    known.series,
    known.area,
    spec.frequency,
    spec.basis,
    {{ period_start('spec.frequency', 'known.period') }} as period_start,
    known.period as period_end,
    known.value * spec.factor as value,
    spec.unit,
    known.value as published_value,
    spec.published_unit,
    known.known_at,
    known.first_known_at,
    known.known_basis,
    known.payload
from {{ source('raw_' ~ release.split('__')[0], release) }} as known
inner join {{ source('catalog', 'series') }} as spec on known.series = spec.series
where known.known_until is null and not known.withdrawn
{%- endmacro %}

{% macro period_start(frequency, period_end) -%}
    case {{ frequency }}
        when 'M' then date_trunc('month', {{ period_end }})
        when 'Q' then date_trunc('quarter', {{ period_end }})
        when 'W' then {{ period_end }} - 6
        else {{ period_end }}
    end::date
{%- endmacro %}
