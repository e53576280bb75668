{#- What a change in holdings is made of. Since February 2023 the Treasury publishes it apart (form SLT): valuation, net sales and the rest.
    No release of the catalog reads that table, and a sale is never inferred from a change: the parts stay NULL. -#}
{% set first_month = '2023-02-28' %}
select
    holder,
    area,
    kind,
    period_end,
    holdings_usd_bn,
    change_usd_bn,
    null::double as valuation_usd_bn,
    null::double as net_purchases_usd_bn,
    null::double as other_usd_bn,
    known_at,
    {{ reasons([
        "case when change_usd_bn is null then coalesce(degraded_reason, 'change: not known') end",
        "'valuation, net purchases, other: not available, because no release of the catalog reads the table of form SLT that holds them'",
    ]) }} as degraded_reason
from {{ ref('treasury_holders_monthly') }}
where period_end >= '{{ first_month }}' and kind <> 'part_of_total'
