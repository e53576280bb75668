select
    release,
    delivery,
    fetched_at,
    outcome,
    series,
    area,
    found,
    reason,
    guard,
    guard is not null and guard <> 'hand' as may_be_accepted,
    payloads
from {{ ref('stg_ledger__quarantine') }}
