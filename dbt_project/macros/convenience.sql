{#- The tenors of the data set on covered interest parity. -#}
{% macro convenience_tenors() %}{{ return(['3m', '1y', '2y', '3y', '5y', '7y', '10y', '20y', '30y']) }}{% endmacro %}
{#- A mart without a figure yet has one row that says why, on the last day of US yields. coverage has last_period. -#}
{% macro premium_absent(date, coverage) -%}
    'cip__govt_premium: ' || {{ why_absent(date, coverage, 0) }}
{%- endmacro %}
