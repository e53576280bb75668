{#- One leg of a mart: the value of one series for every date of a spine, at most max_age_days old, or the reason why
    there is none. Columns: date, value, age_days, known_at, reason. Nothing older is carried forward. -#}
{% macro leg(spine, staging, series, max_age_days=0) -%}
    select
        spine.date,
        case when spine.date - found.period_end <= {{ max_age_days }} then found.value end as value,
        case when spine.date - found.period_end <= {{ max_age_days }} then (spine.date - found.period_end)::integer end
            as age_days,
        case when spine.date - found.period_end <= {{ max_age_days }} then found.known_at end as known_at,
        case
            when found.period_end is null or spine.date - found.period_end > {{ max_age_days }}
                then '{{ series }}: ' || {{ why_absent('spine.date', 'coverage', max_age_days) }}
        end as reason
    from {{ spine }} as spine
    asof left join (
        select period_end, value, known_at from {{ ref(staging) }} where series = '{{ series }}' and value is not null
    ) as found on spine.date >= found.period_end
    cross join (
        select
            min(period_end) as first_period,
            max(period_end) as last_period,
            (
                select degraded_reason from {{ ref('stg_ledger__states') }}
                where release = '{{ staging | replace("stg_", "", 1) }}'
            ) as degraded_reason
        from {{ ref(staging) }}
        where series = '{{ series }}' and value is not null
    ) as coverage
{%- endmacro %}

{% macro why_absent(date, coverage, max_age_days) -%}
    case
        when {{ coverage }}.last_period is null then coalesce({{ coverage }}.degraded_reason, 'never fetched')
        when {{ date }} > {{ coverage }}.last_period then 'last known period ' || {{ coverage }}.last_period
        when {{ date }} < {{ coverage }}.first_period then 'starts ' || {{ coverage }}.first_period
        else 'no value published within ' || {{ max_age_days }} || ' days'
    end
{%- endmacro %}

{#- All reasons of a row as one text, NULL when there are none. -#}
{% macro reasons(columns) -%}
    nullif(concat_ws('; ', {{ columns | join(', ') }}), '')
{%- endmacro %}
