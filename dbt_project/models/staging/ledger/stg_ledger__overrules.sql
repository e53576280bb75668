select
    release,
    digest as delivery,
    fetched_at,
    decided_at,
    verdict,
    nullif(guard, '') as guard,
    nullif(series, '') as series,
    nullif(area, '') as area,
    why,
    nullif(decided_by, '') as decided_by
from {{ source('ledger', 'overrules') }}
