with
-- every week between the first and the last: one without figures is a row that says so
periods as (
    select (week.day::date - 6) as period_start, week.day::date as period_end
    from (
        select min(period_end) as first_period, max(period_end) as last_period
        from {{ ref('stg_mof_japan__securities_flows_weekly') }} where value is not null
    ) as span,
        generate_series(span.first_period, span.last_period, interval 7 day) as week (day)
),
{{ japan_flows('periods', 'stg_mof_japan__securities_flows_weekly', 'JP', 4) }}
