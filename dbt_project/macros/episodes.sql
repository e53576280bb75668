{#- Runs of days on which something held, as episodes: less than apart_days after the day before is the same one. Columns of
    the relation: subject, date, holds, and those named in extremes (their least value in the episode) and known_at. An
    episode has ended when a later day of its subject is held on which it does not hold any more. -#}
{% macro episodes(relation, extreme, apart_days=20) -%}
select
    subject,
    min(date) as since,
    case when max(date) < any_value(last_date) then max(date) end as until,
    min({{ extreme }}) as extreme,
    max(known_at) as known_at
from (
    select *, sum(begins::integer) over (partition by subject order by date) as episode
    from (
        select *, (date - lag(date) over (partition by subject order by date) < {{ apart_days }}) is not true as begins
        from (
            select *, max(date) over (partition by subject) as last_date from {{ relation }} where holds is not null
        )
        where holds
    )
)
group by subject, episode
{%- endmacro %}
