with
pairs as (select * from {{ ref('currency_pairs') }}),
fx as (select * from {{ ref('int_fx_volatility') }}),
{#- one pass over the legs; pivoted, since gathering texts in an order costs more than all the rest -#}
{%- set tenors = ['10y', '2y', '30y', '3m', '5y', 'funding', 'overnight', 'policy'] %}
pivoted as (
    select
        area,
        date,
        {% for tenor in tenors -%}
        max(rate_pct) filter (where tenor = '{{ tenor }}') as rate_{{ tenor }}_pct,
        max(
            tenor || '=' || series
            || case when is_month_average then ' (month average)' when age_days > 0 then ' (' || age_days || ' d old)' else '' end
        ) filter (where tenor = '{{ tenor }}' and rate_pct is not null) as used_{{ tenor }},
        max(reason) filter (where tenor = '{{ tenor }}') as reason_{{ tenor }},
        {% endfor -%}
        max(known_at) as known_at
    from {{ ref('int_rate_legs') }}
    group by area, date
),
legs as (
    select
        area,
        date,
        {% for tenor in tenors %}rate_{{ tenor }}_pct, {% endfor %}
        known_at,
        nullif(concat_ws(', '{% for tenor in tenors %}, used_{{ tenor }}{% endfor %}), '') as series_used,
        -- policy and funding may miss for one and the same reason
        nullif(concat_ws(
            '; '
            {%- for tenor in tenors if tenor != 'policy' %}, reason_{{ tenor }}{% endfor %},
            case when reason_policy is distinct from reason_funding then reason_policy end
        ), '') as reason
    from pivoted
),
width as (select * from {{ ref('fed_target_range_width') }}),
carry as (select * from {{ ref('int_carry_returns') }}),
vix as (select * from {{ ref('int_vix') }}),
days as (
    select pairs.pair, pairs.area, pairs.fx_series, legs.date, starts.last_fixing
    from pairs
    inner join (select area, min(date) as first_fixing, max(date) as last_fixing from fx group by area) as starts
        on pairs.area = starts.area
    inner join legs on pairs.area = legs.area and legs.date >= starts.first_fixing
),
final as (
    select
        days.pair,
        days.area,
        days.date,
        fx.fx_per_usd,
        us.rate_policy_pct as usd_policy_upper_pct,
        home.rate_policy_pct as foreign_policy_pct,
        us.rate_policy_pct - home.rate_policy_pct as policy_gap_upper_pp,
        us.rate_policy_pct - width.width_pp / 2 - home.rate_policy_pct as policy_gap_mid_pp,
        round(us.rate_3m_pct - home.rate_3m_pct, 6) as diff_3m_pp,
        round(us.rate_2y_pct - home.rate_2y_pct, 6) as diff_2y_pp,
        round(us.rate_5y_pct - home.rate_5y_pct, 6) as diff_5y_pp,
        round(us.rate_10y_pct - home.rate_10y_pct, 6) as diff_10y_pp,
        round(us.rate_30y_pct - home.rate_30y_pct, 6) as diff_30y_pp,
        fx.realised_vol_21d_pct,
        fx.realised_vol_63d_pct,
        (us.rate_3m_pct - home.rate_3m_pct) / nullif(fx.realised_vol_63d_lagged_pct, 0) as carry_to_vol_3m,
        (us.rate_policy_pct - width.width_pp / 2 - home.rate_policy_pct) / nullif(fx.realised_vol_63d_lagged_pct, 0)
            as carry_to_vol_policy_mid,
        (us.rate_3m_pct - home.rate_3m_pct) / nullif(fx.realised_vol_21d_lagged_pct, 0) as carry_to_vol_3m_21d,
        (us.rate_policy_pct - width.width_pp / 2 - home.rate_policy_pct) / nullif(fx.realised_vol_21d_lagged_pct, 0)
            as carry_to_vol_policy_mid_21d,
        carry.expected_shortfall_pct,
        (us.rate_3m_pct - home.rate_3m_pct) / nullif(carry.expected_shortfall_pct, 0) as carry_to_shortfall_3m,
        (us.rate_policy_pct - width.width_pp / 2 - home.rate_policy_pct) / nullif(carry.expected_shortfall_pct, 0)
            as carry_to_shortfall_policy_mid,
        carry.excess_return_pct,
        carry.excess_return_5d_pct,
        carry.cum_carry_pct,
        carry.cum_spot_pct,
        carry.cum_accrual_pct,
        carry.drawdown_pct,
        carry.skewness_63d,
        carry.excess_return_5d_pct <= -3 * fx.realised_vol_63d_lagged_pct * sqrt(5 / 252.0) and carry.drawdown_pct <= -4
            as unwind_flag,
        case
            when
                carry.excess_return_5d_pct <= -3 * fx.realised_vol_63d_lagged_pct * sqrt(5 / 252.0)
                and carry.drawdown_pct <= -4
                then -carry.drawdown_pct
        end as unwind_severity_pct,
        vix.vix_change_5d_index,
        vix.vix_change_5d_index >= 8 as vix_confirms_flag,
        us.series_used as usd_series,
        home.series_used as foreign_series,
        greatest(us.known_at, home.known_at, fx.known_at, carry.known_at, vix.known_at) as known_at,
        {{ reasons([
            "us.reason",
            "home.reason",
            "case when fx.fx_per_usd is null then days.fx_series || case when days.date > days.last_fixing then ': last figure held is of ' || days.last_fixing else ': no figure held for this date' end end",
            "case when fx.fx_per_usd is not null and fx.realised_vol_63d_lagged_pct is null then 'volatility: fewer than 63 returns before this day' end",
            "carry.reason",
            "case when carry.excess_return_pct is not null and carry.skewness_63d is null then 'skewness: fewer than 63 returns up to this day' end",
            "case when carry.excess_return_pct is not null and carry.expected_shortfall_pct is null then 'expected shortfall: fewer than 504 returns before this day' end",
            "case when fx.fx_per_usd is not null then vix.reason end",
        ]) }} as degraded_reason
    from days
    left join legs as us on us.area = 'USA' and days.date = us.date
    left join legs as home on days.area = home.area and days.date = home.date
    left join fx on days.area = fx.area and days.date = fx.date
    left join carry on days.area = carry.area and days.date = carry.date
    left join vix on days.date = vix.date
    asof left join width on days.date >= width.valid_from
)
select * from final
