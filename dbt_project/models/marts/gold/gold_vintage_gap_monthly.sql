{#- What revision added to official gold: newest figure less first print, by country and, as WLD, for the sum of their changes. -#}
with
latest as (
    select
        area, period_end, gold_oz, oz_before, known_break,
        -- a change rests on the month before, too
        max(known_at) over (partition by area order by period_end rows between 1 preceding and current row) as known_at
    from {{ ref('int_gold_holdings') }}
    where kind = 'country' and gold_oz is not null
),
countries as (
    select
        latest.area,
        latest.period_end,
        firsts.first_known_at,
        firsts.first_known_basis,
        firsts.is_first_print,
        latest.known_break,
        {{ tonnes('latest.gold_oz') }} as latest_tonnes,
        {{ tonnes('latest.gold_oz - latest.oz_before') }} as latest_change_tonnes,
        case when firsts.is_first_print then {{ tonnes('firsts.first_oz') }} end as first_published_tonnes,
        case
            when firsts.is_first_print then {{ tonnes('firsts.first_oz - firsts.before_then_oz') }}
        end as first_published_change_tonnes,
        case when firsts.is_first_print then {{ tonnes('latest.gold_oz - firsts.first_oz') }} end as vintage_gap_tonnes,
        case
            when firsts.is_first_print
                then {{ tonnes('(latest.gold_oz - latest.oz_before) - (firsts.first_oz - firsts.before_then_oz)') }}
        end as change_vintage_gap_tonnes,
        greatest(latest.known_at, firsts.first_known_at, firsts.before_known_at) as known_at
    from latest
    left join {{ ref('int_gold_versions') }} as firsts
        on latest.area = firsts.area and latest.period_end = firsts.period_end
),
summed as (
    select
        period_end,
        max(first_known_at) as first_known_at,
        sum(change_vintage_gap_tonnes order by area) filter (where known_break is null) as change_vintage_gap_tonnes,
        sum(first_published_change_tonnes order by area) filter (where known_break is null)
            as first_published_change_tonnes,
        count(*) filter (
            where known_break is null and latest_change_tonnes is not null and first_published_change_tonnes is null
        ) as without_first_print,
        max(known_at) as known_at
    from countries
    group by period_end
),
world as (
    select
        'WLD' as area,
        world.period_end,
        summed.first_known_at,
        world.reported_change_tonnes as latest_change_tonnes,
        summed.change_vintage_gap_tonnes,
        summed.first_published_change_tonnes,
        summed.without_first_print,
        -- a sum over some countries is another sum
        world.reported_change_tonnes is not null and summed.without_first_print = 0 as complete,
        greatest(world.known_at, summed.known_at) as known_at
    from {{ ref('world_gold_monthly') }} as world
    inner join summed on world.period_end = summed.period_end
),
united as (
    select
        area, period_end, first_known_at, first_known_basis, first_published_tonnes, latest_tonnes,
        vintage_gap_tonnes,
        first_published_change_tonnes, latest_change_tonnes,
        change_vintage_gap_tonnes,
        known_at,
        {{ reasons([
            "case when first_published_tonnes is null then 'first print: not held; the month was out when the release was first read' end",
            "case when latest_change_tonnes is null then 'change: no figure for the month before' end",
            "case when latest_change_tonnes is not null and first_published_tonnes is not null and first_published_change_tonnes is null
                then 'change as first published: no figure of the month before was known then' end",
        ]) }} as degraded_reason
    from countries
    union all by name
    select
        area, period_end,
        case when complete then first_known_at end as first_known_at,
        null::varchar as first_known_basis,
        null::double as first_published_tonnes,
        null::double as latest_tonnes,
        null::double as vintage_gap_tonnes,
        case when complete then first_published_change_tonnes end as first_published_change_tonnes,
        latest_change_tonnes,
        case when complete then change_vintage_gap_tonnes end as change_vintage_gap_tonnes,
        known_at,
        {{ reasons([
            "'holding: the world is told by its change only, since a late country would look like a revision'",
            "case when latest_change_tonnes is null then 'change: too few countries are held for a sum over the world' end",
            "case when latest_change_tonnes is not null and not complete
                then 'change as first published: the first print of ' || without_first_print || ' countries is not held' end",
        ]) }} as degraded_reason
    from world
),
final as (
    select
        united.area,
        areas.label_en,
        areas.label_zh,
        areas.kind,
        united.* exclude (area)
    from united
    left join {{ ref('areas') }} as areas on united.area = areas.area
)
select * from final
