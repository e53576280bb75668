select
    said.estimate,
    said.as_of_date,
    said.kind,
    case when said.kind = 'official_estimate' then said.jpy_bn end as carry_stock_jpy_bn,
    said.jpy_bn as amount_jpy_bn,
    said.usd_bn as amount_usd_bn,
    said.who,
    said.document,
    said.what_it_measures,
    said.caveat,
    said.page,
    said.announced_at as known_at,
    case when said.kind <> 'official_estimate' then 'carry stock: this amount is no estimate of it, but an amount of which carry trades are a part' end
        as degraded_reason
from {{ ref('carry_stock_statements') }} as said, {{ ref('stg_ledger__as_of') }} as edition
where said.announced_at <= edition.as_of
