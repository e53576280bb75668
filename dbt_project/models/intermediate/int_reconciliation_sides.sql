{#- Both sides of every check, period by period. A check pairs figures of one period and one basis; nothing is carried. -#}
with
tga_closes as (
    select
        period_end,
        value - lag(value) over (order by period_end) as change,
        period_end - lag(period_end) over (order by period_end) as days,
        greatest(known_at, lag(known_at) over (order by period_end)) as known_at
    from {{ ref('stg_treasury__dts') }}
    where series = 'TGA_CLOSE' and value is not null
),
tga_totals as (
    select
        date,
        sum(case when is_deposit then value end) as deposits,
        sum(case when not is_deposit then value end) as withdrawals,
        max(known_at) as known_at
    from {{ ref('int_tga_lines') }}
    where is_total and not is_subtotal
    group by date
    having count(distinct is_deposit) = 2 and count(*) = count(value)
),
tga_lines as (
    select
        date,
        is_deposit,
        sum(case when not is_total then value end order by line, area) as lines,
        sum(case when is_total and not is_subtotal then value end order by line, area) as total,
        max(known_at) as known_at
    from {{ ref('int_tga_lines') }}
    group by date, is_deposit
),
mof_yields as (
    select
        (date_trunc('month', period_end) + interval 1 month)::date - 1 as month_end,
        arg_max(value, period_end) as value,
        max(period_end) as period_end,
        arg_max(known_at, period_end) as known_at
    from {{ ref('stg_mof_japan__jgb_yields') }}
    where series = 'JGB_10Y' and value is not null
    group by 1
    having (date_trunc('month', max(period_end)) + interval 1 month)::date - 1 - max(period_end) <= 6
),
tic as (
    select
        holders.period_end,
        sum(case when labels.kind in ('country', 'group', 'residual') then holders.value end order by holders.area) as parts,
        sum(case when labels.kind = 'total' then holders.value end) as total,
        max(holders.known_at) as known_at
    from {{ ref('stg_tic__major_foreign_holders') }} as holders
    left join {{ ref('tic_labels') }} as labels on holders.area = labels.label
    where holders.series = 'TIC_HOLDINGS'
    group by holders.period_end
),
factors as (select * from {{ ref('int_reserve_factors') }}),
-- the file has more than a million rows: of each month and tenor the row that is farthest off speaks for all
cip as (
    select
        (date_trunc('month', period_end) + interval 1 month)::date - 1 as month_end,
        tenor,
        govt,
        rest,
        known_at,
        row_number() over (
            partition by date_trunc('month', period_end), tenor order by abs(govt - rest) desc, period_end, area
        ) as nth
    from (
        select
            period_end,
            area,
            regexp_extract(series, '[^_]+$') as tenor,
            sum(case when series like 'CIP\_GOVT\_%' escape '\' then value end) as govt,
            sum(case when series like 'CIP\_DIFF\_%' escape '\' then value end)
            - sum(case when series like 'CIP\_RHO\_%' escape '\' then value end) as rest,
            max(known_at) as known_at
        from {{ ref('stg_cip__govt_premium') }}
        where value is not null
        group by period_end, area, tenor
    )
    where govt is not null and rest is not null
)
{{ figure('tga_statement_vs_h41', 'left', 'stg_treasury__dts', 'TGA_CLOSE', where='dayofweek(period_end) = 3') }}
union all {{ figure('tga_statement_vs_h41', 'right', 'stg_fred__h41', 'WDTGAL') }}
union all
select 'tga_flows_vs_close', 'left', '', date, deposits - withdrawals, known_at from tga_totals
union all
select 'tga_flows_vs_close', 'right', '', period_end, change, known_at from tga_closes where days <= 5
union all
select 'tga_lines_vs_totals', 'left', case when is_deposit then 'deposits' else 'withdrawals' end, date, lines, known_at
from tga_lines where lines is not null
union all
select 'tga_lines_vs_totals', 'right', case when is_deposit then 'deposits' else 'withdrawals' end, date, total, known_at
from tga_lines where total is not null
union all {{ figure('on_rrp_nyfed_vs_fred', 'left', 'stg_nyfed__reverse_repo', 'NYFED_RRP_ACCEPTED') }}
union all {{ figure('on_rrp_nyfed_vs_fred', 'right', 'stg_fred__on_rrp', 'RRPONTSYD') }}
union all {{ figure('sofr_nyfed_vs_fred', 'left', 'stg_nyfed__sofr', 'NYFED_SOFR') }}
union all {{ figure('sofr_nyfed_vs_fred', 'right', 'stg_fred__money_market', 'SOFR') }}
union all {{ figure('effr_nyfed_vs_fred', 'left', 'stg_nyfed__effr', 'NYFED_EFFR') }}
union all {{ figure('effr_nyfed_vs_fred', 'right', 'stg_fred__money_market', 'EFFR') }}
union all {{ figure('obfr_nyfed_vs_fred', 'left', 'stg_nyfed__obfr', 'NYFED_OBFR') }}
union all {{ figure('obfr_nyfed_vs_fred', 'right', 'stg_fred__reference_rates', 'OBFR') }}
union all
select 'jgb_10y_mof_vs_oecd', 'left', '', month_end, value, known_at from mof_yields
union all {{ figure('jgb_10y_mof_vs_oecd', 'right', 'stg_fred__oecd_rates', 'IRLTLT01JPM156N') }}
union all {{ figure('gold_safe_vs_imf', 'left', 'stg_safe__official_reserves', 'SAFE_GOLD') }}
union all {{ figure('gold_safe_vs_imf', 'right', 'stg_imf__international_liquidity', 'IMF_GOLD', where="area = 'CHN'") }}
union all {{ figure('gold_mof_vs_imf', 'left', 'stg_mof_japan__official_reserves', 'MOF_GOLD') }}
union all {{ figure('gold_mof_vs_imf', 'right', 'stg_imf__international_liquidity', 'IMF_GOLD', where="area = 'JPN'") }}
union all {{ figure('gold_treasury_vs_imf', 'left', 'stg_treasury__gold_reserve', 'US_TREASURY_GOLD') }}
union all {{ figure('gold_treasury_vs_imf', 'right', 'stg_imf__international_liquidity', 'IMF_GOLD', where="area = 'USA'") }}
{% for check, staging, series in [
    ('gold_ecb_vs_imf', 'stg_ecb__gold_holdings', 'ECB_GOLD'), ('gold_irfcl_vs_imf', 'stg_imf__irfcl', 'IRFCL_GOLD'),
] %}
-- areas that only one side knows are not compared
union all {{ figure(check, 'left', staging, series, item='area',
    where="area in (select area from " ~ ref('stg_imf__international_liquidity') ~ ")") }}
union all {{ figure(check, 'right', 'stg_imf__international_liquidity', 'IMF_GOLD', item='area',
    where="area in (select area from " ~ ref(staging) ~ ")") }}
{% endfor %}
union all {{ figure('gld_ounces_vs_tonnes', 'left', 'stg_spdr__gld_archive', 'GLD_OUNCES') }}
union all {{ figure('gld_ounces_vs_tonnes', 'right', 'stg_spdr__gld_archive', 'GLD_TONNES') }}
union all
select 'tic_parts_vs_total', 'left', '', period_end, parts, known_at from tic
union all
select 'tic_parts_vs_total', 'right', '', period_end, total, known_at from tic
{% for basis, check in [('wed_level', 'h41_levels_identity'), ('week_avg', 'h41_averages_identity')] %}
union all
select '{{ check }}', 'left', '', period_end, supplying - absorbing, known_at
from factors where basis = '{{ basis }}' and supplying is not null and absorbing is not null
union all
select '{{ check }}', 'right', '', period_end, reserves, known_at
from factors where basis = '{{ basis }}' and reserves is not null
{% endfor %}
union all
select
    'h41_absorbing_lines_vs_total', 'left', '', period_end,
    currency + rrp_foreign + rrp_others + treasury_cash + deposits + other_liabilities, greatest(known_at, of_which_known_at)
from factors
where basis = 'wed_level'
    and currency + rrp_foreign + rrp_others + treasury_cash + deposits + other_liabilities is not null
union all {{ figure('h41_absorbing_lines_vs_total', 'right', 'stg_fred__h41_factors', 'WTFORBAFL') }}
union all {{ sum_of('h41_supplying_parts_vs_total', 'left', 'stg_fred__h41_factors',
    {'WOFSRBRBC': '', 'WOFSRBGSL': '+', 'WASDRAL': '+', 'WTCOL': '+'}) }}
union all {{ figure('h41_supplying_parts_vs_total', 'right', 'stg_fred__h41_factors', 'WTFSRFL') }}
union all {{ sum_of('h41_rrp_parts_vs_total', 'left', 'stg_fred__h41_factors', {'WLRRAFOIAL': '', 'WLRRAOL': '+'}) }}
union all {{ figure('h41_rrp_parts_vs_total', 'right', 'stg_fred__h41_factors', 'WLRRAL') }}
union all {{ sum_of('debt_parts_vs_total', 'left', 'stg_treasury__debt_to_penny',
    {'DEBT_TO_PENNY_HELD_BY_PUBLIC': '', 'DEBT_TO_PENNY_INTRAGOV': '+'}) }}
union all {{ figure('debt_parts_vs_total', 'right', 'stg_treasury__debt_to_penny', 'DEBT_TO_PENNY_TOTAL') }}
union all {{ sum_of('soma_parts_vs_total', 'left', 'stg_nyfed__soma', {
    'SOMA_NOTES_BONDS': '', 'SOMA_BILLS': '+', 'SOMA_TIPS': '+', 'SOMA_TIPS_COMPENSATION': '+', 'SOMA_FRN': '+',
    'SOMA_MBS': '+', 'SOMA_CMBS': '+', 'SOMA_AGENCIES': '+',
}) }}
union all {{ figure('soma_parts_vs_total', 'right', 'stg_nyfed__soma', 'SOMA_TOTAL') }}
{% for way in ['OUTWARD', 'INWARD'] %}
{% for kind in ['EQUITY', 'LONG_BONDS', 'SHORT_BILLS'] %}
{% set line = 'JP_' ~ way ~ '_' ~ kind %}
union all {{ sum_of('mof_flows_net', 'left', 'stg_mof_japan__securities_flows_weekly',
    {line ~ '_ACQUIRED': '', line ~ '_DISPOSED': '-'}, item="'" ~ line ~ "'") }}
union all {{ figure('mof_flows_net', 'right', 'stg_mof_japan__securities_flows_weekly', line ~ '_NET', item="'" ~ line ~ "'") }}
{% endfor %}
{% for total, parts in {'SUBTOTAL': ['EQUITY', 'LONG_BONDS'], 'TOTAL': ['SUBTOTAL', 'SHORT_BILLS']}.items() %}
{% set line = 'JP_' ~ way ~ '_' ~ total %}
union all {{ sum_of('mof_flows_totals', 'left', 'stg_mof_japan__securities_flows_weekly',
    {'JP_' ~ way ~ '_' ~ parts[0] ~ '_NET': '', 'JP_' ~ way ~ '_' ~ parts[1] ~ '_NET': '+'}, item="'" ~ line ~ "'") }}
union all {{ figure('mof_flows_totals', 'right', 'stg_mof_japan__securities_flows_weekly', line ~ '_NET', item="'" ~ line ~ "'") }}
{% endfor %}
{% endfor %}
union all
select 'cip_identity', 'left', tenor, month_end, govt, known_at from cip where nth = 1
union all
select 'cip_identity', 'right', tenor, month_end, rest, known_at from cip where nth = 1
{% for check, mart, whole, parts in [
    ('net_liquidity_attribution', 'net_liquidity_weekly', 'change_1w_usd_mn',
        ['from_fed_assets_usd_mn', 'from_tga_usd_mn', 'from_on_rrp_usd_mn']),
    ('reserve_attribution_levels', 'reserve_attribution_levels_weekly', 'change_1w_usd_mn',
        ['from_supplying_usd_mn', 'from_currency_usd_mn', 'from_tga_usd_mn', 'from_rrp_others_usd_mn',
        'from_rrp_foreign_usd_mn', 'from_other_deposits_usd_mn', 'from_treasury_cash_usd_mn',
        'from_remaining_lines_usd_mn', 'residual_usd_mn']),
    ('reserve_attribution_averages', 'reserve_attribution_averages_weekly', 'change_1w_usd_mn',
        ['from_supplying_usd_mn', 'from_currency_usd_mn', 'from_tga_usd_mn', 'from_rrp_others_usd_mn',
        'from_rrp_foreign_usd_mn', 'from_other_deposits_usd_mn', 'from_treasury_cash_usd_mn',
        'from_remaining_lines_usd_mn', 'residual_usd_mn']),
] %}
union all
select '{{ check }}', 'left', '', period_end, {{ parts | join(' + ') }}, known_at
from {{ ref(mart) }} where {{ parts | join(' + ') }} is not null
union all
select '{{ check }}', 'right', '', period_end, {{ whole }}, known_at
from {{ ref(mart) }} where {{ whole }} is not null and {{ parts | join(' + ') }} is not null
{% endfor %}
union all
select
    'tga_attribution', side, '', date,
    case when side = 'right' then change_usd_mn else
        from_taxes_usd_mn + from_public_debt_usd_mn + from_interest_usd_mn + from_benefits_usd_mn + from_other_usd_mn
        + residual_usd_mn
    end,
    known_at
from {{ ref('tga_flows_daily') }}, (values ('left'), ('right')) as sides (side)
where residual_usd_mn is not null
