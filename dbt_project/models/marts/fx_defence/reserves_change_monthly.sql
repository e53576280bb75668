{#- Change of foreign currency reserves, split exactly into what exchange rates did to the euro and yen share and the rest. The
    shares are the world's (COFER), without the country's own currency. -#}
with
reserves as (
    select area, period_end, value, known_at from {{ ref('stg_mof_japan__official_reserves') }}
    where series = 'MOF_FX_RESERVES' and value is not null
    union all by name
    select area, period_end, value, known_at from {{ ref('stg_safe__official_reserves') }}
    where series = 'SAFE_FX_RESERVES' and value is not null
    union all by name
    select area, period_end, value, known_at from {{ ref('stg_bok__fx_reserves') }}
    where series = 'KR_RESERVES_FX' and value is not null
),
countries as (
    select *
    from (values
        ('JPN', 'MOF_FX_RESERVES', 'mof_japan__official_reserves'),
        ('CHN', 'SAFE_FX_RESERVES', 'safe__official_reserves'),
        ('KOR', 'KR_RESERVES_FX', 'bok__fx_reserves')
    ) as listed (area, reserves_series, release)
),
spans as (
    select
        countries.*,
        min(reserves.period_end) as first_period,
        max(reserves.period_end) as last_period,
        any_value(state.degraded_reason) as degraded_reason
    from countries
    left join reserves on countries.area = reserves.area
    left join {{ ref('stg_ledger__states') }} as state on countries.release = state.release
    group by countries.area, countries.reserves_series, countries.release
),
-- a country without any figure has one row that says why, in the last month of the others
months as (
    select spans.area, last_day(month.day::date) as period_end
    from spans,
        generate_series(
            date_trunc('month', coalesce(spans.first_period, (select max(last_period) from spans))),
            coalesce(spans.last_period, (select max(last_period) from spans)),
            interval 1 month
        ) as month (day)
),
fixings as (
    select
        last_day(period_end) as period_end,
        arg_max(value, period_end) filter (where series = 'DEXUSEU') as usd_per_eur,
        arg_max(1 / value, period_end) filter (where series = 'DEXJPUS') as usd_per_jpy,
        -- a month that still runs has no end yet: its last fixing has to be of the last five days
        max(period_end) filter (where series = 'DEXUSEU') as eur_day,
        max(period_end) filter (where series = 'DEXJPUS') as jpy_day,
        max(known_at) as known_at
    from {{ ref('stg_fred__h10') }}
    where series in ('DEXUSEU', 'DEXJPUS') and value is not null
    group by last_day(period_end)
),
month_end as (
    select
        period_end,
        case when period_end - eur_day <= 5 then usd_per_eur end as usd_per_eur,
        case when period_end - jpy_day <= 5 then usd_per_jpy end as usd_per_jpy,
        known_at
    from fixings
),
shares as (
    select said.* from {{ ref('reserve_currency_shares') }} as said, {{ ref('stg_ledger__as_of') }} as edition
    where said.announced_at <= edition.as_of
),
joined as (
    select
        months.area,
        spans.reserves_series,
        months.period_end,
        reserves.value as reserves_usd_mn,
        before.value as reserves_before_usd_mn,
        shares.quarter_end as shares_quarter_end,
        before.period_end - shares.quarter_end as shares_age_days,
        -- what the own currency is not part of
        case when months.area = 'JPN' then 100 - shares.jpy_pct else 100 end as share_base_pct,
        shares.eur_pct,
        case when months.area = 'JPN' then null else shares.jpy_pct end as jpy_pct,
        month_end.usd_per_eur / month_end_before.usd_per_eur - 1 as eur_move,
        month_end.usd_per_jpy / month_end_before.usd_per_jpy - 1 as jpy_move,
        greatest(reserves.known_at, before.known_at) as reserves_known_at,
        greatest(month_end.known_at, month_end_before.known_at, shares.announced_at) as weights_known_at,
        case
            when reserves.value is null then spans.reserves_series || ': ' || {{ why_absent('months.period_end', 'spans', 0) }}
            when before.value is null then spans.reserves_series || ': no figure held for the month before'
        end as reserves_reason
    from months
    inner join spans on months.area = spans.area
    left join reserves on months.area = reserves.area and months.period_end = reserves.period_end
    left join reserves as before
        on months.area = before.area and before.period_end = last_day((months.period_end - interval 1 month)::date)
    asof left join shares on last_day((months.period_end - interval 1 month)::date) >= shares.quarter_end
    left join month_end on months.period_end = month_end.period_end
    left join month_end as month_end_before
        on month_end_before.period_end = last_day((months.period_end - interval 1 month)::date)
),
split as (
    select
        *,
        case when shares_age_days <= 400 then reserves_before_usd_mn * eur_pct / share_base_pct * eur_move end as from_eur_usd_mn,
        case
            when area = 'JPN' or shares_age_days > 400 then null
            else reserves_before_usd_mn * jpy_pct / share_base_pct * jpy_move
        end as from_jpy_usd_mn
    from joined
),
valued as (
    select *, case when area = 'JPN' then from_eur_usd_mn else from_eur_usd_mn + from_jpy_usd_mn end as valuation_usd_mn
    from split
)
select
    area,
    period_end,
    reserves_series,
    reserves_usd_mn,
    reserves_usd_mn - reserves_before_usd_mn as change_usd_mn,
    from_eur_usd_mn,
    from_jpy_usd_mn,
    valuation_usd_mn,
    reserves_usd_mn - reserves_before_usd_mn - valuation_usd_mn as change_ex_valuation_usd_mn,
    shares_quarter_end,
    case when shares_age_days <= 400
        then 100 * (eur_pct + case when area = 'JPN' then 0 else jpy_pct end) / share_base_pct
    end as valued_share_pct,
    case
        when from_eur_usd_mn is not null or from_jpy_usd_mn is not null then greatest(reserves_known_at, weights_known_at)
        else reserves_known_at
    end as known_at,
    {{ reasons([
        "reserves_reason",
        "case when shares_age_days is null then 'shares: none known of the months before this one' when shares_age_days > 400 then 'shares: the newest known are of ' || shares_quarter_end end",
        "case when eur_move is null then 'DEXUSEU: no fixing at the end of this month or of the one before' end",
        "case when jpy_move is null and area <> 'JPN' then 'DEXJPUS: no fixing at the end of this month or of the one before' end",
        "case when area = 'JPN' then 'yen: the own currency is no part of the reserves' end",
    ]) }} as degraded_reason
from valued
