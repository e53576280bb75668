{#- The lines of the Treasury's two statements of its debt with their types: what was outstanding at the end of a month, and what was
    issued and redeemed on a day. Totals are the publisher's own and kept apart; a line of a new name is «new». -#}
with
lines as (
    select
        series,
        period_end,
        -- a second line of one name within a day is numbered by the parser
        regexp_replace(area, ' \(\d+\)$', '') as line,
        area as label,
        value as amount_usd_mn,
        known_at
    from {{ ref('stg_treasury__mspd') }}
    where series in ('MSPD_OUTSTANDING', 'MSPD_HELD_BY_PUBLIC')
    union all
    select series, period_end, regexp_replace(area, ' \(\d+\)$', ''), area, value, known_at
    from {{ ref('stg_treasury__public_debt_transactions') }}
)
select
    lines.series,
    lines.period_end,
    lines.label,
    case
        when lines.line like 'Marketable - %' then 'marketable'
        when lines.line like 'Nonmarketable - %' then 'nonmarketable'
        else 'total'
    end as market,
    case when lines.line like 'Marketable - %' then coalesce(types.type, 'new') end as type,
    lines.amount_usd_mn,
    lines.known_at
from lines
left join {{ ref('treasury_security_types') }} as types on lines.line = types.line
