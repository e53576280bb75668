with
-- an operation on every business day since then
operations as (
    select period_end as date, value, known_at
    from {{ ref('stg_fred__on_rrp') }}
    where series = 'RRPONTSYD' and value is not null and period_end >= '2013-09-23'
),
quarters as (
    select
        date,
        value,
        known_at,
        date_trunc('quarter', date)::date as quarter_start,
        (date_trunc('quarter', date) + interval 3 month)::date - 1 as quarter_end,
        row_number() over (partition by date_trunc('quarter', date) order by date) as nth_of_quarter
    from operations
),
masked as (
    select
        date,
        value,
        known_at,
        -- the last weekday of a quarter and two on either side of it
        {{ weekdays_left('date', 'quarter_end') }} <= 2
        or (nth_of_quarter <= 2 and date - quarter_start <= 6) as is_quarter_end_masked,
        max(value) over (order by date rows unbounded preceding) as peak,
        max(known_at) over (order by date rows unbounded preceding) as peak_known_at
    from quarters
),
ordinary as (
    select
        date,
        case when count(*) over last_20 = 20 and date - min(date) over last_20 <= 45
            then max(value) over last_20 end as highest_of_20
    from masked
    where not is_quarter_end_masked
    window last_20 as (order by date rows between 19 preceding and current row)
),
-- on a masked day the last ordinary day's verdict stands
verdicts as (
    select masked.date, case when masked.date - ordinary.date <= 10 then ordinary.highest_of_20 end as highest_of_20
    from masked
    asof left join ordinary on masked.date >= ordinary.date
),
-- four weeks before: the same weekday, or the operation before it when that was a holiday
before as (
    select masked.date, case when masked.date - 28 - operations.date <= 5 then operations.value end as value
    from masked
    asof left join operations on masked.date - 28 >= operations.date
),
final as (
    select
        masked.date,
        masked.value as on_rrp_usd_mn,
        masked.value - before.value as change_4w_usd_mn,
        masked.peak as peak_usd_mn,
        100 * masked.value / nullif(masked.peak, 0) as share_of_peak_pct,
        masked.is_quarter_end_masked,
        verdicts.highest_of_20 as highest_of_20_ordinary_days_usd_mn,
        verdicts.highest_of_20 < 25000 as buffer_exhausted_flag,
        greatest(masked.known_at, masked.peak_known_at) as known_at,
        {{ reasons([
            "case when before.value is null then 'change: no operation held four weeks before' end",
            "case when verdicts.highest_of_20 is null then 'exhaustion: fewer than 20 ordinary days in a row are held' end",
        ]) }} as degraded_reason
    from masked
    left join verdicts on masked.date = verdicts.date
    left join before on masked.date = before.date
)
select * from final
