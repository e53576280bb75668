{#- A moment as the clock of UTC showed it. A cast between dates and moments would follow the time zone of whoever reads:
    the macros of an edition run in readers' own sessions. -#}
{% macro utc(moment) -%}
    timezone('UTC', {{ moment }})
{%- endmacro %}

{#- The first moment after a day, by the clock of UTC; compare with utc(). -#}
{% macro day_after(day) -%}
    ({{ day }} + 1)::timestamp
{%- endmacro %}
