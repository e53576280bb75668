"""The working warehouse: raw observations with their versions, the ledger of deliveries, and the catalog as tables.

``record`` is the only code that writes raw tables, and it only ever appends.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

import duckdb
import polars as pl

from orchestration.storage import columns, leaps, quarantine, scale, short, shrunk, tables, vintages
from orchestration.storage.due import due
from sources.archive import Entry
from sources.catalog import Catalog
from sources.columns import Columns
from sources.errors import PayloadRefused
from sources.model import Release
from sources.observations import SLIPS
from sources.overrules import NONE, Overrule, Waiver

# when the publisher was last seen to give each series; the bundle and files of one's own are no looks
_LOOKS = """
    SELECT given.series, max(d.fetched_at) AS at
    FROM ledger.deliveries AS d
    JOIN (SELECT DISTINCT digest, key AS series FROM ledger.deliveries, json_each(reach) WHERE release = $release)
        AS given USING (digest)
    WHERE d.release = $release AND d.origin = 'live' AND d.outcome <> 'refused'
    GROUP BY given.series
"""


@dataclass(frozen=True, slots=True)
class News:
    """What one delivery added to a raw table."""

    new: int
    revised: int
    withdrawn: int

    def __bool__(self) -> bool:
        return bool(self.new or self.revised or self.withdrawn)


class Warehouse:
    """An open working file. One writer: hold the home's lock while it is open."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.sql = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path, catalog: Catalog) -> Iterator[Warehouse]:
        """Open (and create, where it is not there) the working file with a table for every release."""
        connection = duckdb.connect(str(path))
        try:
            tables.create(connection, catalog)
            yield cls(connection)
        finally:
            connection.close()

    def seen(self, release: str) -> set[tuple[str, datetime]]:
        """The deliveries (digest, fetched_at) of a release that the ledger has judged."""
        return self._judged("release = ?", release)

    def recorded(self, release: str) -> set[tuple[str, datetime]]:
        """The deliveries (digest, fetched_at) that gave figures."""
        return self._judged("release = ? AND outcome = 'recorded'", release)

    def recorded_live(self, release: str) -> set[tuple[str, datetime]]:
        """The live deliveries (digest, fetched_at) of a release that were not refused."""
        return self._judged("release = ? AND origin = 'live' AND outcome <> 'refused' AND vintages = ''", release)

    def _judged(self, which: str, release: str) -> set[tuple[str, datetime]]:
        return set(
            self.sql.execute(f"SELECT digest, fetched_at FROM ledger.deliveries WHERE {which}", [release]).fetchall()
        )

    def reached_live(self, release: str) -> Mapping[str, date]:
        """The last period of each series that its publisher was seen to give."""
        return short.reached_live(self.sql, release)

    def newest(self, release: str) -> tuple[str, str] | None:
        """Digest and origin of the newest delivery that was not refused: what the raw table rests on."""
        return self.sql.execute(
            "SELECT digest, origin FROM ledger.deliveries WHERE release = ? AND outcome <> 'refused' "
            "ORDER BY vintages = '' DESC, fetched_at DESC",  # vintages alone are something, too
            [release],
        ).fetchone()

    def last_judged(self, release: str) -> datetime | None:
        """When the newest delivery that the ledger has judged was fetched; those left out by hand do not count."""
        found = self.sql.execute(
            "SELECT max(fetched_at) FROM ledger.deliveries ANTI JOIN (FROM ledger.overrules WHERE verdict = 'refuse') "
            "USING (release, digest, fetched_at) WHERE release = ?",
            [release],
        )
        return found.fetchall()[0][0]  # type: ignore[no-any-return]

    def forget(self, release: str, overrules: Sequence[Overrule] = ()) -> None:
        """Make ready to read a release anew from the archive, where nothing is ever lost, by those decisions."""
        with self._all_or_nothing():
            self.sql.execute(f"DELETE FROM {tables.raw(release)}")
            for table in quarantine.OF_A_RELEASE:
                self.sql.execute(f"DELETE FROM {table} WHERE release = ?", [release])
            quarantine.note(self.sql, release, overrules)

    def record(  # noqa: PLR0913, PLR0917 (what is known of a delivery comes together here)
        self,
        table: pl.DataFrame,
        entry: Entry,
        release: Release,
        aside: Sequence[tuple[str, str]] = (),
        unproven: Sequence[str] = (),
        waiver: Waiver = NONE,
        *,
        found: Mapping[str, Columns] = MappingProxyType({}),
    ) -> News:
        """Append what is new, revised or withdrawn in a validated delivery, and say so in the ledger; all or nothing.

        The first figure of a period is known from its calendar's moment on when nobody had looked between that moment
        and the fetch (``modelled``); from the fetch on when the publisher did not give it at the look before, or gave
        it early (``observed``). A revision or withdrawal is known from the fetch that showed it (``observed``). An
        observation is withdrawn when it lies inside the span that the delivery covers for its series and area, and is
        not there any more: a file that merely got shorter withdraws nothing. Deliveries have to come in the order in
        which they were fetched.

        Args:
            aside: what the delivery held and the table does not, as (what, why).
            unproven: payloads (sha256) that may have been cut without a trace (short.py).
            waiver: from which figures a person lifted which guard.
            found: the columns of the publisher's tables (columns.py).

        Raises:
            PayloadRefused: a scale changed, a figure leapt, less is there than is known, or a column is gone.
        """
        incoming = table.join(due(table, release), on=["series", "area", "period"], how="left")
        self.sql.register("incoming", incoming)
        try:
            scale.refuse_another(self.sql, release, waiver)
            incoming, leapt = self._without_leaps(incoming, release, waiver)
            self.sql.register("incoming", incoming)
            short.refuse_older(self.sql, table, entry, release, waiver)
            short.refuse_cut(self.sql, entry, release, unproven, waiver)
            shrunk.refuse_shrunk(self.sql, entry, release, waiver)
            columns.refuse_gone(self.sql, entry, found, waiver)
            with self._all_or_nothing():
                news = self._append(release, entry)
                columns.remember(self.sql, entry, found, waiver)
                shrunk.remember(self.sql, entry, release)
                self.judge(entry, "recorded" if news else "unchanged", news=news, reach=short.reach(table))
                odd = [(*row, "bounds") for row in aside] + [(*row, "leap") for row in leapt]
                quarantine.enter(self.sql, entry, release, "set aside", odd)
                quarantine.admit(self.sql, table, release, waiver)
        finally:
            self.sql.unregister("incoming")
        return news

    def record_vintages(self, table: pl.DataFrame, entry: Entry, release: Release, waiver: Waiver = NONE) -> News:
        """Put a series' complete vintages in the place of what was known of its periods; all or nothing.

        Args:
            table: see vintages.history.

        Raises:
            PayloadRefused: the scale is another than that of what is known.
        """
        shown = vintages.history(table, entry, release)
        self.sql.register("shown", shown)
        self.sql.register("incoming", shown.filter(pl.col("known_until").is_null()))
        try:
            scale.refuse_another(self.sql, release, waiver)
            with self._all_or_nothing():
                new, superseded = vintages.merge(self.sql, release, entry)
                news = News(new, superseded, 0)
                self.judge(entry, "recorded" if news else "unchanged", news=news)
                quarantine.admit(self.sql, table, release, waiver)
        finally:
            self.sql.unregister("shown")
            self.sql.unregister("incoming")
        return news

    def _append(self, release: Release, entry: Entry) -> News:
        raw = tables.raw(release.key)
        self.sql.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE news AS
            WITH latest AS ({tables.latest(release.key)}),
            span AS (SELECT series, area, min(period) AS first, max(period) AS last FROM incoming GROUP BY ALL),
            looks AS ({_LOOKS}),
            changed AS (
                SELECT
                    i.*, l.known_at AS before, l.first_known_at,
                    CASE WHEN l.period IS NULL THEN 'new' ELSE 'revised' END AS kind,
                    -- the first figure of its period, due since somebody last looked: it came out when it was due
                    (l.period IS NULL OR (l.value IS NULL AND NOT l.withdrawn)) AS first_figure,
                    first_figure AND i.due_at <= $fetched AND i.due_at > coalesce(looks.at, '-infinity') AS as_due
                FROM incoming AS i LEFT JOIN latest AS l USING (series, area, period) LEFT JOIN looks USING (series)
                WHERE l.period IS NULL OR l.withdrawn OR l.value IS DISTINCT FROM i.value
            )
            SELECT
                series, area, period, value, false AS withdrawn,
                CASE WHEN as_due THEN greatest(due_at, before) ELSE $fetched END AS known_at,
                CASE WHEN first_figure THEN known_at ELSE first_known_at END AS first_known_at,
                CASE WHEN as_due THEN 'modelled' ELSE 'observed' END AS known_basis,
                payload, kind
            FROM changed
            UNION ALL
            SELECT
                l.series, l.area, l.period, NULL, true, $fetched, l.first_known_at, 'observed', $digest, 'withdrawn'
            FROM latest AS l
            JOIN span AS s ON l.series = s.series AND l.area = s.area AND l.period BETWEEN s.first AND s.last
            ANTI JOIN incoming AS i ON l.series = i.series AND l.area = i.area AND l.period = i.period
            WHERE NOT l.withdrawn AND l.value IS NOT NULL
            """,
            {"fetched": entry.at, "digest": entry.digest, "release": release.key},
        )
        self.sql.execute(
            f"""
            UPDATE {raw} AS r SET known_until = n.known_at FROM news AS n
            WHERE r.known_until IS NULL AND r.series = n.series AND r.area = n.area AND r.period = n.period
            """
        )
        insert = f"INSERT INTO {raw} BY NAME SELECT * EXCLUDE (kind), ?::TIMESTAMPTZ AS recorded_at FROM news"
        self.sql.execute(insert, [entry.at])
        counts = dict(self.sql.execute("SELECT kind, count(*) FROM news GROUP BY kind").fetchall())
        return News(counts.get("new", 0), counts.get("revised", 0), counts.get("withdrawn", 0))

    def _without_leaps(
        self, incoming: pl.DataFrame, release: Release, waiver: Waiver
    ) -> tuple[pl.DataFrame, list[tuple[str, str]]]:
        """The delivery without the areas of many-area series in which a figure leapt, and what was found there."""
        leapt = [leap for leap in leaps.found(self.sql, release) if not waiver.lifts("leap", leap[0], leap[1])]
        fatal = [(f"{series} {area}", why) for series, area, why in leapt if release.by_name[series].area != "*"]
        areas = incoming.select("series", "area").unique().height
        if fatal or len(leapt) > SLIPS * areas:
            rows = fatal or [(f"{series} {area}", why) for series, area, why in leapt]
            raise PayloadRefused(f"a figure leapt: {'; '.join(' '.join(row) for row in rows[:3])}", rows, "leap")
        if leapt:
            gone = pl.DataFrame([(s, a) for s, a, _ in leapt], schema=["series", "area"], orient="row")
            incoming = incoming.join(gone, on=["series", "area"], how="anti", maintain_order="left")
        return incoming, [(f"{series} {area}", why) for series, area, why in leapt]

    def judge(
        self,
        entry: Entry,
        outcome: str,
        *,
        reason: str = "",
        news: News | None = None,
        reach: Mapping[str, date] | None = None,
    ) -> None:
        """Write a delivery's outcome (recorded, unchanged, refused) into the ledger."""
        reached = json.dumps({series: str(day) for series, day in (reach or {}).items()})
        counts = (news.new, news.revised, news.withdrawn) if news else (0, 0, 0)
        self.sql.execute(
            "INSERT INTO ledger.deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [entry.release, entry.digest, entry.at, entry.origin, outcome, reason, *counts, reached, entry.vintages],
        )

    def quarantine(self, entry: Entry, release: Release, problem: PayloadRefused) -> None:
        """Refuse a delivery: nothing of it is recorded, its offending rows and their reasons are listed."""
        rows = problem.rows or [("whole payload", str(problem))]
        with self._all_or_nothing():
            self.judge(entry, "refused", reason=str(problem))
            quarantine.enter(self.sql, entry, release, "refused", [(*row, problem.guard) for row in rows])

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self.sql.execute("BEGIN")
        try:
            yield
            self.sql.execute("COMMIT")
        except BaseException:
            self.sql.execute("ROLLBACK")
            raise

    def state(self, release: str, origin: str, degraded_reason: str | None) -> None:
        """How the release stands after this run, for the marts and the first screen."""
        self.sql.execute("INSERT OR REPLACE INTO ledger.states VALUES (?, ?, ?)", [release, origin, degraded_reason])
