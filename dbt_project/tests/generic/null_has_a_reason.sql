{#- Where one of the columns is NULL the row says why; a row without a reason is whole. -#}
{% test null_has_a_reason(model, columns, reason='degraded_reason') %}
select * from {{ model }} where {{ reason }} is null and ({{ columns | join(' is null or ') }} is null)
{% endtest %}
