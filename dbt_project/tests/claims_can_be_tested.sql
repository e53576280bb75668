{#- Rows of claims that no rule could test. Ends with an error that names each of them, what was expected and what was
    found: a count of failures would not say which row to mend. -#}
{%- set number = '-?[0-9.]+' %}
{%- set condition = '^((>=|<=|>|<|=) ' ~ number ~ '|rises|falls|between ' ~ number ~ ' and ' ~ number ~ ')$' %}
{%- set moment = '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?([+-][0-9]{2}(:?[0-9]{2})?|Z))?$' %}
with
figures as (
    select 'series' as kind, series as figure from {{ ref('series') }}
    union all
    select 'metric' as kind, metric as figure from {{ ref('metric_dictionary') }}
),
legs as (
    select claim_id, kind, figure from {{ ref('claims') }} where rule is not null
    union
    select claim_id, kind, against as figure from {{ ref('claims') }} where rule is not null and against is not null
),
nearest as (
    select legs.claim_id, legs.kind, legs.figure,
        arg_max(figures.figure, jaro_winkler_similarity(legs.figure, figures.figure)) as near
    from legs
    inner join figures on legs.kind = figures.kind
    group by legs.claim_id, legs.kind, legs.figure
    having not bool_or(legs.figure = figures.figure)
),
problems as (
    select claim_id, 'expected a ' || kind || ' of this warehouse; found ' || figure || ' (the nearest is ' || near || ')' as problem
    from nearest
    union all
    select claim_id, 'expected an article of articles.csv; found ' || coalesce(article, 'none') as problem
    from {{ ref('claims') }}
    where article is null or article not in (select article from {{ ref('articles') }})
    union all
    select claim_id, 'expected a day or a moment with its offset in as_of; found ' || coalesce(as_of, 'none') as problem
    from {{ ref('claims') }}
    where as_of is null or not regexp_matches(as_of, '{{ moment }}')
    union all
    select claim_id, 'expected either a rule or, in untestable, why there is none; found '
        || case when rule is null then 'neither' else 'both' end as problem
    from {{ ref('claims') }}
    where (rule is null) = (untestable is null)
    union all
    select claim_id, 'expected a reason of claim_untestable.csv; found ' || untestable as problem
    from {{ ref('claims') }}
    where untestable not in (select code from {{ ref('claim_untestable') }})
    union all
    select claim_id, 'expected a rule of the vocabulary; found ' || rule as problem
    from {{ ref('claims') }}
    where rule not in ('{{ claim_rules() | join("', '") }}')
    union all
    select claim_id, 'expected kind, figure, area, op, value, unit and tolerance with a rule; found no ' || concat_ws(
        ', ', case when kind is null then 'kind' end, case when figure is null then 'figure' end,
        case when area is null then 'area' end, case when op is null then 'op' end,
        case when value is null then 'value' end, case when unit is null then 'unit' end,
        case when tolerance is null then 'tolerance' end
    ) as problem
    from {{ ref('claims') }}
    where rule is not null
        and (kind is null or figure is null or area is null or op is null or value is null or unit is null or tolerance is null)
    union all
    select claim_id, 'expected a unit of claim_units.csv; found ' || unit as problem
    from {{ ref('claims') }}
    where unit not in (select unit from {{ ref('claim_units') }})
    union all
    select claim_id, 'expected month or nothing in averaged_by; found ' || averaged_by as problem
    from {{ ref('claims') }}
    where averaged_by <> 'month'
    union all
    select claim_id, 'expected kind series or metric; found ' || kind as problem
    from {{ ref('claims') }}
    where kind not in ('series', 'metric')
    union all
    select claim_id, 'expected op =, >=, <=, >, < or between; found ' || op as problem
    from {{ ref('claims') }}
    where op not in ('=', '>=', '<=', '>', '<', 'between')
    union all
    select claim_id, 'expected tolerance level, yield, growth or exact; found ' || tolerance as problem
    from {{ ref('claims') }}
    where tolerance not in ('level', 'yield', 'growth', 'exact')
    union all
    select claim_id, 'expected combine (minus, plus or over), against and against_area together; found only '
        || concat_ws(', ', combine, against, against_area) as problem
    from {{ ref('claims') }}
    where (combine is null) <> (against is null) or (against is null) <> (against_area is null)
        or combine not in ('minus', 'plus', 'over')
    union all
    select claim_id, 'expected value_high with op between, and only there; found op ' || op || ', value_high '
        || coalesce(value_high::varchar, 'empty') as problem
    from {{ ref('claims') }}
    where (op = 'between') <> (value_high is not null)
    union all
    select claim_id, 'expected since, the start that rule ' || rule || ' compares with; found none' as problem
    from {{ ref('claims') }}
    where rule in ('{{ claim_rules("since") | join("', '") }}') and since is null
    union all
    select claim_id, 'expected since before until; found ' || since || ' and ' || until as problem
    from {{ ref('claims') }}
    where since >= until
    union all
    select claim_id, 'expected the condition that rule ' || rule || ' counts by; found none' as problem
    from {{ ref('claims') }}
    where rule in ('{{ claim_rules("condition") | join("', '") }}') and condition is null
    union all
    select claim_id, 'expected a condition like >= 1500, between 3.7 and 3.9, rises or falls; found ' || condition as problem
    from {{ ref('claims') }}
    where not regexp_matches(condition, '{{ condition }}')
),
told as (
    select 'dbt_project/seeds/claims.csv: ' || string_agg(claim_id || ': ' || problem, ' | ' order by claim_id, problem)
        || '. Mend these rows (CONTRIBUTING.md, Add a claim), then run again' as message
    from problems
    having count(*) > 0
)
select message from told where error(message)::boolean is not false
