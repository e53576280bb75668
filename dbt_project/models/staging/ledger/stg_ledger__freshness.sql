select * from {{ source('ledger', 'freshness') }}
