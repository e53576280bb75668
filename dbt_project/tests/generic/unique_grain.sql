{#- One row for each combination of the columns, none of them NULL. -#}
{% test unique_grain(model, columns) %}
select {{ columns | join(', ') }} from {{ model }} group by all having count(*) > 1
union all
select {{ columns | join(', ') }} from {{ model }} where {{ columns | join(' is null or ') }} is null
{% endtest %}
