{#- Over a span of dates the mean of a column has the sign that is known of it; with fewer figures than at_least nothing is said. -#}
{% test sign_guard(model, column, from_date, to_date, positive, at_least) %}
select avg({{ column }}) as mean
from {{ model }}
where date between '{{ from_date }}' and '{{ to_date }}'
having count({{ column }}) >= {{ at_least }} and avg({{ column }}) {{ '<=' if positive else '>=' }} 0
{% endtest %}
