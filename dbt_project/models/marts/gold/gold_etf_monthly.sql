{#- Gold held by GLD, the largest gold fund, at month ends. One fund, not the world's: sums over funds and regions are the World Gold
    Council's own and may not be passed on. -#}
{#- The fund began on 2004-11-18. -#}
{% set first_month = '2004-11-30' %}
with
months as (
    select period_end as date
    from {{ ref('stg_worldbank__pink_sheet') }}
    where series = 'GOLD_PRICE' and value is not null and period_end >= '{{ first_month }}'
    union
    -- a month counts once a later one has a figure: before that its last day may still come
    select last_day(period_end) from {{ ref('stg_spdr__gld_archive') }}
    where
        series = 'GLD_TONNES' and value is not null
        and last_day(period_end) <= (select max(period_end) from {{ ref('stg_spdr__gld_archive') }} where value is not null)
),
fund as ({{ leg('months', 'stg_spdr__gld_archive', 'GLD_TONNES', 5) }}),
price as ({{ leg('months', 'stg_worldbank__pink_sheet', 'GOLD_PRICE') }}),
flows as (
    select
        months.date as period_end,
        {{ tonnes('fund.value') }} as gld_tonnes,
        fund.age_days as gld_age_days,
        fund.reason as fund_reason,
        -- the canonical unit of gold is the ounce
        fund.value - lag(fund.value) over by_month as gld_flow_oz,
        price.value as gold_price_usd_per_oz,
        price.reason as price_reason,
        greatest(fund.known_at, lag(fund.known_at) over by_month, price.known_at) as legs_known_at
    from months
    left join fund on months.date = fund.date
    left join price on months.date = price.date
    window by_month as (order by months.date)
),
signed as (
    select
        *,
        sign(gld_flow_oz) as direction,
        (sign(gld_flow_oz) = lag(sign(gld_flow_oz)) over (order by period_end)) is not true as turned
    from flows
),
runs as (select *, sum(turned::integer) over (order by period_end) as run from signed),
final as (
    select
        period_end,
        gld_tonnes,
        gld_age_days,
        {{ tonnes('gld_flow_oz') }} as gld_flow_tonnes,
        -- the month's average price, since the days on which gold came in are not priced here
        gld_flow_oz * gold_price_usd_per_oz / 1e6 as gld_flow_usd_mn,
        case when gld_flow_oz is not null then (direction * count(*) over so_far)::integer end as gld_streak_months,
        gld_tonnes - max(gld_tonnes) over (order by period_end) as gld_below_record_tonnes,
        -- the record rests on every month before
        max(legs_known_at) over (order by period_end) as known_at,
        {{ reasons([
            "fund_reason",
            "case when gld_tonnes is not null and gld_flow_oz is null then 'flow: no figure for the month before' end",
            "price_reason",
        ]) }} as degraded_reason
    from runs
    window so_far as (partition by run order by period_end)
)
select * from final
