{#- The rules that a claim may name, and what each cannot do without; all of them, or those that need a column. Their SQL
    stands in orchestration/storage/claim_rules.py; a test compares. -#}
{% macro claim_rules(column=none) -%}
    {%- set needs = {
        'level': none, 'tally': none, 'change': 'since', 'percent_change': 'since', 'average': 'since', 'sum': 'since',
        'highest': none, 'lowest': none, 'rank_high': none, 'rank_low': none, 'streak': 'condition', 'count': 'condition',
        'share': 'condition', 'first_time': 'condition', 'last_time': 'condition', 'date_of_high': none,
        'date_of_low': none, 'drawdown': 'since', 'recovery': 'since',
    } -%}
    {{ return(needs | list if column is none else needs.items() | selectattr(1, 'equalto', column) | map(attribute=0) | list) }}
{%- endmacro %}
