"""ECB reserve assets: the area left open, millions of ounces, the whole series key as the proof of what was sent."""

from __future__ import annotations

import pytest

from sources.errors import FetchError, PayloadRefused
from sources.http import Http
from tests.sources.conftest import Answer, Loopback, accepted, fetched, figures, fixture, parsed, payload

KEY = "ecb__gold_holdings"
GOLD = fixture("ecb/gold_holdings/gold.csv")


def test_a_country_is_named_by_its_three_letters() -> None:
    assert figures(accepted(KEY, payload(GOLD)), "ECB_GOLD", "POL") == {"2026-07-31": 20.0, "2026-08-31": 20.5}


def test_the_ecb_itself_and_the_euro_area_keep_their_codes() -> None:
    table = accepted(KEY, payload(GOLD))
    assert figures(table, "ECB_GOLD", "4F") == {"2026-08-31": 16.346}
    assert figures(table, "ECB_GOLD", "I9") == {"2026-08-31": 347.551}


def test_a_blank_is_published_as_missing() -> None:
    assert figures(parsed(KEY, payload(GOLD)), "ECB_GOLD", "MLT") == {"2026-08-31": None}


@pytest.mark.parametrize("multiplier", [b"3", b"0", b""])
def test_another_multiplier_is_refused(multiplier: bytes) -> None:
    body = GOLD.replace(b'fine troy ounces",6', b'fine troy ounces",' + multiplier)
    with pytest.raises(PayloadRefused, match="expected XGO times 10\\^6; found XGO times 10"):
        parsed(KEY, payload(body))


def test_another_unit_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="found EUR times"):
        parsed(KEY, payload(GOLD.replace(b",F,XGO,", b",F,EUR,")))


def test_another_series_is_refused_by_its_key() -> None:
    """Gold as a value, in euros, differs in one dimension of eighteen."""
    with pytest.raises(PayloadRefused, match=r"line 2: expected RAS.*found RAS.*EUR"):
        parsed(KEY, payload(GOLD.replace(b"_Z.XGO.XAU", b"_Z.EUR.XAU")))


def test_an_area_that_is_not_the_keys_is_refused() -> None:
    with pytest.raises(PayloadRefused, match=r"found RAS\.M\.N\.PL\..* of 'CZ'"):
        parsed(KEY, payload(GOLD.replace(b",M,N,PL,", b",M,N,CZ,")))


def test_a_column_that_is_gone_is_named() -> None:
    with pytest.raises(PayloadRefused, match=r"\['UNIT_MULT'\] not in"):
        parsed(KEY, payload(GOLD.replace(b"UNIT_MULT", b"MULT")))


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="line 2: expected 15 cells; found 14"):
        parsed(KEY, payload(GOLD.replace(b"XGO,3,", b"XGO,", 1)))


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="found a header without any"):
        parsed(KEY, payload(GOLD.splitlines(keepends=True)[0]))


def test_a_cut_body_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="cut short"):
        parsed(KEY, payload(GOLD[:-5]))


def test_a_country_with_a_thousand_times_its_gold_is_refused() -> None:
    with pytest.raises(PayloadRefused, match="low and high"):
        accepted(KEY, payload(GOLD.replace(b",20.5,", b",20500,")))


def test_a_query_without_a_match_is_not_found(publisher: Loopback, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGAUGE_ECB_URL", publisher.url)
    path = "/service/data/RAS/M.N..W1.S121.S1.LE.A.FA.R.F11._Z.XGO.XAU._Z.N.ALL"
    publisher.on(path, Answer(b"No results found.", 404))
    with pytest.raises(FetchError, match="found 404: No results found"):
        fetched(KEY, http)
    assert publisher.paths == [path]
