select
    said.pair,
    pairs.area,
    said.period_start,
    said.period_end,
    said.jpy_bought_bn as bought_jpy_bn,
    said.usd_sold_bn as sold_usd_bn,
    said.who,
    said.note,
    said.page,
    said.announced_at as known_at,
    case
        when said.usd_sold_bn is null then 'dollars sold: the publisher gives the amount in its own currency'
        else 'own currency bought: the publisher gives the amount in dollars'
    end as degraded_reason
from {{ ref('official_fx_transactions') }} as said
inner join {{ ref('currency_pairs') }} as pairs on said.pair = pairs.pair
cross join {{ ref('stg_ledger__as_of') }} as edition
where said.announced_at <= edition.as_of
