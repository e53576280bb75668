select * from {{ source('catalog', 'series') }}
