{#- No row says that its check broke. -#}
{% test holds(model, column_name) %}
select * from {{ model }} where not {{ column_name }}
{% endtest %}
