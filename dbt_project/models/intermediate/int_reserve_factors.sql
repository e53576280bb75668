{#- The lines of H.4.1 table 1 on one basis each: Wednesday levels beside Wednesday levels, week averages beside week averages.
    The publisher prints no week average of other liabilities and capital under an id that is in the catalog. -#}
{% set bases = {
    'wed_level': {
        'supplying': ('h41_factors', 'WTFSRFL'), 'absorbing': ('h41_factors', 'WTFORBAFL'),
        'reserves': ('h41_factors', 'WRBWFRBL'), 'currency': ('h41_factors', 'WCICL'), 'tga': ('h41', 'WDTGAL'),
        'rrp_foreign': ('h41_factors', 'WLRRAFOIAL'), 'rrp_others': ('h41_factors', 'WLRRAOL'),
        'treasury_cash': ('h41_factors', 'WOFDRBTHL'), 'deposits': ('h41_factors', 'WOFDRBORBL'),
        'other_liabilities': ('h41_factors', 'WOLCL'), 'securities': ('h41_factors', 'WSHOSHO'),
        'repos': ('h41_factors', 'WORAL'), 'loans': ('h41_factors', 'WLCFLL'), 'swaps': ('h41_factors', 'SWPT'),
    },
    'week_avg': {
        'supplying': ('h41_averages', 'WTFSRFA'), 'absorbing': ('h41_averages', 'WTFORBAFA'),
        'reserves': ('h41', 'WRESBAL'), 'currency': ('h41_averages', 'WCURCIR'), 'tga': ('h41', 'WTREGEN'),
        'rrp_foreign': ('h41_averages', 'WREPOFOR'), 'rrp_others': ('h41_averages', 'WREPODEL'),
        'treasury_cash': ('h41_averages', 'WOFDRBTHA'), 'deposits': ('h41_averages', 'WOFDRBORBA'),
    },
} %}
{#- lines that only split another one: without them a row is whole all the same -#}
{% set of_which = ['other_liabilities', 'securities', 'repos', 'loans', 'swaps'] %}
with
weeks as (
    select distinct period_end as date from {{ ref('stg_fred__h41') }} where value is not null
)
{%- for basis, lines in bases.items() %}
{%- for line, (release, series) in lines.items() %},
{{ basis }}_{{ line }} as ({{ leg('weeks', 'stg_fred__' ~ release, series) }})
{%- endfor %}
{%- endfor %}
{% for basis, lines in bases.items() %}
select
    '{{ basis }}' as basis,
    weeks.date as period_end,
    {% for line in bases['wed_level'] %}
    {{ basis ~ '_' ~ line ~ '.value' if line in lines else 'null::double' }} as {{ line }},
    {% endfor %}
    greatest(
        {% for line in lines if line not in of_which %}{{ basis }}_{{ line }}.known_at{{ ', ' if not loop.last }}{% endfor %}
    ) as known_at,
    {% set told = [] %}
    {% for line in lines if line not in of_which %}{% do told.append(basis ~ '_' ~ line ~ '.reason') %}{% endfor %}
    {{ reasons(told) }} as reason,
    {{ reasons(['wed_level_other_liabilities.reason', 'wed_level_securities.reason', 'wed_level_repos.reason',
        'wed_level_loans.reason', 'wed_level_swaps.reason']) if basis == 'wed_level' else 'null::varchar' }} as of_which_reason,
    {% if basis == 'wed_level' %}
    greatest(
        wed_level_other_liabilities.known_at, wed_level_securities.known_at, wed_level_repos.known_at,
        wed_level_loans.known_at, wed_level_swaps.known_at
    )
    {% else %}
    null::timestamptz
    {% endif %} as of_which_known_at
from weeks
{% for line in lines %}
left join {{ basis }}_{{ line }} on weeks.date = {{ basis }}_{{ line }}.date
{% endfor %}
{{ 'union all' if not loop.last }}
{% endfor %}
