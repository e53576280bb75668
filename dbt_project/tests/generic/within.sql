{#- A figure that is nothing but rounding stays within it. -#}
{% test within(model, column_name, tolerance) %}
select * from {{ model }} where abs({{ column_name }}) > {{ tolerance }}
{% endtest %}
