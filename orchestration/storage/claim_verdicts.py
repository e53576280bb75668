"""From what the rules found to verdicts: one row a claim, with both verdicts, both figures and why."""

from __future__ import annotations

VERDICTS_KNOWN = {
    "true": "holds: within 1 % of levels, 2 bp of yields, 0.1 pp of growth; ranks, counts and dates exactly",
    "roughly": "within five times that, or right on a basis that the claim states; thresholds missed by less than once",
    "stale": "true of the print before, or only of what was known then",
    "basis_error": "right on another basis than it says",
    "unit_error": "right but for its unit: off by a thousand, ten thousand …",
    "false": "none of these",
    "pit_impossible": "the figure of its period was not out yet when it was said",
    "pending": "its period lies after it, or after the figures held here",
    "untestable": "no figure is held; the reason says what would be needed",
}
COMMENT = (
    "Claims of articles, each judged by the official figures: as known when the claim was made (then) and as known in "
    "this edition (now). A verdict is true, roughly, false, stale, unit_error, basis_error, pit_impossible, pending or "
    "untestable; none is typed by hand."
)
_SIDE = {
    "verdict": "Verdict {by}.",
    "official": "Official figure {by}, in the unit of the claim; NULL with a reason.",
    "period": "Last day of the newest period that the figure rests on.",
    "known_at": "Moment (UTC) from which the figure {by} was known.",
    "distance": "Claimed minus official, in the unit of the claim.",
    "distance_pct": "The same in percent of the size of the official figure; NULL for ranks, dates and signs.",
    "reason": "What a reader should know of the verdict {by}; NULL when nothing.",
}
_CLOCKS = {"then": "by what was known when the claim was made", "now": "by what is known in this edition"}
COMMENTS = {
    "claim_id": "Name of the claim.",
    "article": "Article that makes the claim, as in articles.",
    "claim": "The claim in our own words.",
    "as_of": "Day or moment of the claim; a day means its end, UTC.",
    "rule": "Rule that tests it.",
    "figure": "Series or metric that it is tested against; with minus or over, two.",
    "area": "Area of that figure.",
    "since": "First day of the window, or start of a change.",
    "until": "Last day of the period that the claim names; NULL for the newest period known at its moment.",
    "condition": "What periods must meet, in the own unit of the figure.",
    "op": "How the claim compares: =, >=, <=, >, <, between.",
    "claimed": "The claimed figure.",
    "claimed_high": "Upper end of a claimed range.",
    "unit": "Unit of the claim.",
    "tolerance": "level: 1 percent; yield: 2 basis points; growth: 0.1 percentage points; exact: none. Roughly: 5 x.",
    **{f"{name}_{clock}": text.format(by=by) for clock, by in _CLOCKS.items() for name, text in _SIDE.items()},
    "note": "What to know of the claim and its test.",
}  # fmt: skip

VERDICTS = """
CREATE OR REPLACE TEMP TABLE verdicts AS
WITH
claim AS (
    SELECT claim_rules.*, readings.moment, readings.answer, unit.scale, unit.dimension
    FROM claim_rules
    LEFT JOIN (
        SELECT claim_id, moment, rule_facts.answer FROM readings JOIN rule_facts USING (rule) WHERE reading = 0
    ) AS readings USING (claim_id)
    LEFT JOIN claim_units AS unit ON unit.unit = claim_rules.unit
),
line_unit AS (SELECT claim_id, reading, any_value(dimension) AS dimension FROM leg GROUP BY ALL),
found AS (
    SELECT answer.claim_id, answer.reading, answer.clock, answer.found AS in_base,
        answer.period_end, answer.known_at, answer.first_known_at,
        CASE claim.answer WHEN 'value' THEN CASE WHEN claim.dimension = line_unit.dimension THEN found / claim.scale END
            WHEN 'percent' THEN CASE WHEN claim.dimension = 'percent' THEN found / claim.scale END
            ELSE found END AS official
    FROM answer JOIN claim USING (claim_id) LEFT JOIN line_unit USING (claim_id, reading)
),
held AS (
    SELECT found.*, claim.op, claim.value, claim.value_high, claim.tolerance,
        tolerance_of(claim.tolerance, official, claim.scale) AS allowed
    FROM found JOIN claim USING (claim_id) WHERE official IS NOT NULL
),
compared AS (
    SELECT *,
        is_true(op, value, value_high, official, allowed) AS holds,
        is_near(op, value, value_high, official, allowed) AND tolerance <> 'exact' AS nearly
    FROM held
),
-- the factor by which a claimed figure misses: a thousand, ten thousand, ounces for tonnes
slipped AS (
    SELECT claim_id, clock, min_by(factor.what, abs(ln(factor.factor))) AS slip
    FROM compared JOIN claim_unit_factors AS factor
        ON abs(value / nullif(official * factor.factor, 0) - 1) <= CASE tolerance WHEN 'level' THEN 0.05 ELSE 0.01 END
    WHERE reading = 0 AND op = '=' AND tolerance <> 'exact' AND clock <> 'before'
    GROUP BY ALL
),
elsewhere AS (
    SELECT compared.claim_id, compared.clock, bool_or(readings.stated) AS stated, min(readings.basis) AS basis
    FROM compared JOIN readings USING (claim_id, reading)
    WHERE compared.reading > 0 AND compared.holds GROUP BY ALL
),
-- what is held today of the figure behind each claim, and why there may be nothing
coverage AS (
    -- of two figures, the days that both are held for
    SELECT claim_id, max(first_period) AS first_period, min(last_period) AS last_period FROM (
        SELECT reading.claim_id, fact.figure, min(fact.period_end) AS first_period, max(fact.period_end) AS last_period
        FROM readings AS reading JOIN fact ON fact.moment = 'infinity' AND fact.kind = reading.kind
            AND ((fact.figure = reading.figure AND fact.area = reading.area)
                OR (fact.figure = reading.against AND fact.area = reading.against_area))
        WHERE reading.reading = 0 GROUP BY ALL)
    GROUP BY claim_id
),
leg_of_claim AS (
    SELECT leg.*, (
        SELECT max_by(metrics.degraded_reason, metrics.period_end) FROM metrics
        WHERE leg.kind = 'metric' AND metrics.metric = leg.figure AND metrics.area = leg.area) AS said
    FROM (
        SELECT claim_id, kind, figure, area FROM readings WHERE reading = 0
        UNION ALL SELECT claim_id, kind, against, against_area FROM readings
        WHERE reading = 0 AND against IS NOT NULL
    ) AS leg
),
-- of what a metric lacks, the inputs that its mart names; else all that are not held. The rest speaks of other columns.
of_input AS (
    SELECT figure, area, named, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reason
    FROM (
        SELECT need.figure, need.area, releases.release || ': ' || releases.degraded_reason AS reason,
            contains(need.said, series.series || ':') OR contains(need.said, releases.release || ':') AS named
        FROM (
            SELECT DISTINCT leg.figure, leg.area, leg.said, unnest(string_split(dictionary.inputs, ' ')) AS input
            FROM leg_of_claim AS leg JOIN metric_dictionary AS dictionary ON dictionary.metric = leg.figure
            WHERE leg.kind = 'metric'
        ) AS need JOIN series ON series.series = need.input JOIN releases ON releases.release = series.release
        WHERE releases.degraded_reason IS NOT NULL)
    GROUP BY ALL
),
lacking AS (
    SELECT claim_id, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reason FROM (
        SELECT leg.claim_id, CASE
            WHEN leg.kind = 'metric' AND leg.figure NOT IN (SELECT metric FROM metric_dictionary)
                THEN 'metric not in this warehouse: ' || leg.figure
            WHEN leg.kind = 'series' AND leg.figure NOT IN (SELECT series FROM series)
                THEN 'series not in this warehouse: ' || leg.figure
            WHEN NOT EXISTS (FROM fact WHERE fact.moment = 'infinity' AND fact.figure = leg.figure
                    AND fact.kind = leg.kind AND fact.area = leg.area)
                THEN coalesce(leg.figure || ': ' || releases.degraded_reason, of_metric.reason, of_input.reason,
                    leg.figure || ': ' || coalesce(leg.said, 'no figure is known of ' || leg.area))
            END AS reason
        FROM leg_of_claim AS leg LEFT JOIN series ON leg.kind = 'series' AND series.series = leg.figure
        LEFT JOIN releases ON releases.release = series.release
        LEFT JOIN of_input AS of_metric ON of_metric.figure = leg.figure AND of_metric.area = leg.area
            AND of_metric.named
        LEFT JOIN of_input ON of_input.figure = leg.figure AND of_input.area = leg.area AND NOT of_input.named)
    WHERE reason IS NOT NULL GROUP BY ALL
),
unknown AS (
    SELECT DISTINCT claim_id FROM leg_of_claim WHERE CASE kind
        WHEN 'metric' THEN figure NOT IN (SELECT metric FROM metric_dictionary)
        ELSE figure NOT IN (SELECT series FROM series) END
),
mismatched AS (
    SELECT DISTINCT claim_id FROM found WHERE reading = 0 AND official IS NULL AND in_base IS NOT NULL
),
horizon AS (SELECT max(known_at) AS known_until FROM observation_versions),
sides AS (
    SELECT claim.*, clocks.clock, of_clock.official, of_clock.period_end, of_clock.known_at, of_clock.holds,
        of_clock.nearly,
        today.official AS official_today, today.first_known_at AS first_known_today,
        before.holds AS held_before, before.official AS official_before, before.period_end AS period_before,
        earlier.holds AS held_then, earlier.official AS official_then,
        slipped.slip, elsewhere.stated, elsewhere.basis, coverage.first_period, coverage.last_period,
        unknown.claim_id IS NOT NULL AS is_unknown, due.due_at,
        coalesce(lacking.reason, CASE WHEN mismatched.claim_id IS NOT NULL
            THEN claim.figure || ': no figure that could be put in ' || claim.unit END) AS lacks, horizon.known_until,
        coalesce(claim.until, claim.moment::DATE) AS day
    FROM claim CROSS JOIN (VALUES ('then'), ('now')) AS clocks (clock) CROSS JOIN horizon
    LEFT JOIN compared AS of_clock ON of_clock.claim_id = claim.claim_id AND of_clock.clock = clocks.clock
        AND of_clock.reading = 0
    LEFT JOIN compared AS today ON today.claim_id = claim.claim_id AND today.clock = 'now' AND today.reading = 0
    LEFT JOIN compared AS earlier ON earlier.claim_id = claim.claim_id AND earlier.clock = 'then'
        AND earlier.reading = 0
    LEFT JOIN compared AS before ON before.claim_id = claim.claim_id AND before.clock = 'before'
        AND before.reading = 0
    LEFT JOIN slipped ON slipped.claim_id = claim.claim_id AND slipped.clock = clocks.clock
    LEFT JOIN elsewhere ON elsewhere.claim_id = claim.claim_id AND elsewhere.clock = clocks.clock
    LEFT JOIN coverage ON coverage.claim_id = claim.claim_id
    LEFT JOIN lacking ON lacking.claim_id = claim.claim_id
    LEFT JOIN unknown ON unknown.claim_id = claim.claim_id
    LEFT JOIN due ON due.claim_id = claim.claim_id
    LEFT JOIN mismatched ON mismatched.claim_id = claim.claim_id
),
judged AS (
    SELECT *, CASE
        WHEN rule IS NULL OR is_unknown THEN 'untestable'
        -- what time alone tells needs no figure: a period still to come, one that was not due yet
        WHEN clock = 'then' AND day > moment::DATE THEN 'pending'
        WHEN clock = 'then' AND official_today IS NULL AND due_at > moment THEN 'pit_impossible'
        WHEN lacks IS NOT NULL THEN 'untestable'
        WHEN moment > known_until THEN 'pending'
        WHEN official IS NULL AND clock = 'then' AND official_today IS NOT NULL THEN 'pit_impossible'
        WHEN official IS NULL AND official_today IS NULL AND day > last_period THEN 'pending'
        WHEN official IS NULL THEN 'untestable'
        WHEN holds THEN 'true'
        WHEN held_before OR (clock = 'now' AND held_then) THEN 'stale'
        WHEN stated THEN 'roughly'
        WHEN basis IS NOT NULL THEN 'basis_error'
        WHEN nearly THEN 'roughly'
        WHEN slip IS NOT NULL THEN 'unit_error'
        ELSE 'false' END AS verdict
    FROM sides
),
told AS (
    SELECT judged.*, concat_ws('; ', CASE
        WHEN judged.rule IS NULL THEN coalesce(why.what, 'no rule')
        WHEN verdict = 'pending' AND day > moment::DATE AND clock = 'then' THEN 'speaks of ' || day || ', still to come'
        WHEN verdict = 'pit_impossible' AND official_today IS NULL
            THEN 'not due before ' || strftime(due_at, '%Y-%m-%d %H:%M') || ' UTC'
        WHEN lacks IS NOT NULL THEN lacks
        WHEN moment > known_until THEN 'the figures here end ' || strftime(known_until, '%Y-%m-%d')
        WHEN verdict = 'pending' THEN 'last figure held is of ' || last_period
        WHEN verdict = 'pit_impossible'
            THEN 'first published ' || strftime(first_known_today, '%Y-%m-%d %H:%M') || ' UTC'
        WHEN verdict = 'untestable' AND day < first_period THEN 'first figure held is of ' || first_period
        WHEN verdict = 'untestable' AND official IS NULL THEN 'no figure held for what the claim names'
        WHEN verdict = 'stale' AND held_before
            THEN 'true of the print before: ' || printf('%.6g', official_before) || ' of ' || period_before
        WHEN verdict = 'stale' THEN 'true of what was known then: ' || printf('%.6g', official_then)
        WHEN verdict = 'basis_error' OR (verdict = 'roughly' AND stated) THEN 'right on another basis: ' || basis
        WHEN verdict = 'unit_error' THEN slip
        END,
        -- the highest since 1999 among figures that begin in 2008
        CASE WHEN official IS NOT NULL AND first_period - since > 31
            THEN 'of the time since ' || since || ' figures are held from ' || first_period || ' on' END) AS said
    FROM judged LEFT JOIN claim_untestable AS why ON why.code = judged.untestable
)
SELECT
    claim_id, any_value(article) AS article, any_value(claim) AS claim, any_value(as_of) AS as_of,
    any_value(rule) AS rule,
    any_value(concat_ws(' ', figure, combine, against)) AS figure, any_value(area) AS area,
    any_value(since) AS since, any_value(until) AS until, any_value(condition) AS condition, any_value(op) AS op,
    any_value(value) AS claimed, any_value(value_high) AS claimed_high, any_value(unit) AS unit,
    any_value(tolerance) AS tolerance,
    {sides},
    any_value(note) AS note
FROM told GROUP BY claim_id
"""
_COLUMNS = {
    "verdict": "verdict",
    "official": "official",
    "period": "period_end",
    "known_at": "known_at",
    "distance": "value - official",
    "distance_pct": """CASE WHEN tolerance <> 'exact' AND value <> 0
        THEN 100 * (value - official) / nullif(abs(official), 0) END""",
    "reason": "nullif(said, '')",
}
VERDICTS = VERDICTS.replace(
    "{sides}",
    ",\n    ".join(
        f"any_value({sql}) FILTER (clock = '{clock}') AS {name}_{clock}"
        for clock in ("then", "now")
        for name, sql in _COLUMNS.items()
    ),
)
