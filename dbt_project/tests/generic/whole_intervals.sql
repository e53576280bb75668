{#- The versions of an observation follow one another without a gap or an overlap; the newest still stands. -#}
{% test whole_intervals(model) %}
select *
from (
    select
        series, area, period_end, known_at, known_until,
        lead(known_at) over (partition by series, area, period_end order by known_at) as next_known_at
    from {{ model }}
)
where known_until is distinct from next_known_at
{% endtest %}
