{#- No estimate before it was published. -#}
select
    estimates.estimate,
    estimates.metric,
    estimates.area,
    estimates.what,
    estimates.low,
    estimates.high,
    estimates.unit,
    estimates.shock,
    estimates.shock_usd_mn,
    estimates.horizon_days,
    estimates.who,
    estimates.reference,
    estimates.note,
    estimates.page,
    estimates.announced_at as known_at,
    case
        when estimates.shock_usd_mn is null or estimates.horizon_days is null
            then 'shock: its size or horizon is not part of the estimate'
    end as degraded_reason
from {{ ref('literature_estimates') }} as estimates,
    {{ ref('stg_ledger__as_of') }} as edition
where estimates.announced_at <= edition.as_of
