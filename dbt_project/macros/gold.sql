{#- One tonne is 32,150.7465 fine troy ounces. -#}
{% macro tonnes(ounces) -%} (({{ ounces }}) / 32150.7465) {%- endmacro %}
