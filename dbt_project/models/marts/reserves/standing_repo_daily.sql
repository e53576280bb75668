with
accepted as (
    select period_end as date, value, known_at
    from {{ ref('stg_nyfed__standing_repo') }}
    where series = 'NYFED_SRF_ACCEPTED' and value is not null
),
days as (select date from accepted),
treasury_collateral as ({{ leg('days', 'stg_fred__on_repo', 'RPONTSYD') }}),
windows as (
    select
        date,
        value,
        max(known_at) over last_20 as known_at,
        case when count(*) over last_20 = 20 and date - min(date) over last_20 <= 40
            then max(value) over last_20 end as highest_of_20,
        case when count(*) over last_20 = 20 and date - min(date) over last_20 <= 40
            then count(*) filter (where value > 0) over last_20 end as used_of_20
    from accepted
    window last_20 as (order by date rows between 19 preceding and current row)
),
final as (
    select
        windows.date,
        windows.value as accepted_usd_mn,
        windows.highest_of_20 as highest_of_20_days_usd_mn,
        windows.used_of_20::integer as used_of_20_days_count,
        treasury_collateral.value as treasury_collateral_usd_mn,
        greatest(windows.known_at, treasury_collateral.known_at) as known_at,
        {{ reasons([
            "case when windows.highest_of_20 is null then 'windows: fewer than 20 days in a row are held up to this day' end",
            "treasury_collateral.reason",
        ]) }} as degraded_reason
    from windows
    left join treasury_collateral on windows.date = treasury_collateral.date
)
select * from final
