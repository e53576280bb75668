{#- The lines of the statement's deposits and withdrawals with the group that each belongs to. Later lines of one name carry a
    number, and until 2023 some stand under «Other Deposits» or «Other Withdrawals»: both are taken off before the seed is asked. -#}
with
lines as (
    select
        period_end as date,
        series = 'DTS_DEPOSITS' as is_deposit,
        area,
        regexp_replace(regexp_replace(area, ' \([0-9]+\)$', ''), '^Other (Deposits|Withdrawals) - ', '') as line,
        value,
        known_at
    from {{ ref('stg_treasury__deposits_withdrawals') }}
)
select
    lines.date,
    lines.is_deposit,
    lines.area,
    lines.line,
    lines.value,
    lines.known_at,
    -- sums of other lines, whatever they are called: «Sub-Total Deposits», «Treasury General Account Total Withdrawals»
    regexp_matches(lower(lines.line), 'total.*(deposits|withdrawals)') as is_total,
    regexp_matches(lower(lines.line), 'sub-?total') as is_subtotal,
    groups.line is not null as is_listed,
    case when groups.line is null then 'other' else groups.line_group end as line_group
from lines
left join {{ ref('dts_line_groups') }} as groups
    on lines.line = groups.line and lines.is_deposit = (groups.side = 'deposit')
