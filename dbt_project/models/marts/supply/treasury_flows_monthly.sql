{#- What a change in foreign holdings is made of. Since February 2023 form SLT has net sales and, for securities of more than a year,
    changes of value; what they leave of the change is the rest (bills' changes of value, corrections, holders that moved). Nothing is
    inferred: where the form has no figure the holdings stand alone, from the table of major holders, and a fall of them is no sale. -#}
{% set first_month = '2023-02-28' %}
{% set columns = {
    'holdings': 'TIC_SLT_HOLDINGS',
    'net_purchases': 'TIC_SLT_NET_SALES',
    'long_term_holdings': 'TIC_SLT_LONG_TERM_HOLDINGS',
    'long_term_net_purchases': 'TIC_SLT_LONG_TERM_NET_SALES',
    'valuation': 'TIC_SLT_LONG_TERM_VALUATION',
    'bill_holdings': 'TIC_SLT_BILL_HOLDINGS',
    'bill_net_purchases': 'TIC_SLT_BILL_NET_SALES',
} %}
with
form as (
    select
        area as holder,
        period_end,
        {% for column, series in columns.items() -%}
        max(value) filter (where series = '{{ series }}') / 1000 as {{ column }},
        {% endfor -%}
        max(known_at) as known_at
    from {{ ref('stg_tic__slt_treasuries') }}
    group by area, period_end
),
state as (
    select degraded_reason from {{ ref('stg_ledger__states') }} where release = 'tic__slt_treasuries'
),
reach as (select min(period_end) as first_period, max(period_end) as last_period from form),
majors as (
    select * from {{ ref('treasury_holders_monthly') }} where period_end >= '{{ first_month }}' and kind <> 'part_of_total'
),
rows_wanted as (
    select holder, period_end from majors
    union
    select holder, period_end from form where period_end >= '{{ first_month }}'
),
joined as (
    select
        wanted.holder,
        wanted.period_end,
        coalesce(labels.area, majors.area) as area,
        coalesce(
            labels.kind, majors.kind,
            case
                when starts_with(wanted.holder, 'Of Which:') then 'part_of_total'
                when starts_with(wanted.holder, 'Total ') or starts_with(wanted.holder, 'Memo:') then 'group'
                else 'unknown'
            end
        ) as kind,
        -- one table or the other for a whole change: the one rounds to a hundred million
        now.holdings is not null as of_form,
        case when now.holdings is not null then 'TIC_SLT_HOLDINGS' when majors.holdings_usd_bn is not null then 'TIC_HOLDINGS' end
            as holdings_series,
        coalesce(now.holdings, majors.holdings_usd_bn) as holdings,
        case when now.holdings is not null then now.holdings - before.holdings else majors.change_usd_bn end as change,
        now.valuation,
        now.net_purchases,
        now.long_term_net_purchases,
        now.bill_net_purchases,
        now.long_term_holdings,
        now.bill_holdings,
        now.long_term_holdings - before.long_term_holdings as long_term_change,
        now.bill_holdings - before.bill_holdings as bill_change,
        now.holder is not null as in_form,
        greatest(
            now.known_at, before.known_at, case when now.holdings is null then majors.known_at end
        ) as known_at,
        majors.degraded_reason as major_reason,
        case
            when reach.last_period is null
                then 'TIC_SLT_HOLDINGS: ' || coalesce((select degraded_reason from state), 'no figure is known')
            when wanted.period_end > reach.last_period then 'TIC_SLT_HOLDINGS: last figure held is of ' || reach.last_period
            when wanted.period_end < reach.first_period then 'TIC_SLT_HOLDINGS: first figure held is of ' || reach.first_period
            when now.holder is null then 'TIC_SLT_HOLDINGS: the form does not list this holder'
        end as form_reason
    from rows_wanted as wanted
    cross join reach
    left join majors on wanted.holder = majors.holder and wanted.period_end = majors.period_end
    left join form as now on wanted.holder = now.holder and wanted.period_end = now.period_end
    left join form as before
        on wanted.holder = before.holder and last_day(wanted.period_end - interval 1 month) = before.period_end
    left join {{ ref('tic_labels') }} as labels on wanted.holder = labels.label
),
-- parts are shown of the change that is shown: of the same form and month
split as (
    select
        *,
        case when of_form and change is not null then valuation end as valuation_shown,
        case when of_form and change is not null then net_purchases end as net_purchases_shown,
        long_term_change - valuation - long_term_net_purchases as long_term_other
    from joined
)
select
    holder,
    area,
    kind,
    period_end,
    holdings_series,
    round(holdings, 6) as holdings_usd_bn,
    round(change, 6) as change_usd_bn,
    valuation_shown as valuation_usd_bn,
    net_purchases_shown as net_purchases_usd_bn,
    round(change - valuation_shown - net_purchases_shown, 6) as other_usd_bn,
    round(long_term_holdings, 6) as long_term_holdings_usd_bn,
    round(long_term_change, 6) as long_term_change_usd_bn,
    long_term_net_purchases as long_term_net_purchases_usd_bn,
    round(long_term_other, 6) as long_term_other_usd_bn,
    round(bill_holdings, 6) as bill_holdings_usd_bn,
    round(bill_change, 6) as bill_change_usd_bn,
    bill_net_purchases as bill_net_purchases_usd_bn,
    round(bill_change - bill_net_purchases, 6) as bill_other_usd_bn,
    known_at,
    {{ reasons([
        "form_reason",
        "case when kind = 'unknown' then 'kind: the label is new; add it to the seed tic_labels' end",
        "case when form_reason is not null and change is null then coalesce(major_reason, 'change: not known') end",
        "case when form_reason is null and not of_form then 'total: the form prints n.a. for this holder' end",
        "case when of_form and change is null then 'change: no figure of the form for the month before' end",
        "case when of_form and change is not null and (valuation is null or net_purchases is null) then 'valuation, net purchases: the form prints n.a. for this month' end",
        "case when form_reason is null and long_term_change is null then 'long term: the form prints n.a. for this month or the one before' end",
        "case when form_reason is null and long_term_change is not null and long_term_other is null then 'long term: its net purchases or change of value are n.a.' end",
        "case when form_reason is null and bill_change is null then 'bills: the form prints n.a. for this month or the one before' end",
        "case when form_reason is null and bill_change is not null and bill_net_purchases is null then 'bills: their net purchases are n.a.' end",
    ]) }} as degraded_reason
from split
