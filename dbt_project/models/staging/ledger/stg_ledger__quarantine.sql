select
    release,
    digest as delivery,
    fetched_at,
    payloads,
    outcome,
    nullif(guard, '') as guard,
    series,
    area,
    found,
    reason
from {{ source('ledger', 'quarantine') }}
