{#- Securities that the Federal Reserve keeps for foreign official and international accounts, Wednesday levels. -#}
with
weeks as (
    select distinct period_end as date from {{ ref('stg_fred__h41') }}
    where series in ('WALCL', 'WDTGAL') and value is not null
    union
    select period_end from {{ ref('stg_fred__h41_custody') }} where value is not null
),
total as ({{ leg('weeks', 'stg_fred__h41_custody', 'WSEFINTL1') }}),
treasuries as ({{ leg('weeks', 'stg_fred__h41_custody', 'WMTSECL1') }}),
agencies as ({{ leg('weeks', 'stg_fred__h41_custody', 'WFASECL1') }}),
held as (
    select
        weeks.date as period_end,
        total.value as custody_usd_mn,
        treasuries.value as treasuries_usd_mn,
        agencies.value as agencies_usd_mn,
        greatest(total.known_at, treasuries.known_at, agencies.known_at) as known_at,
        {{ reasons(['total.reason', 'treasuries.reason', 'agencies.reason']) }} as reason
    from weeks
    left join total on weeks.date = total.date
    left join treasuries on weeks.date = treasuries.date
    left join agencies on weeks.date = agencies.date
),
final as (
    select
        now.period_end,
        now.custody_usd_mn,
        now.treasuries_usd_mn,
        now.agencies_usd_mn,
        now.custody_usd_mn - now.treasuries_usd_mn - now.agencies_usd_mn as other_securities_usd_mn,
        now.treasuries_usd_mn - week_before.treasuries_usd_mn as treasuries_change_1w_usd_mn,
        now.treasuries_usd_mn - year_before.treasuries_usd_mn as treasuries_change_52w_usd_mn,
        greatest(now.known_at, week_before.known_at, year_before.known_at) as known_at,
        {{ reasons([
            "now.reason",
            "case when now.treasuries_usd_mn is not null and week_before.treasuries_usd_mn is null then 'change: no figure for the Wednesday before' end",
            "case when now.treasuries_usd_mn is not null and year_before.treasuries_usd_mn is null then '52 weeks: no figure for the Wednesday 52 weeks before' end",
        ]) }} as degraded_reason
    from held as now
    left join held as week_before on now.period_end - 7 = week_before.period_end
    left join held as year_before on now.period_end - 364 = year_before.period_end
)
select * from final
