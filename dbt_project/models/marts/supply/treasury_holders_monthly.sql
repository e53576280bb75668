with
published as (
    select area as holder, period_end, series, value / 1000 as holdings_usd_bn, known_at
    from {{ ref('stg_tic__major_foreign_holders') }}
),
new_survey as (select * from published where series = 'TIC_HOLDINGS'),
old_survey as (select * from published where series = 'TIC_HOLDINGS_OLD_SURVEY'),
totals as (select period_end, holdings_usd_bn as total_usd_bn, known_at from new_survey where holder = 'Grand Total'),
labels as (select * from {{ ref('tic_labels') }}),
-- who is named apart: the remainder «All Other» is another quantity when this changes
named as (
    select
        new_survey.period_end,
        string_agg(new_survey.holder, '|' order by new_survey.holder) as holders
    from new_survey
    inner join labels on new_survey.holder = labels.label
    where labels.kind in ('country', 'group') and new_survey.holdings_usd_bn is not null
    group by new_survey.period_end
),
joined as (
    select
        now.holder,
        labels.area,
        labels.kind,
        now.period_end,
        now.holdings_usd_bn,
        old.holdings_usd_bn as holdings_old_survey_usd_bn,
        breaks.note as known_break,
        labels.kind = 'residual' and named_now.holders is distinct from named_before.holders as other_remainder,
        -- a month surveyed anew is compared on the old survey, the one that the month before was counted by
        coalesce(old.holdings_usd_bn, now.holdings_usd_bn) - before.holdings_usd_bn as change_usd_bn,
        100 * now.holdings_usd_bn / totals.total_usd_bn as share_of_total_pct,
        greatest(now.known_at, old.known_at, before.known_at, totals.known_at) as known_at
    from new_survey as now
    left join new_survey as before
        on now.holder = before.holder and now.period_end = last_day(before.period_end + interval 1 month)
    left join old_survey as old on now.holder = old.holder and now.period_end = old.period_end
    left join labels on now.holder = labels.label
    left join {{ ref('known_breaks') }} as breaks
        on breaks.series = 'TIC_HOLDINGS' and breaks.area = '*' and now.period_end = breaks.period_end
    left join totals on now.period_end = totals.period_end
    left join named as named_now on now.period_end = named_now.period_end
    left join named as named_before on now.period_end = last_day(named_before.period_end + interval 1 month)
),
final as (
    select
        holder,
        area,
        coalesce(kind, 'unknown') as kind,
        period_end,
        round(holdings_usd_bn, 6) as holdings_usd_bn,
        round(holdings_old_survey_usd_bn, 6) as holdings_old_survey_usd_bn,
        case when not other_remainder then round(change_usd_bn, 6) end as change_usd_bn,
        share_of_total_pct,
        case
            when kind = 'country' and holdings_usd_bn is not null
                then (rank() over (partition by period_end, kind = 'country' order by holdings_usd_bn desc nulls last))::integer
        end as rank_among_countries,
        known_break,
        known_at,
        {{ reasons([
            "case when kind is null then 'kind: the label is new; add it to the seed tic_labels' end",
            "case when holdings_usd_bn is null then 'holdings: published as not available' end",
            "case when change_usd_bn is null then 'change: no figure for the month before' end",
            "case when change_usd_bn is not null and other_remainder then 'change: the remainder has other members than in the month before' end",
        ]) }} as degraded_reason
    from joined
)
select * from final
