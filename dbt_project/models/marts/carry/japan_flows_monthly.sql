with
-- the whole months that the weekly figures have reached, too: one without a monthly figure is a row that says so
span as (
    select min(first_period) as first_period, max(last_period) as last_period
    from (
        select min(period_end) as first_period, max(period_end) as last_period
        from {{ ref('stg_mof_japan__securities_flows_monthly') }} where value is not null
        union all
        select min(period_end), max(period_end) - 31
        from {{ ref('stg_mof_japan__securities_flows_weekly') }} where value is not null
    )
),
periods as (
    select month.day::date as period_start, last_day(month.day::date) as period_end
    from span,
        generate_series(date_trunc('month', span.first_period), span.last_period, interval 1 month) as month (day)
),
{{ japan_flows('periods', 'stg_mof_japan__securities_flows_monthly', 'JP_MONTHLY', 12) }}
