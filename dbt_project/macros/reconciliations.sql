{#- One side of a check: the figures of one series. -#}
{% macro figure(check, side, staging, series, item="''", value='value', where='true') %}
select '{{ check }}' as check_name, '{{ side }}' as side, {{ item }} as item, period_end, {{ value }} as value, known_at
from {{ ref(staging) }}
where series = '{{ series }}' and value is not null and {{ where }}
{% endmacro %}

{#- A sum of several series of one release and period; without one of them there is none. -#}
{% macro sum_of(check, side, staging, series, item="''") %}
select
    '{{ check }}' as check_name, '{{ side }}' as side, {{ item }} as item, period_end,
    {% for name, sign in series.items() %}
    {{ sign }} sum(case when series = '{{ name }}' then value end)
    {% endfor %} as value,
    max(known_at) as known_at
from {{ ref(staging) }}
where series in ('{{ series.keys() | join("', '") }}') and value is not null
group by period_end
having count(*) = {{ series | length }}
{% endmacro %}
