{#- Where the column is NULL the row says why; a row without a reason is whole. -#}
{% test null_has_a_reason(model, column_name, reason='degraded_reason') %}
select * from {{ model }} where {{ column_name }} is null and {{ reason }} is null
{% endtest %}
