with
statements as (
    select
        seed.statement,
        seed.measure,
        min(seed.value) as low,
        max(seed.value) as high,
        min(seed.unit) as unit,
        min(seed.tight_side) as tight_side,
        min(seed.who) as who,
        min(seed.says) as says,
        min(seed.page) as page,
        max(seed.announced_at) as announced_at
    from {{ ref('reserve_thresholds') }} as seed, {{ ref('stg_ledger__as_of') }} as edition
    where seed.announced_at <= edition.as_of and seed.votes
    group by seed.statement, seed.measure
),
averages as (select * from {{ ref('reserves_weekly') }}),
levels as (select * from {{ ref('reserve_levels_weekly') }}),
spreads as (select * from {{ ref('money_market_spreads_daily') }}),
repo as (select * from {{ ref('standing_repo_daily') }}),
-- a Wednesday that was a holiday is spoken for by the business day before
spreads_on as (
    select averages.period_end, spreads.*
    from averages asof left join spreads on averages.period_end >= spreads.date
),
repo_on as (
    select averages.period_end, repo.date, repo.accepted_usd_mn, repo.known_at
    from averages asof left join repo on averages.period_end >= repo.date
),
indicators as (
    select
        period_end, 'reserves_to_gdp' as indicator, 'reserves_to_gdp_pct' as measure, 'percent' as unit,
        reserves_to_gdp_pct as measured, known_at, degraded_reason as reason
    from averages
    union all
    select
        period_end, 'reserves_to_bank_assets', 'reserves_to_bank_assets_pct', 'percent',
        reserves_to_bank_assets_pct, known_at, degraded_reason
    from levels
    union all
    select
        period_end, 'sofr_iorb_med20', 'sofr_iorb_med20_bp', 'bp',
        case when period_end - date <= 5 then sofr_iorb_med20_bp end, case when period_end - date <= 5 then known_at end,
        case when period_end - date <= 5 then degraded_reason else 'SOFR, IORB: no spread held at most 5 days old' end
    from spreads_on
    union all
    select
        period_end, 'effr_iorb', 'effr_iorb_bp', 'bp',
        case when period_end - date <= 5 then effr_iorb_bp end, case when period_end - date <= 5 then known_at end,
        case when period_end - date <= 5 then degraded_reason else 'EFFR, IORB: no spread held at most 5 days old' end
    from spreads_on
    union all
    select
        period_end, 'tgcr_iorb_med20', 'tgcr_iorb_med20_bp', 'bp',
        case when period_end - date <= 5 then tgcr_iorb_med20_bp end, case when period_end - date <= 5 then known_at end,
        case when period_end - date <= 5 then degraded_reason else 'TGCRRATE, IORB: no spread held at most 5 days old' end
    from spreads_on
    union all
    select
        period_end, 'standing_repo', 'standing_repo_usd_mn', 'usd_mn',
        case when period_end - date <= 5 then accepted_usd_mn end, case when period_end - date <= 5 then known_at end,
        case when (period_end - date <= 5) is not true then 'NYFED_SRF_ACCEPTED: no day held at most 5 days old' end
    from repo_on
    union all
    select
        period_end, 'reserve_demand_elasticity', 'reserve_demand_elasticity_bp', 'bp', null::double, known_at,
        'reserve demand elasticity: not available, because the New York Fed publishes it as a page and a workbook for readers,'
        || ' not as a series that the catalog could read'
    from averages
),
-- of what had been said by then, the newest
said as (
    select indicators.*, statements.* exclude (measure, unit)
    from indicators
    asof left join statements
        on indicators.measure = statements.measure
        and {{ day_after('indicators.period_end') }} > {{ utc('statements.announced_at') }}
),
final as (
    select
        period_end,
        indicator,
        measured as measured_value,
        unit,
        low as threshold_low,
        high as threshold_high,
        case
            when measured is null or low is null then null
            when tight_side = 'below' then
                case when measured > high then 'easy' when measured < low then 'tight' else 'between' end
            when measured < low then 'easy'
            when measured > high then 'tight'
            else 'between'
        end as vote,
        case
            when measured is null or low is null then null
            when tight_side = 'below' then case when measured > high then 1 when measured < low then -1 else 0 end
            when measured < low then 1
            when measured > high then -1
            else 0
        end::double as vote_value,
        says,
        who,
        page,
        announced_at,
        greatest(known_at, announced_at) as known_at,
        {{ reasons([
            "case when measured is null then reason end",
            "case when low is null then 'no numeric threshold had been published by an official source' end",
        ]) }} as degraded_reason
    from said
)
select * from final
