select * from {{ source('catalog', 'releases') }}
