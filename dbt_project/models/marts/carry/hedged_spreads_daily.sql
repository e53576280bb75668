{#- A foreign investor's pick-up of Treasuries over the own government's bonds, unhedged and hedged. -#}
with
legs as (
    select
        area,
        date,
        max(rate_pct) filter (where tenor = '10y') as rate_10y_pct,
        max(rate_pct) filter (where tenor = '3m') as rate_3m_pct,
        max(rate_pct) filter (where tenor in ('overnight', 'funding')) as overnight_pct,
        max(known_at) filter (where tenor in ('10y', '3m', 'overnight', 'funding')) as known_at,
        string_agg(distinct reason, '; ' order by reason) filter (where tenor in ('10y', '3m', 'overnight', 'funding')) as reason
    from {{ ref('int_rate_legs') }}
    group by area, date
),
forwards as (select * from {{ ref('int_forwards') }}),
-- what became of the two releases that hold forwards
coverage as (
    select
        pairs.area,
        max(forwards.date) filter (where forwards.spot is not null) as own_until,
        max(forwards.date) filter (where forwards.rho_3m_bp is not null) as data_set_until,
        (select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'fx_forwards__outright') as own_reason,
        (select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'cip__govt_premium') as data_set_reason
    from {{ ref('currency_pairs') }} as pairs
    left join forwards on pairs.area = forwards.area
    group by pairs.area
),
starts as (
    select area, min(date) as first_date from legs where coalesce(rate_10y_pct, rate_3m_pct, overnight_pct) is not null
    group by area
),
joined as (
    select
        pairs.pair,
        pairs.area,
        home.date,
        us.rate_10y_pct as usd_10y_pct,
        home.rate_10y_pct as foreign_10y_pct,
        -- SOFR is on 360 days, the others' overnight rates on 365
        us.overnight_pct * 365 / 360 - home.overnight_pct as hedge_cost_overnight_pp,
        us.rate_3m_pct - home.rate_3m_pct as parity_3m_pp,
        400 * (forwards.spot / forwards.forward_3m - 1) as own_cost_3m_pp,
        -forwards.rho_3m_bp / 100 as data_set_cost_3m_pp,
        -- US rate less the synthetic one: the foreign rate turned into dollars at the forward
        100 * (us.rate_3m_pct - 400 * (forwards.spot / forwards.forward_3m * (1 + home.rate_3m_pct / 400) - 1)) as own_basis_3m_bp,
        100 * (
            us.rate_10y_pct - 100 * (pow(forwards.spot / forwards.forward_10y, 0.1) * (1 + home.rate_10y_pct / 100) - 1)
        ) as own_basis_10y_bp,
        -forwards.cip_govt_3m_bp as data_set_basis_3m_bp,
        -forwards.cip_govt_10y_bp as data_set_basis_10y_bp,
        forwards.date is not null as has_forwards,
        greatest(us.known_at, home.known_at, forwards.known_at) as known_at,
        {{ reasons(['us.reason', 'home.reason']) }} as rate_reason,
        'forwards: fx_forwards__outright: '
        || case when coverage.own_until is null then coverage.own_reason else 'none of this day, last of ' || coverage.own_until end
        || '; cip__govt_premium: '
        || case
            when coverage.data_set_until is null then coverage.data_set_reason
            else 'none of this day, last of ' || coverage.data_set_until
        end as forward_reason
    from {{ ref('currency_pairs') }} as pairs
    inner join starts on pairs.area = starts.area
    inner join legs as home on pairs.area = home.area and starts.first_date <= home.date
    left join legs as us on us.area = 'USA' and home.date = us.date
    left join forwards on pairs.area = forwards.area and home.date = forwards.date
    left join coverage on pairs.area = coverage.area
),
costed as (
    select
        *,
        coalesce(own_cost_3m_pp, data_set_cost_3m_pp, parity_3m_pp) as hedge_cost_3m_pp,
        coalesce(own_basis_3m_bp, data_set_basis_3m_bp) as cip_basis_3m_bp,
        coalesce(own_basis_10y_bp, data_set_basis_10y_bp) as cip_basis_10y_bp,
        case
            when own_cost_3m_pp is not null then 'fx_forwards__outright'
            when data_set_cost_3m_pp is not null then 'cip__govt_premium'
            when parity_3m_pp is not null then 'covered parity of the 3-month rates'
        end as hedge_cost_source
    from joined
)
select
    pair,
    area,
    date,
    usd_10y_pct,
    foreign_10y_pct,
    round(usd_10y_pct - foreign_10y_pct, 6) as unhedged_10y_pp,
    hedge_cost_3m_pp,
    hedge_cost_source,
    case when hedge_cost_3m_pp is not null then coalesce(own_cost_3m_pp, data_set_cost_3m_pp) is null end as assumed_cip,
    usd_10y_pct - foreign_10y_pct - hedge_cost_3m_pp as hedged_10y_roll3m_pp,
    hedge_cost_overnight_pp,
    usd_10y_pct - foreign_10y_pct - hedge_cost_overnight_pp as hedged_10y_rollon_pp,
    cip_basis_10y_bp / 100 as hedged_10y_ccs10y_pp,
    cip_basis_3m_bp,
    cip_basis_10y_bp,
    known_at,
    {{ reasons([
        "rate_reason",
        "case when not has_forwards then forward_reason end",
        "case when has_forwards and (cip_basis_3m_bp is null or cip_basis_10y_bp is null) then 'forwards: not of both 3 months and 10 years, or a rate of that tenor is missing' end",
    ]) }} as degraded_reason
from costed
