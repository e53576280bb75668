-- Rows of claims that no rule could test: neither a rule nor a reason why there is none, or a rule without what it needs.
select claim_id, rule
from {{ ref('claims') }}
where
    (rule is null) = (untestable is null)
    or (
        rule is not null
        and (
            kind is null or figure is null or area is null or op is null or value is null or unit is null
            or tolerance is null
        )
    )
    or (combine is null) <> (against is null)
    or (against is null) <> (against_area is null)
    or (op = 'between') <> (value_high is not null)
    or (
        rule in ('change', 'percent_change', 'average', 'sum', 'drawdown', 'recovery')
        and since is null
    )
    or (rule in ('streak', 'count', 'share', 'first_time', 'last_time') and condition is null)
    or not regexp_matches(
        condition, '^((>=|<=|>|<|=) -?[0-9.]+|rises|falls|between -?[0-9.]+ and -?[0-9.]+)$'
    )
    or not regexp_matches(
        as_of, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?([+-][0-9]{2}(:?[0-9]{2})?|Z))?$'
    )
