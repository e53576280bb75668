{#- One leg of a mart: the value of one series for every date of a spine, at most max_age_days old, or the reason why
    there is none. Columns: date, value, age_days, known_at, reason. Nothing older is carried forward, and nothing past
    the last figure that is held: what lies after it may still be published.

    carried_from: the first date on which a figure may be carried at all. -#}
{% macro leg(spine, staging, series, max_age_days=0, carried_from=none, area=none) -%}
    {%- set young -%}
        spine.date - found.period_end
        <= case when spine.date <= coverage.last_period {{ "and spine.date >= '" ~ carried_from ~ "'" if carried_from }}
           then {{ max_age_days }} else 0 end
    {%- endset -%}
    {%- set wanted -%}
        series = '{{ series }}' and value is not null {{ "and area = '" ~ area ~ "'" if area }}
    {%- endset -%}
    select
        spine.date,
        case when {{ young }} then found.value end as value,
        case when {{ young }} then (spine.date - found.period_end)::integer end as age_days,
        case when {{ young }} then found.known_at end as known_at,
        case
            when ({{ young }}) is not true
                then '{{ series }}: ' || {{ why_absent('spine.date', 'coverage', max_age_days) }}
        end as reason
    from {{ spine }} as spine
    {# with no age allowed a day is looked up, which is far quicker where the planner takes the spine for small -#}
    {{ 'left join' if max_age_days == 0 else 'asof left join' }} (
        select period_end, value, known_at from {{ ref(staging) }} where {{ wanted }}
    ) as found on spine.date {{ '=' if max_age_days == 0 else '>=' }} found.period_end
    cross join (
        select
            min(period_end) as first_period,
            max(period_end) as last_period,
            (
                select degraded_reason from {{ ref('stg_ledger__states') }}
                where release = '{{ staging | replace("stg_", "", 1) }}'
            ) as degraded_reason
        from {{ ref(staging) }}
        where {{ wanted }}
    ) as coverage
{%- endmacro %}

{#- Why a figure of a series is not there on a date, by what is held of it. -#}
{% macro why_absent(date, coverage, max_age_days) -%}
    case
        when {{ coverage }}.last_period is null then coalesce({{ coverage }}.degraded_reason, 'no figure is known')
        when {{ date }} > {{ coverage }}.last_period then 'last figure held is of ' || {{ coverage }}.last_period
        when {{ date }} < {{ coverage }}.first_period then 'first figure held is of ' || {{ coverage }}.first_period
        else 'no figure held for this date'
            || case when {{ max_age_days }} > 0 then ' or up to ' || {{ max_age_days }} || ' days before' else '' end
    end
{%- endmacro %}

{#- All reasons of a row as one text, NULL when there are none. -#}
{% macro reasons(columns) -%}
    nullif(concat_ws('; ', {{ columns | join(', ') }}), '')
{%- endmacro %}
