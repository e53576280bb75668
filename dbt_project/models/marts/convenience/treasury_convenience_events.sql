{#- How the premium moved around dated events: from the last day before (t − 1) to the k-th day after t, the event's day or the
    first after it. -#}
{% set tenors = ['3m', '5y', '10y'] %}
{% set horizons = [1, 5, 21] %}
with
premium as (
    select *, row_number() over (order by date) as place
    from {{ ref('treasury_convenience_daily') }}
    where ust_convenience_5y_bp is not null
),
held as (select max(place) as last_place, max(date) as last_date from premium),
events as (
    select said.* from {{ ref('convenience_events') }} as said, {{ ref('stg_ledger__as_of') }} as edition
    where said.announced_at <= edition.as_of
),
placed as (
    select
        events.*,
        -- no day up to a week before: the event is older than the figures
        case when events.event_date - before.date <= 7 then before.place end as place_before,
        before.date as date_before
    from events
    asof left join premium as before on events.event_date > before.date
)
select
    placed.event,
    placed.event_date,
    placed.what_happened,
    placed.who,
    placed.page,
    case when placed.place_before is not null then placed.date_before end as day_before,
    {% for tenor in tenors -%}
    start.ust_convenience_{{ tenor }}_bp as before_{{ tenor }}_bp,
    {% for k in horizons -%}
    after_{{ k }}.ust_convenience_{{ tenor }}_bp - start.ust_convenience_{{ tenor }}_bp as change_{{ tenor }}_{{ k }}d_bp,
    {% endfor %}{% endfor -%}
    greatest(
        start.known_at, {% for k in horizons %}after_{{ k }}.known_at, {% endfor %}placed.announced_at
    ) as known_at,
    nullif(concat_ws(
        '; ',
        case when placed.place_before is null
            then coalesce(
                'premium: no figure in the week before ' || placed.event_date || ', the last held is of ' || held.last_date,
                'cip__govt_premium: '
                || (select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'cip__govt_premium')
            )
        end,
        {% for k in horizons -%}
        case when placed.place_before + 1 + {{ k }} > held.last_place then 'change over {{ k }} days: not yet held' end,
        {% endfor -%}
        case when placed.place_before is not null and (
            {%- for tenor in tenors %}start.ust_convenience_{{ tenor }}_bp is null or {% for k in horizons -%}
            (after_{{ k }}.place is not null and after_{{ k }}.ust_convenience_{{ tenor }}_bp is null)
            {%- if not loop.last %} or {% endif %}{% endfor %}{% if not loop.last %} or {% endif %}{% endfor -%}
        ) then 'a tenor has fewer than seven currencies on one of the days' end
    ), '') as degraded_reason
from placed
cross join held
left join premium as start on placed.place_before = start.place
{% for k in horizons -%}
left join premium as after_{{ k }} on placed.place_before + 1 + {{ k }} = after_{{ k }}.place
{% endfor %}
