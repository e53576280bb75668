"""New York Fed: rates whose fields came later, operations that are none of ours, two windows a day, and SOMA."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from sources.errors import PayloadRefused
from sources.http import Http
from sources.model import Payload
from sources.publishers import nyfed
from tests.sources.conftest import Loopback, accepted, fetched, figures, fixture, parsed, payload, release

LAST = "/api/rp/reverserepo/fixed/results/last"

Row = dict[str, Any]


@pytest.fixture
def desk(publisher: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    monkeypatch.setenv("TIDEGAUGE_NYFED_URL", publisher.url)
    return publisher


def operations(*rows: Row) -> Payload:
    return payload(json.dumps({"repo": {"operations": list(rows)}}))


def operation(amount: Any = 1_000_000, **other: Any) -> Row:
    row = {"operationId": f"RP {len(other)} {amount}", "auctionStatus": "Results", "operationDate": "2026-09-02"}
    row |= {"operationType": "Repo", "operationMethod": "Full Allotment", "termCalenderDays": 1, "term": "Overnight"}
    return row | {"closeTime": "13:45", "note": "", "totalAmtAccepted": amount} | other


def reverse(amount: Any = 545_000_000, rate: float | None = 3.5, **other: Any) -> Row:
    details = [
        {"securityType": "Treasury", "amtAccepted": amount} | ({} if rate is None else {"percentAwardRate": rate})
    ]
    return operation(amount, operationType="Reverse Repo", operationMethod="Fixed Rate", details=details, **other)


def srf(*rows: Row) -> dict[str, float | None]:
    return figures(parsed("nyfed__standing_repo", operations(*rows)))


def rrp(*rows: Row, series: str = "NYFED_RRP_ACCEPTED") -> dict[str, float | None]:
    return figures(parsed("nyfed__reverse_repo", operations(*rows)), series)


def test_the_two_windows_of_a_day_are_summed() -> None:
    rows = [operation(1_000_000, operationId="a", closeTime="08:30"), operation(2_000_000, operationId="b")]
    assert srf(*rows) == {"2026-09-02": 3_000_000.0}


def test_an_operation_sent_twice_counts_once() -> None:
    assert srf(operation(), operation()) == {"2026-09-02": 1_000_000.0}


def test_one_operation_with_two_results_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="two different results of operation a"):
        srf(operation(1, operationId="a"), operation(2, operationId="a"))


def test_a_day_that_waits_for_its_second_window_has_no_sum_yet() -> None:
    waiting = operation(0, operationId="b", auctionStatus="Announced")
    assert srf(operation(operationId="a"), waiting, operation(7, operationDate="2026-09-01")) == {"2026-09-01": 7.0}


def test_a_cancelled_operation_keeps_nobody_waiting() -> None:
    assert srf(operation(operationId="a"), operation(9, auctionStatus="Cancelled")) == {"2026-09-02": 1_000_000.0}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"note": "Statement Regarding Repurchase Agreement Small Value Exercise"}, id="by its note"),
        pytest.param({"note": "Small-Value Technical Exercise"}, id="by its note with a hyphen"),
        pytest.param({"isSmallValue": "Y"}, id="by its mark"),
        pytest.param({"term": "Term", "termCalenderDays": 14}, id="a term operation"),
        pytest.param({"term": "Term", "termCalenderDays": 3}, id="a short term operation"),
        pytest.param({"term": None, "termCalenderDays": 7}, id="a term operation by its days"),
        pytest.param({"operationType": "Reverse Repo"}, id="a reverse operation"),
    ],
)
def test_standing_repo_is_not_mixed_with_another_operation(other: Row) -> None:
    assert srf(operation(operationId="a"), operation(50_000, operationId="b") | other) == {"2026-09-02": 1_000_000.0}


@pytest.mark.parametrize("days", [1, 3, 4])
def test_an_operation_over_a_weekend_is_overnight_also_without_the_word(days: int) -> None:
    row = operation(termCalenderDays=days)
    del row["term"]
    assert srf(row) == {"2026-09-02": 1_000_000.0}


def test_an_amount_that_is_missing_is_refused_and_not_taken_for_nothing() -> None:
    with pytest.raises(PayloadRefused, match="expected an amount accepted on 2026-09-02"):
        srf(operation(None))


@pytest.mark.parametrize("amount", ["1000000", 1000000.0, "1,000,000"])
def test_an_amount_may_be_sent_as_a_string(amount: Any) -> None:
    assert srf(operation(amount)) == {"2026-09-02": 1_000_000.0}


@pytest.mark.parametrize("column", ["operationDate", "operationType", "totalAmtAccepted"])
def test_an_operation_without_one_of_its_fields_is_refused(column: str) -> None:
    row = operation()
    del row[column]
    with pytest.raises(PayloadRefused, match="not of the documented shape"):
        accepted("nyfed__standing_repo", operations(row))


def test_take_up_in_thousands_of_its_size_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted("nyfed__standing_repo", operations(operation(50_350_000_000_000)))


@pytest.mark.parametrize(
    "body",
    [b"[]", b'{"repo": {}}', b'{"repo": {"operations": null}}', b'{"error": "no"}', b"<html></html>", b"", b'{"repo"'],
)
def test_another_document_is_refused(body: bytes) -> None:
    for key in ("nyfed__standing_repo", "nyfed__reverse_repo", "nyfed__sofr", "nyfed__soma"):
        with pytest.raises(PayloadRefused):
            accepted(key, payload(body))


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(PayloadRefused):
        accepted("nyfed__standing_repo", operations())


def test_repo_operations_are_asked_from_the_facilitys_first_day(desk: Loopback, http: Http) -> None:
    desk.on("/api/rp/results/search.json", b"{}")
    fetched("nyfed__standing_repo", http)
    assert desk.asked[0].params["startDate"] == "2021-07-29"
    assert desk.asked[0].params["operationTypes"] == "Repo"


def test_a_window_of_repo_operations_does_not_begin_before_the_facility(desk: Loopback, http: Http) -> None:
    desk.on("/api/rp/results/search.json", b"{}")
    fetched("nyfed__standing_repo", http, date(2020, 1, 1))
    fetched("nyfed__standing_repo", http, date(2026, 9, 1))
    assert [a.params["startDate"] for a in desk.asked] == ["2021-07-29", "2026-09-01"]


def test_reverse_repo_is_in_dollars_and_has_its_award_rate() -> None:
    assert rrp(reverse()) == {"2026-09-02": 545_000_000.0}
    assert rrp(reverse(), series="NYFED_RRP_RATE") == {"2026-09-02": 3.5}


def test_a_day_without_bids_has_an_amount_and_no_rate() -> None:
    table = parsed("nyfed__reverse_repo", operations(reverse(0, None)))
    assert table.select("series", "value").rows() == [("NYFED_RRP_ACCEPTED", 0.0)]


def test_an_exercise_that_does_not_say_so_closes_before_the_regular_operation() -> None:
    """2020-11-18: its note is empty."""
    rows = [reverse(21_000_000, operationId="a", closeTime="10:00"), reverse(operationId="b", closeTime="13:15")]
    assert rrp(*rows) == rrp(*reversed(rows)) == {"2026-09-02": 545_000_000.0}


def test_the_hour_of_nine_comes_before_thirteen() -> None:
    rows = [reverse(21_000_000, operationId="a", closeTime="9:45"), reverse(operationId="b", closeTime="13:15")]
    assert rrp(*rows) == {"2026-09-02": 545_000_000.0}


def test_two_reverse_operations_that_close_together_are_refused() -> None:
    rows = [reverse(1, operationId="a"), reverse(2, operationId="b")]
    with pytest.raises(PayloadRefused, match="conflicting rows"):
        accepted("nyfed__reverse_repo", operations(*rows))


def test_term_reverse_repo_is_left_out() -> None:
    rows = [reverse(operationId="a"), reverse(5_000_000_000, operationId="b", term="Term", closeTime="14:00")]
    assert rrp(*rows) == {"2026-09-02": 545_000_000.0}


def test_propositions_are_not_asked(desk: Loopback, http: Http) -> None:
    """They disagree with the results."""
    desk.on(f"{LAST}/9999.json", operations(reverse()).body)
    fetched("nyfed__reverse_repo", http)
    assert desk.paths == [f"{LAST}/9999.json"]


def test_as_many_operations_as_asked_for_may_not_be_all(
    desk: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nyfed, "ALL_OPERATIONS", 2)
    body = operations(reverse(operationId="a"), reverse(operationDate="2026-09-01")).body
    desk.on(f"{LAST}/2.json", body)
    with pytest.raises(PayloadRefused, match="expected the operations since the first; the last 2 end after it"):
        fetched("nyfed__reverse_repo", http)
    monkeypatch.setattr(nyfed, "ALL_OPERATIONS", 1)
    desk.on(f"{LAST}/1.json", body)
    with pytest.raises(PayloadRefused, match="expected at most 1 operations; found 2"):
        fetched("nyfed__reverse_repo", http)


def test_the_last_operations_must_reach_back_to_the_day_asked_for() -> None:
    rows = operations(reverse(operationId="a"), reverse(operationDate="2026-09-01"))
    nyfed.SOURCE._require_reach(rows, 2, date(2026, 9, 1))
    with pytest.raises(PayloadRefused, match="expected the operations since 2026-08-31"):
        nyfed.SOURCE._require_reach(rows, 2, date(2026, 8, 31))


@pytest.mark.parametrize(
    ("name", "path", "start"),
    [
        ("sofr", "/api/rates/secured/sofr/search.json", "2018-04-02"),
        ("effr", "/api/rates/unsecured/effr/search.json", "2000-07-03"),
        ("obfr", "/api/rates/unsecured/obfr/search.json", "2016-03-01"),
    ],
)
def test_a_rate_is_asked_from_its_first_day(name: str, path: str, start: str, desk: Loopback, http: Http) -> None:
    desk.on(path, b"{}")
    fetched(f"nyfed__{name}", http)
    fetched(f"nyfed__{name}", http, date(2026, 9, 1))
    assert [a.params["startDate"] for a in desk.asked] == [start, "2026-09-01"]
    assert all(a.params.keys() == {"startDate", "endDate"} for a in desk.asked)


def test_another_rate_than_the_one_asked_for_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"expected rates of type SOFR; found \['EFFR'\]"):
        parsed("nyfed__sofr", payload(fixture("nyfed/effr/one_day.json")))


def test_a_field_that_began_later_is_absent_before_and_not_missing() -> None:
    table = parsed("nyfed__effr", payload(fixture("nyfed/effr/first_and_last.json")))
    assert figures(table, "NYFED_EFFR")["2000-07-03"] == 7.03
    assert figures(table, "NYFED_EFFR_VOLUME").keys() == {"2026-09-01"}


@pytest.mark.parametrize("missing", ["NA", "", None])
def test_a_percentile_not_available_is_published_as_missing(missing: str | None) -> None:
    row = json.loads(fixture("nyfed/sofr/one_day.json"))["refRates"][0] | {"percentPercentile1": missing}
    table = parsed("nyfed__sofr", payload(json.dumps({"refRates": [row]})))
    assert figures(table, "NYFED_SOFR_P1") == {"2026-09-01": None}


@pytest.mark.parametrize("column", ["percentRate", "volumeInBillions", "percentPercentile99", "effectiveDate"])
def test_a_renamed_field_of_a_rate_is_refused(column: str) -> None:
    body = fixture("nyfed/sofr/first_and_last.json").replace(f'"{column}"'.encode(), b'"other"')
    with pytest.raises(PayloadRefused, match=r"not of the documented shape|found no row of"):
        accepted("nyfed__sofr", payload(body), origin="live")


def test_one_day_without_its_rate_is_refused() -> None:
    body = fixture("nyfed/sofr/first_and_last.json").replace(b'"percentRate": 1.8', b'"other": 1.8')
    with pytest.raises(PayloadRefused, match="not of the documented shape: KeyError: 'percentRate'"):
        accepted("nyfed__sofr", payload(body), origin="live")


@pytest.mark.parametrize(("old", "new"), [(b"3.66", b"366"), (b"2931", b"2931000"), (b"2931", b"2.931")])
def test_a_rate_or_volume_in_another_unit_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted("nyfed__sofr", payload(fixture("nyfed/sofr/one_day.json").replace(old, new)), origin="live")


def test_an_empty_string_of_soma_is_published_as_missing_and_not_as_zero() -> None:
    table = parsed("nyfed__soma", payload(fixture("nyfed/soma/summary.json")))
    assert figures(table, "SOMA_FRN") == {"2003-07-09": None, "2026-09-02": 18300000000.0}


def test_holdings_add_up_to_their_total() -> None:
    table = parsed("nyfed__soma", payload(fixture("nyfed/soma/summary.json"))).filter(
        pl.col("period") == date(2026, 9, 2)
    )
    parts = table.filter(~table["series"].is_in(["SOMA_TOTAL"]))["value"].sum()
    assert parts == pytest.approx(figures(table, "SOMA_TOTAL")["2026-09-02"])


@pytest.mark.parametrize("spec", release("nyfed__soma").series, ids=lambda s: s.name)
def test_a_renamed_class_of_holdings_is_refused(spec: Any) -> None:
    body = fixture("nyfed/soma/summary.json").replace(f'"{spec.code}"'.encode(), b'"other"')
    with pytest.raises(PayloadRefused, match=r"not of the documented shape|found no row of"):
        accepted("nyfed__soma", payload(body), origin="live")


def test_holdings_in_millions_are_refused() -> None:
    body = fixture("nyfed/soma/summary.json").replace(b"6474647000000.67", b"6474647.000000")
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted("nyfed__soma", payload(body), origin="live")
