{#- Every change at which equities, bonds and the currency of a market all fell by at least a threshold of the seed
    sell_off_grid. A threshold of 0 wants a fall, too: nothing that stood still has been sold off. -#}
with
changes as (select * from {{ ref('int_sell_off_changes') }}),
grid as (select * from {{ ref('sell_off_grid') }}),
bounds as (
    select
        changes.*,
        grid.threshold,
        case grid.scale when 'absolute' then grid.equity_fall_pct
            else grid.sigma_ratio * changes.sigma_equity_return_pct end as least_fall_pct,
        case grid.scale when 'absolute' then grid.yield_rise_bp
            else grid.sigma_ratio * changes.sigma_yield_change_bp end as least_rise_bp,
        case grid.scale when 'absolute' then grid.currency_fall_pct
            else grid.sigma_ratio * changes.sigma_currency_return_pct end as least_currency_fall_pct,
        case grid.scale when 'absolute' then changes.known_at
            else greatest(changes.known_at, changes.window_known_at) end as used_known_at
    from changes
    cross join grid
)
select
    market,
    area,
    horizon,
    threshold,
    date,
    equity_return_pct,
    yield_change_bp,
    currency_return_pct,
    -- with a leg missing nothing was judged, even where another one rose
    case
        when
            equity_return_pct + least_fall_pct is not null
            and yield_change_bp + least_rise_bp is not null
            and currency_return_pct + least_currency_fall_pct is not null
            then
                equity_return_pct < 0 and equity_return_pct <= -least_fall_pct
                and yield_change_bp > 0 and yield_change_bp >= least_rise_bp
                and currency_return_pct < 0 and currency_return_pct <= -least_currency_fall_pct
    end as fell,
    used_known_at as known_at,
    reason
from bounds
