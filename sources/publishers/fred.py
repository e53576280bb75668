"""FRED: the keyless ``fredgraph.csv``, one file a series; with FRED_API_KEY a release a call, or a series a call.

One request a series on purpose where there is no key: a file of several ids pads each with blanks where the others have
dates, and a blank means «published as missing». With a key, a whole reading of a release whose number at FRED is in the
catalog (``request: {release_id}``) is asked of version 2 of the API; a window, and what version 2 does not hold or does
not answer as documented, of version 1.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from sources.columns import note
from sources.errors import Declined, FetchError, MissingKey, NotThere, PayloadRefused
from sources.http import SMALL, Host, Http
from sources.model import Payload, Release, SeriesSpec
from sources.observations import frame, number
from sources.periods import Frequency, first_of
from sources.publishers import alfred
from sources.publishers.alfred import ABOUT_PATH, MISSING, SERIES_PATH, VINTAGES_PATH, Json
from sources.publishers.text import json_of, require_end, rows_of
from sources.secrets import key
from sources.units import ratio
from sources.vintages import EVER, FOREVER, Window, windows

API = Host("TIDEGAUGE_FRED_URL", "https://api.stlouisfed.org")
GRAPH = Host("TIDEGAUGE_FREDGRAPH_URL", "https://fred.stlouisfed.org")
GRAPH_PATH = "/graph/fredgraph.csv"
RELEASE_PATH = "/fred/v2/release/observations"
PAGE = 100_000
RELEASE_PAGE = 500_000
RELEASE_CAP = 256 << 20  # half a million observations with their notes
VINTAGE_PAGE = 10_000


class Fred:
    name = "fred"
    proof = (
        "count, offset and limit of each page; has_more and the cursor's day; a file of one series has its "
        "header, a line end, and no less than is known"
    )

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterator[Payload]:
        secret = key("FRED_API_KEY")
        wanted = [s for s in release.series if since is None or not s.closed]
        if not secret:
            for spec in wanted:
                yield http.get(GRAPH, GRAPH_PATH, {"id": spec.code, **_first("cosd", spec, since)}, size_cap=SMALL)
            return
        held: set[str] = set()
        if since is None and "release_id" in release.request:
            pages = _release_or_nothing(release, secret, http)
            held = held.union(*(codes for _, codes in pages))
            yield from (payload for payload, _ in pages)
        for spec in wanted:
            if spec.code not in held:
                yield from _observations(spec.code, secret, http, _first("observation_start", spec, since))

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        url = payload.request.url
        if url.endswith(".csv"):
            return _parse_graph(payload, release)
        if url.endswith(RELEASE_PATH):
            return _parse_release(payload, release)
        spec = release.by_code[payload.request.params["series_id"]]
        given = alfred.observations_of(json_of(payload.body), payload.request.params)
        note(given, "observations")
        return frame(_rows(spec, given))

    def require_key(self) -> str:
        """The key, without which there are no vintages.

        Raises:
            MissingKey: names the page that gives one.
        """
        secret = key("FRED_API_KEY")
        if not secret:
            raise MissingKey("FRED_API_KEY", "https://fred.stlouisfed.org/docs/api/api_key.html")
        return secret

    def vintages(self, spec: SeriesSpec, http: Http) -> Iterator[Payload]:
        """Ask for every version of every observation, in windows of real time that the publisher allows.

        Raises:
            MissingKey: only the API has vintages.
            FetchError: the publisher did not answer as documented.
        """
        secret = self.require_key()
        days: list[date] = []
        for payload, page in _pages(VINTAGES_PATH, spec.code, secret, http, {"limit": str(VINTAGE_PAGE)}):
            days += [date.fromisoformat(day) for day in page]
            yield payload
        yield from _description(spec, secret, http)
        for window in windows(days):
            yield from _observations(spec.code, secret, http, {"output_type": "1", **_real_time(window)})

    def parse_vintages(self, payloads: Iterable[Payload], spec: SeriesSpec, *, any_scale: bool = False) -> pl.DataFrame:
        return alfred.read(payloads, spec, any_scale=any_scale)


def _first(parameter: str, spec: SeriesSpec, since: date | None) -> dict[str, str]:
    """Months and quarters are dated by their first day: the one that ``since`` lies in begins before it."""
    if since is not None and spec.frequency in (Frequency.MONTHLY, Frequency.QUARTERLY):
        since = first_of(since, spec.frequency)
    return {parameter: str(since)} if since else {}


def _rows(spec: SeriesSpec, given: Iterable[Json]) -> Iterator[tuple[SeriesSpec, str, date, float | None]]:
    for told in given:
        if "date" not in told or "value" not in told:
            raise PayloadRefused(f"{spec.code}: expected date and value (output_type 1); found {', '.join(told)[:100]}")
        # str: a number of JSON is as good as its text, null and true are neither a figure nor a mark
        yield spec, spec.area, date.fromisoformat(told["date"]), number(str(told["value"]), MISSING)


def _real_time(window: Window) -> dict[str, str]:
    return {"realtime_start": str(window.start), "realtime_end": str(window.end)}


def _description(spec: SeriesSpec, secret: str, http: Http) -> Iterator[Payload]:
    """What FRED says of the series, once for each stretch of real time in which it said the same: its unit, too.

    Where it has nothing to say, the figures have to tell by themselves that they are of one scale.
    """
    params = {"series_id": spec.code, "file_type": "json", **_real_time(Window(EVER, FOREVER))}
    try:
        payload = http.get(API, ABOUT_PATH, params, secret_params={"api_key": secret})
    except (Declined, NotThere):
        return
    try:
        alfred.units_of(json_of(payload.body), spec)
    except PayloadRefused as problem:
        raise FetchError(f"{API.url}{ABOUT_PATH}: {problem}") from None
    yield payload


def _parse_graph(payload: Payload, release: Release) -> pl.DataFrame:
    rows = [row for row in rows_of(payload.body) if row]
    asked = payload.request.params["id"]
    header = rows[0] if rows else []
    dated = [name for name in header if name in ("observation_date", "DATE")]
    others = set(header) - {asked}
    if len(dated) != 1 or header.count(asked) != 1 or others & set(release.by_code):
        raise PayloadRefused(f"expected the header observation_date,{asked}; found {rows[:1]}")
    spec = release.by_code[asked]
    note([header], asked)
    day, value = header.index(dated[0]), header.index(asked)
    for row in rows:
        if len(row) != len(header):
            raise PayloadRefused(f"{asked}: expected {len(header)} columns; found {row}")
    return frame((spec, spec.area, date.fromisoformat(r[day]), number(r[value], MISSING)) for r in rows[1:])


def _release_or_nothing(release: Release, secret: str, http: Http) -> list[tuple[Payload, set[str]]]:
    """All pages and the codes that each holds; none when a page is not as documented: version 1 has the same."""
    try:
        return list(_release_pages(release, secret, http))
    except (FetchError, PayloadRefused, LookupError, TypeError, ValueError, AttributeError):
        return []


def _release_pages(release: Release, secret: str, http: Http) -> Iterator[tuple[Payload, set[str]]]:
    wanted = {"release_id": release.request["release_id"], "format": "json", "limit": str(RELEASE_PAGE)}
    cursor, cursors, newest = "", {""}, dict[str, str]()
    while True:
        require_end(len(cursors), RELEASE_PATH)
        payload = http.get(
            API,
            RELEASE_PATH,
            {**wanted, **({"next_cursor": cursor} if cursor else {})},
            headers={"Authorization": f"Bearer {secret}"},
            size_cap=RELEASE_CAP,
        )
        answer = _release_answer(payload)
        held = {spec.code for spec, told in _ours(answer, release) if told["observations"]}
        _require_continuation(cursor, answer, newest)
        yield payload, held
        if not answer["has_more"]:
            return
        cursor = str(answer.get("next_cursor") or "")
        if cursor in cursors:
            raise FetchError(f"{RELEASE_PATH}: expected the cursor of another page; found {cursor!r}")
        cursors.add(cursor)


def _release_answer(payload: Payload) -> Json:
    answer = json_of(payload.body)
    asked = payload.request.params["release_id"]
    if not isinstance(answer, dict) or not isinstance(answer.get("series"), list):
        raise PayloadRefused(f"expected the series of release {asked}; found {str(answer)[:200]}")
    if not isinstance(answer.get("has_more"), bool):
        raise PayloadRefused(f"expected has_more to be true or false; found {answer.get('has_more')!r}")
    told = answer.get("release")
    if isinstance(told, dict) and str(told.get("release_id", asked)) != asked:
        raise PayloadRefused(f"expected release {asked}; found {told['release_id']}")
    return answer


def _ours(answer: Json, release: Release) -> list[tuple[SeriesSpec, Json]]:
    """The series of the page that the catalog has; a release may hold hundreds of others."""
    found = [(release.by_code[s["series_id"]], s) for s in answer["series"] if s.get("series_id") in release.by_code]
    for spec, told in found:
        if not isinstance(told.get("units"), str) or not isinstance(told.get("observations"), list):
            raise PayloadRefused(f"{spec.code}: expected units and observations; found {', '.join(told)}")
    return found


def _require_continuation(cursor: str, answer: Json, newest: dict[str, str]) -> None:
    """No page twice and none left out: ``newest`` has the last day of each series so far, and is brought up to date.

    A cursor ``ID,day`` names either the last observation of the page before or the first one of this page.
    """
    days = {s.get("series_id"): [o["date"] for o in s["observations"]] for s in answer["series"] if s["observations"]}
    for code, given in days.items():
        if given[0] <= newest.get(code, ""):
            raise FetchError(f"{RELEASE_PATH}: expected {code} from {newest[code]} on; found {given[0]} again")
    code, _, day = cursor.rpartition(",")
    if code and newest.get(code, "") < day != days.get(code, [""])[0]:
        raise FetchError(f"{RELEASE_PATH}: expected {code} from {day} on; found {days.get(code, ['none'])[0]}")
    newest.update({code: given[-1] for code, given in days.items()})


def _parse_release(payload: Payload, release: Release) -> pl.DataFrame:
    tables = [frame(())]
    for spec, told in _ours(_release_answer(payload), release):
        if ratio(told["units"], spec) != 1.0:
            raise PayloadRefused(f"{spec.code}: expected {spec.unit}; found {told['units']!r}")
        note(told["observations"], "release")
        tables.append(frame(_rows(spec, told["observations"])))
    return pl.concat(tables)


def _observations(code: str, secret: str, http: Http, asked: Mapping[str, str]) -> Iterator[Payload]:
    return (payload for payload, _ in _pages(SERIES_PATH, code, secret, http, {"limit": str(PAGE), **asked}))


def _pages(
    path: str, code: str, secret: str, http: Http, asked: Mapping[str, str]
) -> Iterator[tuple[Payload, Sequence[Any]]]:
    """The pages by offset, until as many entries are there as the publisher counts."""
    offset, count, seen, last = 0, 0, set[object](), ""
    for page in itertools.count(1):
        require_end(page, code)
        params = {"series_id": code, "file_type": "json", **asked, "offset": str(offset)}
        payload = http.get(API, path, params, secret_params={"api_key": secret})
        answer = json_of(payload.body)
        try:
            given = (alfred.observations_of if path == SERIES_PATH else alfred.vintages_of)(answer, params)
        except PayloadRefused as problem:
            raise FetchError(f"{API.url}{path}: {problem}") from None
        named = [(o.get("date"), o.get("realtime_start")) if isinstance(o, dict) else (o, None) for o in given]
        if offset and int(answer["count"]) != count:
            raise FetchError(f"{code}: expected {count} entries on every page; found {answer['count']}")
        if seen.intersection(named) or (named and str(named[0][0]) < last):
            raise FetchError(f"{code}: expected entries after {last} at offset {offset}; found {named[0][0]}")
        yield payload, given
        count, seen, last = int(answer["count"]), set(named), str(named[-1][0]) if named else last
        offset += len(given)
        if offset >= count:
            return


SOURCE = Fred()
