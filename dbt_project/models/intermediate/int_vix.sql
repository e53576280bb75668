{#- The VIX on every day of the exchange-rate fixings and of its own, with its changes over its own closes. -#}
with
closes as (
    select period_end as date, value, known_at from {{ ref('stg_fred__cboe') }}
    where series = 'VIXCLS' and value is not null
),
days as (
    select distinct period_end as date from {{ ref('stg_fred__h10') }} where value is not null
    union
    select date from closes
),
vix as ({{ leg('days', 'stg_fred__cboe', 'VIXCLS') }}),
changes as (
    select
        date,
        value - lag(value, 1) over (order by date) as change_1d,
        value - lag(value, 5) over (order by date) as change_5d,
        max(known_at) over (order by date rows between 5 preceding and current row) as changes_known_at
    from closes
)
select
    vix.date,
    vix.value as vix_index,
    changes.change_1d as vix_change_1d_index,
    changes.change_5d as vix_change_5d_index,
    greatest(vix.known_at, changes.changes_known_at) as known_at,
    coalesce(vix.reason, case when changes.change_5d is null then 'VIXCLS: fewer than five closes before this day' end)
        as reason
from vix
left join changes on vix.date = changes.date
