{#- The GDP that was known by the end of each day of a spine, not the GDP of that day's quarter. A quarter and its lag are
    some 125 days; in the shutdown of 2025 the second quarter stayed the newest for 175. Columns: date, gdp_quarter_end,
    gdp_annual_rate_usd_mn, known_at, reason. -#}
{% macro known_gdp(spine) -%}
    {%- set young = 'spine.date - gdp.period_end <= 180' -%}
    select
        spine.date,
        case when {{ young }} then gdp.period_end end as gdp_quarter_end,
        case when {{ young }} then gdp.value end as gdp_annual_rate_usd_mn,
        case when {{ young }} then gdp.known_at end as known_at,
        case
            when ({{ young }}) is not true then 'GDP: none held that was known on the day and at most 180 days old'
        end as reason
    from {{ spine }} as spine
    asof left join (
        select period_end, value, known_at, first_known_at
        from {{ ref('stg_fred__gdp') }}
        where series = 'GDP' and value is not null
    ) as gdp on {{ day_after('spine.date') }} >= {{ utc('gdp.first_known_at') }}
{%- endmacro %}

{#- Weekdays that are left in a period after a weekday, counted up to a few: 0 on its last one. Holidays are counted as
    weekdays, since the figures alone cannot tell which days will be missing. -#}
{% macro weekdays_left(date, last_day) -%}
    case
        when {{ last_day }} - {{ date }} > 9 then 9
        else (
            ({{ last_day }} - {{ date }})
            -- Saturdays and Sundays after the date: (days + weekday) div 7 counts the Sundays, one more day the Saturdays
            - (({{ last_day }} - {{ date }}) + isodow({{ date }})) // 7
            - (({{ last_day }} - {{ date }}) + isodow({{ date }}) + 1) // 7
        )
    end
{%- endmacro %}

{#- Median and 95th percentile (linear between order statistics) of the last 20 days that have a figure. A window that is not
    full, or that reaches over a hole of the data, has none. Columns: date, med20, p95_20, known_at (of all its days). -#}
{% macro window_of_20(days, value, condition, longest_span) -%}
    select
        date,
        case when is_whole then round(median_of_20, 4) end as med20,
        case when is_whole then round(percentile_of_20, 4) end as p95_20,
        case when is_whole then known_at_of_20 end as known_at
    from (
        select
            date,
            median({{ value }}) over last_20 as median_of_20,
            quantile_cont({{ value }}, 0.95) over last_20 as percentile_of_20,
            max(known_at) over last_20 as known_at_of_20,
            count(*) over last_20 = 20 and date - min(date) over last_20 <= {{ longest_span }} as is_whole
        from {{ days }}
        where {{ value }} is not null and {{ condition }}
        window last_20 as (order by date rows between 19 preceding and current row)
    )
{%- endmacro %}

{#- The exact weekly attribution of reserve balances on one basis (H.4.1 table 1): what supplies them less what else absorbs
    them. Every term is a difference of published lines; what the two totals do not explain is the residual. -#}
{% macro reserve_attribution(basis) -%}
    {%- set parts = [
        'supplying', 'currency', 'tga', 'rrp_others', 'rrp_foreign', 'other_deposits', 'treasury_cash', 'remaining_lines',
    ] %}
    with
    levels as (
        select
            *,
            deposits - tga as other_deposits,
            absorbing - currency - rrp_others - rrp_foreign - treasury_cash - deposits as remaining_lines
        from {{ ref('int_reserve_factors') }}
        where basis = '{{ basis }}'
    ),
    final as (
        select
            now.period_end,
            now.reserves as reserves_usd_mn,
            now.reserves - before.reserves as change_1w_usd_mn,
            {% for part in parts %}
            {{ 'now.' ~ part ~ ' - before.' ~ part if part == 'supplying' else 'before.' ~ part ~ ' - now.' ~ part }}
                as from_{{ part }}_usd_mn,
            {% endfor %}
            (now.reserves - before.reserves)
            - ((now.supplying - before.supplying) - (now.absorbing - before.absorbing)) as residual_usd_mn,
            {% if basis == 'wed_level' %}
            now.securities - before.securities as of_which_securities_usd_mn,
            (now.repos + now.loans + now.swaps) - (before.repos + before.loans + before.swaps)
                as of_which_repos_loans_swaps_usd_mn,
            (now.supplying - now.securities - now.repos - now.loans - now.swaps)
            - (before.supplying - before.securities - before.repos - before.loans - before.swaps)
                as of_which_other_supplying_usd_mn,
            before.other_liabilities - now.other_liabilities as of_which_liabilities_and_capital_usd_mn,
            {% endif %}
            greatest(now.known_at, now.of_which_known_at, before.known_at, before.of_which_known_at) as known_at,
            {{ reasons([
                "now.reason", "now.of_which_reason",
                "case when before.period_end is null then 'change: no figures held for the Wednesday before'"
                " when before.reason is not null and now.reason is null then 'Wednesday before: ' || before.reason end",
            ]) }} as degraded_reason
        from levels as now
        left join levels as before on now.period_end - 7 = before.period_end
    )
    select * from final
{%- endmacro %}
