select * from {{ source('ledger', 'states') }}
