{#- Official gold by country and month as it was published first and as it stands, from the versions. The first version held is the
    first print only if it was read when it was new: what was out already when its release was first read is of that
    vintage, and a week after a month came out it may have been revised unseen. -#}
with
versions as (
    select
        version.area,
        version.period_end,
        version.series,
        version.value as gold_oz,
        version.known_at,
        version.known_until,
        version.known_basis,
        version.known_basis <> 'modelled' or version.recorded_at <= version.known_at + interval 7 day as read_when_new
    from {{ ref('observation_versions') }} as version
    inner join {{ ref('areas') }} as areas on version.area = areas.area
    where
        version.series in ('SAFE_GOLD', 'IMF_GOLD') and version.value is not null and areas.kind = 'country'
        -- one country, one series, as in int_gold_holdings
        and not (
            version.area = 'CHN' and version.series = 'IMF_GOLD'
            and exists (
                select 1 from {{ ref('observation_versions') }} where series = 'SAFE_GOLD' and value is not null
            )
        )
),
firsts as (
    select * from versions qualify row_number() over (partition by area, period_end order by known_at) = 1
),
final as (
    select
        firsts.area,
        firsts.period_end,
        firsts.series as gold_series,
        firsts.known_at as first_known_at,
        firsts.known_basis as first_known_basis,
        firsts.read_when_new as is_first_print,
        firsts.gold_oz as first_oz,
        -- the month before as it stood at the moment of the first print
        before.gold_oz as before_then_oz,
        before.known_at as before_known_at
    from firsts
    left join versions as before
        on
            firsts.area = before.area
            and last_day(firsts.period_end - interval 1 month) = before.period_end
            and firsts.known_at >= before.known_at
            and (before.known_until is null or firsts.known_at < before.known_until)
)
select * from final
