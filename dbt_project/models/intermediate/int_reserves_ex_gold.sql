{#- Official reserves without gold, US dollars in millions: the IMF's own figure, else the same by FRED, else (China)
    the foreign currency reserves of SAFE, which leave out the IMF position and SDRs. The series is named in each row. -#}
with
candidates as (
    select area, period_end, series, value, known_at, 1 as priority
    from {{ ref('stg_imf__international_liquidity') }}
    where series = 'IMF_RESERVES_EX_GOLD' and value is not null
    union all
    select area, period_end, series, value, known_at, 2
    from {{ ref('stg_fred__reserves_ex_gold') }}
    where value is not null
    union all
    select area, period_end, series, value, known_at, 3
    from {{ ref('stg_safe__official_reserves') }}
    where series = 'SAFE_FX_RESERVES' and value is not null
)
select area, period_end, series as reserves_series, value as reserves_ex_gold_usd_mn, known_at
from candidates
qualify row_number() over (partition by area, period_end order by priority) = 1
