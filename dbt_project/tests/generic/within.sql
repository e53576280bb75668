{#- Every value that is there lies between two bounds. -#}
{% test within(model, column_name, low, high) %}
select * from {{ model }} where {{ column_name }} not between {{ low }} and {{ high }}
{% endtest %}
