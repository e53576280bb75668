select as_of from {{ source('ledger', 'as_of') }}
