"""fetch → land → parse → validate: a delivery is recorded whole or refused whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources import ingest
from sources.archive import Archive
from sources.errors import FetchError, MissingKey, PayloadRefused, Unreachable
from sources.held import plan
from sources.http import Http
from sources.model import Payload
from tests.sources.conftest import (
    Answer,
    Loopback,
    accepted,
    delivery,
    figures,
    fixture,
    parsed,
    payload,
    release,
)

GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
H41 = {"WALCL": 6.6e6, "WRESBAL": 3e6, "WTREGEN": 9e5, "WDTGAL": 9.1e5, "TREAST": 4.2e6, "WSHOMCB": 2e6}


def graph(code: str, *lines: str) -> Payload:
    return payload("".join(f"{line}\n" for line in (f"observation_date,{code}", *lines)), GRAPH, {"id": code})


def h41(**changed: str) -> list[Payload]:
    return [graph(code, f"2026-08-19,{changed.get(code, value)}") for code, value in H41.items()]


def test_a_good_delivery_gives_every_series_with_the_hash_of_its_payload() -> None:
    payloads = h41()
    table = accepted("fred__h41", *payloads, origin="live")
    assert dict(table.select("series", "value").iter_rows()) == H41
    assert dict(table.select("series", "payload").iter_rows()) == {p.request.params["id"]: p.sha256 for p in payloads}


def test_one_bad_figure_refuses_the_whole_delivery() -> None:
    with pytest.raises(PayloadRefused, match="1 rows break the contract: WDTGAL USA 2026-08-19"):
        accepted("fred__h41", *h41(WDTGAL="910000000"), origin="live")


def test_one_unreadable_payload_refuses_the_whole_delivery_and_is_named() -> None:
    payloads = h41(TREAST="4.200.000")
    with pytest.raises(PayloadRefused, match="expected a number") as caught:
        accepted("fred__h41", *payloads, origin="live")
    assert str(caught.value).startswith(f"{GRAPH} ({payloads[4].sha256[:12]}…): not of the documented shape")


def test_a_later_payload_supersedes_an_earlier_one() -> None:
    history = graph("GDP", "2026-01-01,30900", "2026-04-01,31000")
    current = graph("GDP", "2026-04-01,31050.5", "2026-07-01,31300")
    assert figures(accepted("fred__gdp", history, current)) == {
        "2026-03-31": 30900.0,
        "2026-06-30": 31050.5,
        "2026-09-30": 31300.0,
    }


def test_a_later_payload_may_withdraw_a_figure() -> None:
    table = accepted("fred__gdp", graph("GDP", "2026-04-01,31000"), graph("GDP", "2026-04-01,"))
    assert figures(table) == {"2026-06-30": None}


def test_a_superseded_figure_bears_the_hash_of_the_later_payload() -> None:
    later = graph("GDP", "2026-04-01,31050.5")
    table = accepted("fred__gdp", graph("GDP", "2026-04-01,31000"), later)
    assert table["payload"].to_list() == [later.sha256]


def test_a_contradiction_inside_one_payload_is_refused_with_its_rows() -> None:
    with pytest.raises(PayloadRefused, match="2 conflicting rows: GDP USA 2026-06-30 31000") as caught:
        accepted("fred__gdp", graph("GDP", "2026-04-01,31000", "2026-04-01,31001"))
    assert [where for where, _ in caught.value.rows] == ["GDP USA 2026-06-30 31000.0", "GDP USA 2026-06-30 31001.0"]


def test_a_figure_and_a_blank_for_one_period_contradict_each_other() -> None:
    with pytest.raises(PayloadRefused, match="2 conflicting rows"):
        accepted("fred__gdp", graph("GDP", "2026-04-01,31000", "2026-04-01,"))


def test_the_same_row_twice_in_one_payload_is_one_row() -> None:
    assert accepted("fred__gdp", graph("GDP", "2026-04-01,31000", "2026-04-01,31000")).height == 1


def test_a_missing_series_is_refused_when_it_comes_live() -> None:
    with pytest.raises(PayloadRefused, match=r"expected all series of fred__h41; found no row of \['WSHOMCB'\]"):
        accepted("fred__h41", *h41()[:-1], origin="live")


def test_a_missing_series_is_allowed_in_the_bundle() -> None:
    assert accepted("fred__h41", *h41()[:-1], origin="bundled").height == 5


def test_a_delivery_without_payloads_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="expected payloads of fred__gdp; found none"):
        accepted("fred__gdp")


LINE_BASED = {
    "fred/h41/WALCL.csv": ("fred__h41", GRAPH, {"id": "WALCL"}),
    "fred/h10/DEXKOUS_before_2025.csv": ("fred__h10", GRAPH, {"id": "DEXKOUS"}),
    "tic/major_foreign_holders/mfhhis01.txt": ("tic__major_foreign_holders", "https://x.example/mfhhis01.txt", {}),
    "tic/major_foreign_holders/slt_table5.txt": ("tic__major_foreign_holders", "https://x.example/slt_table5.txt", {}),
    "mof_japan/jgb_yields/jgbcme_all.csv": ("mof_japan__jgb_yields", "https://x.example/jgbcme_all.csv", {}),
    "mof_japan/jgb_yields/jgbcme.csv": ("mof_japan__jgb_yields", "https://x.example/jgbcme.csv", {}),
    "mof_japan/securities_flows_weekly/week.csv": (
        "mof_japan__securities_flows_weekly",
        "https://x.example/week.csv",
        {},
    ),
    "mof_japan/securities_flows_monthly/montha1.csv": (
        "mof_japan__securities_flows_monthly",
        "https://x.example/montha1.csv",
        {},
    ),
    "mof_japan/official_reserves/historical.csv": (
        "mof_japan__official_reserves",
        "https://x.example/historical.csv",
        {},
    ),
    "boj/call_rate_daily/fm01_d_1.csv": ("boj__call_rate_daily", "https://x.example/fm01_d_1.csv", {}),
    "imf/international_liquidity/gold.csv": ("imf__international_liquidity", "https://x.example/il", {}),
}


@pytest.mark.parametrize("name", LINE_BASED)
def test_a_text_cut_at_any_byte_is_refused_or_gives_rows_of_the_whole(name: str) -> None:
    """A cut within a line is refused. A cut behind a line end leaves whole rows: fewer of them, none that differs."""
    key, url, params = LINE_BASED[name]
    body = fixture(name)
    whole = set(parsed(key, payload(body, url, params)).iter_rows())
    for cut in range(len(body)):
        try:
            rows = set(parsed(key, payload(body[:cut], url, params)).iter_rows())
        except (PayloadRefused, ValueError, KeyError, IndexError):
            continue
        assert body[:cut].endswith(b"\n"), f"accepted although cut within a line, at byte {cut}"
        assert rows <= whole, f"cut at byte {cut}: other rows than the whole body has"


ECOS = "https://x.example/api/StatisticSearch/<BOK_API_KEY>/json/en/1/10/722Y001/D/20260102/20260104/0101000"
PAGE = {"pageNum": "1", "pageSize": "50"}


@pytest.mark.parametrize(
    ("name", "key", "url", "params"),
    [
        ("boj/call_rate_daily/every_calendar_day.json", "boj__call_rate_daily", "https://x.example", {}),
        ("bok/base_rate/calendar_days.json", "bok__base_rate", ECOS, {}),
        ("cfets/shibor/year_1.json", "cfets__shibor", "https://x.example", {}),
        ("cfets/central_parity_crosses/year_1.json", "cfets__central_parity_crosses", "https://x.example", PAGE),
        ("fred/h10/DEXKOUS_observations.json", "fred__h10", "https://x.example", {"series_id": "DEXKOUS"}),
        (
            "treasury/dts/three_generations.json",
            "treasury__dts",
            "https://x.example",
            {"page[size]": "10000", "page[number]": "1"},
        ),
    ],
)
def test_a_json_document_cut_at_any_byte_is_refused(name: str, key: str, url: str, params: dict[str, str]) -> None:
    body = fixture(name)
    assert parsed(key, payload(body, url, params)).height
    for cut in range(len(body.rstrip())):
        with pytest.raises(PayloadRefused):
            parsed(key, payload(body[:cut], url, params))


# a JSON array, a number and null have no fields to look for; the others have none of the right name
OTHER_BODIES = {
    "an HTML page": b"<!DOCTYPE html>\n<html><body>Service unavailable</body></html>\n",
    "an empty body": b"",
    "a line end alone": b"\n",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "an empty object": b"{}\n",
    "an array": b"[]\n",
    "null": b"null\n",
    "a number": b"12345\n",
    "an XML error": b'<?xml version="1.0"?>\n<error code="400" message="Bad Request."/>\n',
    "deep brackets": b"[" * 200_000 + b"\n",
    "an open quotation": b'a,"' + b"x" * 200_000 + b"\n",
    "zero bytes": b"\x00" * 64 + b"\n",
    "UTF-16": "observation_date,GDP\n".encode("utf-16"),
}


@pytest.mark.parametrize("other", OTHER_BODIES)
@pytest.mark.parametrize(
    ("key", "url", "params"),
    [
        ("fred__gdp", GRAPH, {"id": "GDP"}),
        ("fred__gdp", "https://api.stlouisfed.org/fred/series/observations", {"series_id": "GDP"}),
        ("treasury__dts", "https://x.example", {"page[size]": "10000", "page[number]": "1"}),
        ("tic__major_foreign_holders", "https://x.example/mfhhis01.txt", {}),
        ("tic__major_foreign_holders", "https://x.example/slt_table5.txt", {}),
        ("boj__accounts", "https://x.example", {}),
        ("bok__base_rate", ECOS, {}),
        ("boj__call_rate_daily", "https://x.example/fm01_d_1.csv", {}),
        ("mof_japan__jgb_yields", "https://x.example", {}),
        ("mof_japan__securities_flows_weekly", "https://x.example", {}),
        ("mof_japan__securities_flows_monthly", "https://x.example", {}),
        ("mof_japan__official_reserves", "https://x.example", {}),
        ("imf__international_liquidity", "https://x.example", {}),
        ("cfets__shibor", "https://x.example", {}),
        ("cfets__lpr", "https://x.example", {}),
        ("cfets__central_parity", "https://x.example", PAGE),
        ("safe__official_reserves", "https://x.example", {}),
        ("worldbank__pink_sheet", "https://x.example", {}),
    ],
    ids=lambda v: v if isinstance(v, str) and "__" in v else "",
)
def test_a_body_of_another_kind_is_refused_by_every_reader(
    key: str, url: str, params: dict[str, str], other: str
) -> None:
    with pytest.raises(PayloadRefused):
        accepted(key, payload(OTHER_BODIES[other], url, params))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def serve(publisher: Loopback, monkeypatch: pytest.MonkeyPatch, *answers: bytes | Answer) -> None:
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", publisher.url)
    publisher.on("/graph/fredgraph.csv", *answers)


def test_what_a_publisher_sends_is_kept_before_it_is_read(
    publisher: Loopback, http: Http, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(publisher, monkeypatch, b"not even a table")
    entry = ingest.fetch(release("fred__gdp"), http, archive)
    assert archive.open(entry).payloads[0].body == b"not even a table"
    assert archive.entries("fred__gdp") == [entry]


def test_a_live_delivery_has_a_certificate(
    publisher: Loopback, http: Http, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(publisher, monkeypatch, b"observation_date,GDP\n2026-04-01,31000\n")
    entry = ingest.fetch(release("fred__gdp"), http, archive)
    assert entry.origin == "live"
    told = {"publisher": release("fred__gdp").publisher, "licence": "public_domain_us"}
    assert entry.certificate == {**told, "plan": plan(release("fred__gdp"))}


def test_a_failed_attempt_is_logged_with_its_reason(
    publisher: Loopback, http: Http, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(publisher, monkeypatch, Answer(b"gone", 410))
    with pytest.raises(FetchError, match="found 410: gone"):
        ingest.fetch(release("fred__gdp"), http, archive)
    (entry,) = archive.entries("fred__gdp")
    assert (entry.outcome, entry.payloads) == ("failed", ())
    assert entry.reason.endswith("expected HTTP 200; found 410: gone")


def test_a_release_whose_second_series_fails_keeps_nothing_of_the_first(
    publisher: Loopback, http: Http, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(publisher, monkeypatch, b"observation_date,RRPONTSYD\n", Answer(b"", 404))
    with pytest.raises(FetchError):
        ingest.fetch(release("fred__on_rrp"), http, archive)
    assert [e.outcome for e in archive.entries("fred__on_rrp")] == ["failed"]


@pytest.mark.parametrize("body", [b"<html>maintenance</html>", b"[1, 2]", b'{"cut'], ids=["HTML", "array", "cut"])
def test_an_answer_that_does_not_say_whether_there_is_more_is_a_logged_failure(
    body: bytes, publisher: Loopback, http: Http, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGAUGE_BOJ_URL", publisher.url)
    publisher.on("/api/v1/getDataCode", body)
    with pytest.raises(FetchError, match="not of the documented shape"):
        ingest.fetch(release("boj__accounts"), http, archive)
    assert [e.outcome for e in archive.entries("boj__accounts")] == ["failed"]


def test_without_a_network_nothing_is_logged(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_FREDGRAPH_URL", "http://127.0.0.1:1")
    with pytest.raises(Unreachable):
        ingest.fetch(release("fred__gdp"), Http(), archive)
    assert archive.entries("fred__gdp") == []


def test_without_a_needed_key_nothing_is_logged(http: Http, archive: Archive) -> None:
    with pytest.raises(MissingKey):
        ingest.fetch(release("bok__base_rate"), http, archive)
    assert archive.entries("bok__base_rate") == []


def test_a_delivery_read_back_from_the_archive_gives_the_same_table(archive: Archive) -> None:
    given = delivery("fred__h41", *h41())
    before = ingest.read(given, release("fred__h41"))
    after = ingest.read(archive.open(archive.keep(given)), release("fred__h41"))
    assert after.equals(before)
