"""The closed vocabulary of rules that a claim may name, each an SQL expression over one claim's line of figures.

A line holds the figures that a claim rests on, as known at one moment, oldest first: ``value`` in base units,
``native`` in the figure's own unit, ``period_end``, ``known_at``, and over its window ``newest``, ``initial`` (the last
figure up to ``since``), ``running_high``, ``peak_period``, ``meets`` (whether the claim's condition holds) and
``last_miss``.
"""

from __future__ import annotations

from dataclasses import dataclass

VALUE, PERCENT, NUMBER, DATE = "value", "percent", "number", "date"
IN_UNIT = "CASE unit WHEN 'year' THEN year({day}) ELSE 100 * year({day}) + month({day}) END"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule says, the dimension of its answer (of the figure itself for VALUE), and its SQL."""

    says: str
    answer: str
    sql: str
    needs: tuple[str, ...] = ()  # columns of the claim that must not be empty
    from_start: bool = False  # compares with the last figure up to `since`


FIRST = IN_UNIT.format(day="min(period_end) FILTER (meets)")
LAST = IN_UNIT.format(day="max(period_end) FILTER (meets)")
HIGH_DAY = IN_UNIT.format(day="arg_max(period_end, value)")
LOW_DAY = IN_UNIT.format(day="arg_min(period_end, value)")
TROUGH = "min(value) FILTER (period_end > peak_period)"

RULES = {
    "level": Rule("the figure of the newest period, or of `until`", VALUE, "any_value(newest)"),
    "tally": Rule("a metric's count over its whole history, however far that reaches", VALUE, "any_value(newest)"),
    "change": Rule("newest − the figure at `since`", VALUE, "any_value(newest - initial)", ("since",), True),
    "percent_change": Rule(
        "newest / figure at `since` − 1", PERCENT, "100 * any_value(newest / nullif(initial, 0) - 1)", ("since",), True
    ),
    "average": Rule("mean over the window", VALUE, "avg(value ORDER BY period_end)", ("since",)),
    "sum": Rule("sum over the window", VALUE, "sum(value ORDER BY period_end)", ("since",)),
    "highest": Rule("greatest figure of the window", VALUE, "max(value)"),
    "lowest": Rule("smallest figure of the window", VALUE, "min(value)"),
    "rank_high": Rule("rank of the newest figure, 1 a record high", NUMBER, "1 + count(*) FILTER (value > newest)"),
    "rank_low": Rule("rank of the newest figure, 1 a record low", NUMBER, "1 + count(*) FILTER (value < newest)"),
    "streak": Rule(
        "newest periods in a row that meet the condition",
        NUMBER,
        "count(*) FILTER (last_miss IS NULL OR period_end > last_miss)",
        ("condition",),
    ),
    "count": Rule("periods that meet the condition", NUMBER, "count(*) FILTER (meets)", ("condition",)),
    "share": Rule(
        "periods that meet the condition, of all", PERCENT, "100 * count(*) FILTER (meets) / count(*)", ("condition",)
    ),
    "first_time": Rule("first period that meets the condition", DATE, FIRST, ("condition",)),
    "last_time": Rule("last period that meets the condition", DATE, LAST, ("condition",)),
    "date_of_high": Rule("period of the greatest figure", DATE, HIGH_DAY),
    "date_of_low": Rule("period of the smallest figure", DATE, LOW_DAY),
    "drawdown": Rule(
        "deepest fall below the highest figure before",
        PERCENT,
        "100 * min(value / nullif(running_high, 0) - 1)",
        ("since",),
    ),
    "recovery": Rule(
        "(newest − trough) / (peak − trough) of the window",
        PERCENT,
        f"100 * (any_value(newest) - {TROUGH}) / nullif(max(value) - {TROUGH}, 0)",
        ("since",),
    ),
}

# When a claim holds of a figure, and when nearly: 1 % of levels, 2 bp of yields, 0.1 pp of growth; ranks and streaks
# exactly. Roughly is five times that.
HELPERS = """
    CREATE OR REPLACE TEMP MACRO tolerance_of(kind, official, scale) AS
        CASE kind WHEN 'level' THEN 0.01 * abs(official) WHEN 'yield' THEN 0.02 / scale WHEN 'growth' THEN 0.1 / scale
        ELSE 0 END + 1e-9 * greatest(1, abs(official));
    CREATE OR REPLACE TEMP MACRO is_true(op, claimed, high, official, tolerance) AS
        CASE op WHEN '=' THEN abs(claimed - official) <= tolerance WHEN '>=' THEN official >= claimed
        WHEN '<=' THEN official <= claimed WHEN '>' THEN official > claimed WHEN '<' THEN official < claimed
        WHEN 'between' THEN official BETWEEN claimed AND high END;
    CREATE OR REPLACE TEMP MACRO is_near(op, claimed, high, official, tolerance) AS
        CASE op WHEN '=' THEN abs(claimed - official) <= 5 * tolerance
        WHEN 'between' THEN official BETWEEN claimed - tolerance AND high + tolerance
        ELSE abs(claimed - official) <= tolerance END;
"""

# The columns of a line that rules read, over the rows of one claim, reading and clock.
LINE = """
    CREATE OR REPLACE TEMP TABLE line AS
    WITH stepped AS (
        SELECT *,
            native - lag(native) OVER by_day AS step,
            max(value) OVER (by_day ROWS UNBOUNDED PRECEDING) AS running_high,
            last_value(value) OVER whole AS newest,
            last_value(period_end) OVER whole AS newest_period,
            arg_max(period_end, value) OVER whole AS peak_period
        FROM leg
        WINDOW by_day AS (PARTITION BY claim_id, reading, clock ORDER BY period_end),
            whole AS (by_day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ),
    judged AS (
        SELECT *,
            CASE regexp_extract(condition, '^(rises|falls|between|[<>=]+)', 1)
                WHEN 'rises' THEN step > 0 WHEN 'falls' THEN step < 0
                WHEN '>=' THEN native >= bound WHEN '<=' THEN native <= bound WHEN '>' THEN native > bound
                WHEN '<' THEN native < bound WHEN '=' THEN native = bound
                WHEN 'between' THEN native BETWEEN bound AND upper_bound
            END IS TRUE AS meets
        FROM stepped
    )
    SELECT *,
        max(CASE WHEN NOT meets THEN period_end END) OVER own AS last_miss,
        max(CASE WHEN from_start AND period_end <= since THEN period_end END) OVER own AS start_period,
        arg_max(value, CASE WHEN from_start AND period_end <= since THEN period_end END) OVER own AS initial
    FROM judged
    WINDOW own AS (PARTITION BY claim_id, reading, clock)
"""


def answers() -> str:
    """SQL that creates ``answer``: what each rule finds for each claim, reading and clock, in base units.

    A change rests on its two ends, a level on its newest figure, every other rule on its whole window.
    """
    parts = []
    for name, rule in RULES.items():
        used = (
            "period_end IN (newest_period, start_period)" if rule.from_start or name in ("level", "tally") else "TRUE"
        )
        parts.append(
            f"""SELECT claim_id, reading, clock, ({rule.sql})::DOUBLE AS found, max(newest_period) AS period_end,
            max(known_at) FILTER ({used}) AS known_at, max(first_known_at) FILTER ({used}) AS first_known_at
            FROM line WHERE rule = '{name}' GROUP BY claim_id, reading, clock, unit"""
        )
    return "CREATE OR REPLACE TEMP TABLE answer AS " + " UNION ALL ".join(parts)
