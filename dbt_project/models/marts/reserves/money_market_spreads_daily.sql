{% set spreads = ['sofr_iorb', 'effr_iorb', 'tgcr_iorb'] %}
with
fred_rates as (
    select series, period_end from {{ ref('stg_fred__money_market') }} where value is not null
    union all
    select series, period_end from {{ ref('stg_fred__reference_rates') }} where value is not null
),
-- interest on reserve balances stands for every calendar day; the others for business days
days as (
    select distinct period_end as date
    from fred_rates
    where series in ('SOFR', 'EFFR', 'TGCRRATE')
        and period_end >= (select min(period_end) from fred_rates where series = 'IORB')
),
iorb as ({{ leg('days', 'stg_fred__money_market', 'IORB') }}),
sofr as ({{ leg('days', 'stg_fred__money_market', 'SOFR') }}),
effr as ({{ leg('days', 'stg_fred__money_market', 'EFFR') }}),
tgcr as ({{ leg('days', 'stg_fred__reference_rates', 'TGCRRATE') }}),
months as (
    select
        date,
        date_trunc('month', date)::date as month_start,
        (date_trunc('month', date) + interval 1 month)::date - 1 as month_end,
        min(date) over (partition by date_trunc('month', date)) as first_day,
        min(case when day(date) >= 15 then date end) over (partition by date_trunc('month', date)) as settlement_day
    from days
),
turns as (
    select
        date,
        {{ weekdays_left('date', 'month_end') }} <= 1
        or (date = first_day and date - month_start <= 6)
        or (date = settlement_day and day(date) <= 19) as is_turn_day
    from months
),
levels as (
    select
        days.date,
        turns.is_turn_day,
        {% for rate in ['sofr', 'effr', 'tgcr'] %}
        -- rates are published in hundredths of a percent: rounding only removes binary dust
        round(100 * ({{ rate }}.value - iorb.value), 4) as {{ rate }}_iorb_bp,
        {% endfor %}
        greatest(iorb.known_at, sofr.known_at, effr.known_at, tgcr.known_at) as known_at,
        {{ reasons(['iorb.reason', 'sofr.reason', 'effr.reason', 'tgcr.reason']) }} as reason
    from days
    left join turns on days.date = turns.date
    left join iorb on days.date = iorb.date
    left join sofr on days.date = sofr.date
    left join effr on days.date = effr.date
    left join tgcr on days.date = tgcr.date
),
{% for spread in spreads %}
{{ spread }}_all as ({{ window_of_20('levels', spread ~ '_bp', 'true', 40) }}),
{{ spread }}_ordinary as ({{ window_of_20('levels', spread ~ '_bp', 'not is_turn_day', 55) }}),
-- on a turn day the last ordinary day's window stands
{{ spread }}_ex_turns as (
    select
        levels.date,
        case when levels.date - found.date <= 10 then found.med20 end as med20,
        case when levels.date - found.date <= 10 then found.p95_20 end as p95_20,
        case when levels.date - found.date <= 10 then found.known_at end as known_at
    from levels
    asof left join {{ spread }}_ordinary as found on levels.date >= found.date
    where levels.{{ spread }}_bp is not null
),
{% endfor %}
final as (
    select
        levels.date,
        levels.is_turn_day,
        {% for spread in spreads %}
        levels.{{ spread }}_bp,
        {{ spread }}_all.med20 as {{ spread }}_med20_bp,
        {{ spread }}_all.p95_20 as {{ spread }}_p95_20_bp,
        {{ spread }}_ex_turns.med20 as {{ spread }}_ex_turns_med20_bp,
        {{ spread }}_ex_turns.p95_20 as {{ spread }}_ex_turns_p95_20_bp,
        {% endfor %}
        greatest(
            levels.known_at{% for spread in spreads %}, {{ spread }}_all.known_at, {{ spread }}_ex_turns.known_at{% endfor %}
        ) as known_at,
        {{ reasons([
            "levels.reason",
            "case when sofr_iorb_ex_turns.med20 is null or effr_iorb_ex_turns.med20 is null or tgcr_iorb_ex_turns.med20 is null"
            " or sofr_iorb_all.med20 is null or effr_iorb_all.med20 is null or tgcr_iorb_all.med20 is null"
            " then 'windows: fewer than 20 days in a row are held up to this day' end",
        ]) }} as degraded_reason
    from levels
    {% for spread in spreads %}
    left join {{ spread }}_all on levels.date = {{ spread }}_all.date
    left join {{ spread }}_ex_turns on levels.date = {{ spread }}_ex_turns.date
    {% endfor %}
)
select * from final
