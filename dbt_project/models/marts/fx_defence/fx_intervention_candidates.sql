{#- The candidates alone, each beside what the authorities later published of that day or quarter. -#}
with
candidates as (select * from {{ ref('fx_defence_daily') }} where intervention_candidate_flag),
matched as (
    select
        candidates.pair,
        candidates.date,
        arg_min(official.period_start, official.period_end - official.period_start) as official_from,
        arg_min(official.period_end, official.period_end - official.period_start) as official_to,
        arg_min(official.bought_jpy_bn, official.period_end - official.period_start) as bought_jpy_bn,
        arg_min(official.sold_usd_bn, official.period_end - official.period_start) as sold_usd_bn,
        arg_min(official.who, official.period_end - official.period_start) as who,
        arg_min(official.known_at, official.period_end - official.period_start) as known_at
    from candidates
    -- a noon fixing in New York shows what was done since the noon before, on this day or the one before
    inner join {{ ref('official_fx_transactions_by_period') }} as official
        on candidates.pair = official.pair
        and candidates.date between official.period_start and official.period_end + 1
    group by candidates.pair, candidates.date
)
select
    candidates.pair,
    candidates.area,
    candidates.date,
    candidates.fx_per_usd,
    candidates.move_1d_pct,
    candidates.touched_level_per_usd,
    candidates.vix_change_1d_index,
    case when matched.official_from is not null
        then (matched.bought_jpy_bn > 0) is true or (matched.sold_usd_bn > 0) is true
    end as official_sale_in_period,
    matched.official_from,
    matched.official_to,
    matched.bought_jpy_bn as official_bought_jpy_bn,
    matched.sold_usd_bn as official_sold_usd_bn,
    matched.who as official_source,
    greatest(candidates.known_at, matched.known_at) as known_at,
    {{ reasons([
        "candidates.degraded_reason",
        "case when matched.official_from is null then 'official: nothing published of this day or quarter is in the seed official_fx_transactions' end",
    ]) }} as degraded_reason
from candidates
left join matched on candidates.pair = matched.pair and candidates.date = matched.date
