{#- Japan's transactions in securities, one row a period: net purchases by residents abroad and by non-residents in Japan.
    prefix is what the series of the release begin with; periods is a CTE of period_start, period_end. -#}
{% macro japan_flows(periods, staging, prefix, sums_of) -%}
    {%- set sides = ['outward', 'inward'] -%}
    {%- set kinds = ['equity', 'long_bonds', 'short_bills', 'total'] -%}
    {%- set release = staging | replace('stg_', '', 1) -%}
known as (
    select series, period_end, value, known_at from {{ ref(staging) }} where ends_with(series, '_NET') and value is not null
),
coverage as (
    select
        min(period_end) as first_period,
        max(period_end) as last_period,
        (select degraded_reason from {{ ref('stg_ledger__states') }} where release = '{{ release }}') as degraded_reason
    from known
),
-- the first figure of each period that was held; whether it was the publisher's first is what its basis says
first_held as (
    select series, period_end, arg_min(value, known_at) as value, arg_min(known_basis, known_at) as known_basis
    from {{ ref('observation_versions') }}
    where series in ('{{ prefix }}_OUTWARD_LONG_BONDS_NET', '{{ prefix }}_INWARD_EQUITY_NET') and value is not null
    group by series, period_end
),
pivoted as (
    select
        period_end,
        {% for side in sides %}{% for kind in kinds -%}
        max(value) filter (where series = '{{ prefix }}_{{ (side ~ "_" ~ kind) | upper }}_NET') as {{ side }}_{{ kind }}_net_jpy_mn,
        {% endfor %}{% endfor -%}
        max(known_at) as known_at
    from known
    group by period_end
),
joined as (
    select periods.period_start, periods.period_end, pivoted.* exclude (period_end)
    from {{ periods }} as periods
    left join pivoted on periods.period_end = pivoted.period_end
),
summed as (
    select
        joined.* exclude (known_at),
        -- a week of the sum may have been revised after the newest came out
        max(joined.known_at) over last_periods as known_at,
        case when count(outward_long_bonds_net_jpy_mn) over last_periods = {{ sums_of }}
            then sum(outward_long_bonds_net_jpy_mn) over last_periods
        end as outward_long_bonds_sum_jpy_mn,
        case when count(inward_equity_net_jpy_mn) over last_periods = {{ sums_of }}
            then sum(inward_equity_net_jpy_mn) over last_periods
        end as inward_equity_sum_jpy_mn
    from joined
    window last_periods as (order by period_end rows between {{ sums_of - 1 }} preceding and current row)
)
select
    summed.period_start,
    summed.period_end,
    {% for side in sides %}{% for kind in kinds -%}
    summed.{{ side }}_{{ kind }}_net_jpy_mn,
    {% endfor %}{% endfor -%}
    summed.outward_long_bonds_sum_jpy_mn,
    summed.inward_equity_sum_jpy_mn,
    outward_first.value as outward_long_bonds_first_held_jpy_mn,
    inward_first.value as inward_equity_first_held_jpy_mn,
    coalesce(outward_first.known_basis, inward_first.known_basis) as first_held_basis,
    summed.known_at,
    {{ reasons([
        "case when summed.outward_total_net_jpy_mn is null or summed.inward_total_net_jpy_mn is null
            or summed.outward_equity_net_jpy_mn is null or summed.inward_equity_net_jpy_mn is null
            or summed.outward_long_bonds_net_jpy_mn is null or summed.inward_long_bonds_net_jpy_mn is null
            or summed.outward_short_bills_net_jpy_mn is null or summed.inward_short_bills_net_jpy_mn is null
            then '" ~ release ~ ": ' || " ~ why_absent('summed.period_end', 'coverage', 0) ~ " end",
        "case when summed.outward_long_bonds_sum_jpy_mn is null or summed.inward_equity_sum_jpy_mn is null
            then 'sum: fewer than " ~ sums_of ~ " periods in a row' end",
    ]) }} as degraded_reason
from summed
cross join coverage
left join first_held as outward_first
    on summed.period_end = outward_first.period_end and outward_first.series = '{{ prefix }}_OUTWARD_LONG_BONDS_NET'
left join first_held as inward_first
    on summed.period_end = inward_first.period_end and inward_first.series = '{{ prefix }}_INWARD_EQUITY_NET'
{%- endmacro %}
