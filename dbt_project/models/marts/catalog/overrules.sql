select
    release,
    delivery,
    fetched_at,
    decided_at,
    verdict,
    guard,
    series,
    area,
    why,
    decided_by
from {{ ref('stg_ledger__overrules') }}
