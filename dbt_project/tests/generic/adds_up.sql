{#- The parts sum to the whole, up to a tolerance that stands for rounding. -#}
{% test adds_up(model, whole, parts, tolerance) %}
select * from {{ model }} where abs({{ whole }} - ({{ parts | join(' + ') }})) > {{ tolerance }}
{% endtest %}
