{#- One tonne is 32,150.7465 fine troy ounces. -#}
{% macro tonnes(ounces) -%} (({{ ounces }}) / 32150.7465) {%- endmacro %}

{#- Gold's share in reserves, percent, from ounces, dollars for one, and other reserves in millions of dollars. -#}
{% macro gold_share(ounces, price, reserves) -%}
    (100 * ({{ ounces }} * {{ price }} / 1e6) / nullif({{ ounces }} * {{ price }} / 1e6 + {{ reserves }}, 0))
{%- endmacro %}

{#- The Shapley value of one factor in the change of gold's share: what moving it from before to now does, averaged over the
    six orders in which three factors can be moved. Before it the other two have both moved in a third of them, none in a
    third, and either one alone in a sixth.

    factors: name: (before, now) of ounces, price and reserves, in this order. -#}
{% macro shapley_of_share(factor, factors) -%}
    {%- set others = factors.keys() | reject('equalto', factor) | list -%}
    {%- for first in (0, 1) -%}
        {%- for second in (0, 1) -%}
            {%- set at = {others[0]: first, others[1]: second} -%}
            {%- set now, before = [], [] -%}
            {%- for name, values in factors.items() -%}
                {%- do now.append(values[1] if name == factor else values[at[name]]) -%}
                {%- do before.append(values[0] if name == factor else values[at[name]]) -%}
            {%- endfor -%}
            {{ '+ ' if first + second }}({{ gold_share(now[0], now[1], now[2]) }} - {{ gold_share(before[0], before[1], before[2]) }})
            / {{ 6 if first + second == 1 else 3 }}
            {% endfor -%}
    {%- endfor -%}
{%- endmacro %}
