{#- Equities, the 10-year yield and the currency of a market on the days that all of them have in common. A leg of which
    nothing at all is held leaves the days to the others and says why. -#}
with
markets as (select * from {{ ref('sell_off_markets') }}),
closes as (select asset, date, close, known_at from {{ ref('int_asset_closes') }}),
yields as (select series, period_end as date, value as yield_pct, known_at from {{ ref('int_rates') }} where not monthly),
coverage as (select asset, last_date, reason from {{ ref('int_asset_coverage') }}),
spans as (
    select
        markets.*,
        equity.last_date is not null as equity_held,
        bond.last_date is not null as yield_held,
        currency.last_date is not null as currency_held,
        {{ reasons(['equity.reason', 'bond.reason', 'currency.reason']) }} as reason
    from markets
    left join coverage as equity on markets.equity_asset = equity.asset
    left join coverage as bond on markets.yield_series = bond.asset
    left join coverage as currency on markets.currency_asset = currency.asset
),
days as (
    select spans.market, closes.date from spans inner join closes on closes.asset in (spans.equity_asset, spans.currency_asset)
    union
    select spans.market, yields.date from spans inner join yields on spans.yield_series = yields.series
)
select
    spans.market,
    spans.area,
    days.date,
    equity.close as equity_close,
    yields.yield_pct,
    currency.close as currency_close,
    greatest(equity.known_at, yields.known_at, currency.known_at) as known_at,
    spans.reason
from spans
inner join days on spans.market = days.market
left join closes as equity on spans.equity_asset = equity.asset and days.date = equity.date
left join yields on spans.yield_series = yields.series and days.date = yields.date
left join closes as currency on spans.currency_asset = currency.asset and days.date = currency.date
where
    (equity.close is not null or not spans.equity_held)
    and (yields.yield_pct is not null or not spans.yield_held)
    and (currency.close is not null or not spans.currency_held)
