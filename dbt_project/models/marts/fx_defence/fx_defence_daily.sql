{#- Fixing by fixing: the month's mean so far, the nearest watched level, and falls of the dollar after it was touched. -#}
with
fixings as (
    select
        pairs.pair,
        fx.area,
        fx.date,
        fx.fx_per_usd,
        100 * (fx.fx_per_usd / lag(fx.fx_per_usd) over by_date - 1) as move_1d_pct,
        row_number() over by_date as place,
        fx.known_at
    from {{ ref('int_fx_volatility') }} as fx
    inner join {{ ref('currency_pairs') }} as pairs on fx.area = pairs.area
    window by_date as (partition by fx.area order by fx.date)
),
-- a zone reaches from half a percent below its level to two percent above
zones as (
    select
        fixings.pair,
        fixings.date,
        levels.level_per_usd,
        abs(fixings.fx_per_usd / levels.level_per_usd - 1) as distance,
        count(*) filter (
            where fixings.fx_per_usd between 0.995 * levels.level_per_usd and 1.02 * levels.level_per_usd
        ) over (partition by fixings.pair, levels.level_per_usd order by fixings.date rows between 5 preceding and 1 preceding)
        > 0 as touched
    from fixings
    inner join {{ ref('fx_levels') }} as levels on fixings.pair = levels.pair
),
nearest as (
    select
        pair,
        date,
        arg_min(level_per_usd, distance) as level_per_usd,
        max(level_per_usd) filter (where touched) as touched_level_per_usd
    from zones
    group by pair, date
)
select
    fixings.pair,
    fixings.area,
    fixings.date,
    fixings.fx_per_usd,
    sum(fixings.fx_per_usd) over month_so_far / count(*) over month_so_far as month_avg_to_date_per_usd,
    (count(*) over month_so_far)::integer as month_fixings_count,
    fixings.move_1d_pct,
    nearest.level_per_usd as nearest_level_per_usd,
    100 * (fixings.fx_per_usd / nearest.level_per_usd - 1) as distance_to_level_pct,
    nearest.touched_level_per_usd,
    vix.vix_change_1d_index,
    vix.vix_change_1d_index < 2 as vix_calm_flag,
    fixings.move_1d_pct <= -1.5 and nearest.touched_level_per_usd is not null
    -- a fall of the dollar on a day of fear may need no authority; where the VIX is not held this is not asked
    and (vix.vix_change_1d_index < 2) is not false as intervention_candidate_flag,
    greatest(fixings.known_at, vix.known_at) as known_at,
    {{ reasons([
        "case when fixings.move_1d_pct is null then 'move: the first fixing of the pair' end",
        "case when vix.vix_change_1d_index is null then coalesce(vix.reason, 'VIXCLS: no close before this day') || ' (the candidate is judged without it)' end",
    ]) }} as degraded_reason
from fixings
inner join nearest on fixings.pair = nearest.pair and fixings.date = nearest.date
left join {{ ref('int_vix') }} as vix on fixings.date = vix.date
window month_so_far as (
    partition by fixings.pair, date_trunc('month', fixings.date) order by fixings.date
)
