"""The archive: bodies once by their hash, a log that only grows, and damage that is named."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sources.archive import Archive, Entry
from sources.errors import ArchiveError
from sources.model import Delivery
from tests.sources.conftest import delivery, payload

KEY = "fred__gdp"
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
BODY = b"observation_date,GDP\n2026-04-01,31000.5\n"
GIVEN = delivery(KEY, payload(BODY, "https://fred.example/graph.csv", {"id": "GDP"}, "text/csv"))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def bodies(archive: Archive) -> list[Path]:
    return sorted(p for p in (archive.root / "bodies").rglob("*") if p.is_file())


def log(archive: Archive) -> Path:
    return archive.root / "log" / f"{KEY}.jsonl"


def later(given: Delivery, days: int = 1) -> Delivery:
    return replace(given, fetched_at=given.fetched_at + timedelta(days=days))


def test_what_was_kept_is_opened_as_it_was(archive: Archive) -> None:
    given = replace(GIVEN, certificate={"publisher": "BEA", "licence": "public_domain_us"})
    assert archive.open(archive.keep(given)) == given


def test_an_entry_read_from_the_log_is_the_one_that_was_acknowledged(archive: Archive) -> None:
    kept = archive.keep(GIVEN)
    assert Archive(archive.root).entries(KEY) == [kept]
    assert kept.digest == GIVEN.digest


def test_the_same_body_is_stored_once_and_logged_twice(archive: Archive) -> None:
    archive.keep(GIVEN)
    archive.keep(later(GIVEN))
    assert len(bodies(archive)) == 1
    assert [e.at for e in archive.entries(KEY)] == [AT, AT + timedelta(days=1)]


def test_a_body_is_named_by_its_hash_below_its_first_two_digits(archive: Archive) -> None:
    sha256 = archive.keep(GIVEN).payloads[0]["sha256"]
    assert [str(p.relative_to(archive.root)) for p in bodies(archive)] == [f"bodies/{sha256[:2]}/{sha256}.gz"]


def test_the_stored_bytes_do_not_depend_on_the_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = Archive(tmp_path / "one"), Archive(tmp_path / "two")
    one.keep(GIVEN)
    monkeypatch.setattr("gzip.time.time", lambda: 4_000_000_000.0)
    two.keep(later(GIVEN, 400))
    assert bodies(one)[0].read_bytes() == bodies(two)[0].read_bytes()


def test_an_empty_body_is_kept_too(archive: Archive) -> None:
    given = delivery(KEY, payload(b""))
    assert archive.open(archive.keep(given)).payloads[0].body == b""


def test_a_failure_is_logged_with_its_reason_beside_the_deliveries(archive: Archive) -> None:
    archive.keep(GIVEN)
    archive.note_failure(KEY, AT + timedelta(days=1), "expected HTTP 200; found 503")
    assert [(e.outcome, e.reason) for e in archive.entries(KEY)] == [
        ("delivered", ""),
        ("failed", "expected HTTP 200; found 503"),
    ]


def test_a_release_that_was_never_asked_has_no_entries(archive: Archive) -> None:
    assert archive.entries(KEY) == []


def test_keeping_more_leaves_the_log_as_it_was_and_adds_to_it(archive: Archive) -> None:
    archive.keep(GIVEN)
    before = log(archive).read_bytes()
    archive.keep(later(GIVEN))
    assert log(archive).read_bytes().startswith(before)


def test_a_torn_last_line_is_passed_over(archive: Archive) -> None:
    archive.keep(GIVEN)
    archive.keep(later(GIVEN))
    whole = log(archive).read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole) - 2):
        log(archive).write_bytes(whole[:cut])
        assert [e.at for e in archive.entries(KEY)] == [AT], cut


def test_a_torn_line_does_not_swallow_the_next(archive: Archive) -> None:
    archive.keep(GIVEN)
    archive.keep(later(GIVEN))
    log(archive).write_bytes(log(archive).read_bytes()[:-30])
    archive.keep(later(GIVEN, 2))
    assert [e.at for e in archive.entries(KEY)] == [AT, AT + timedelta(days=2)]


def test_a_line_that_lost_its_line_end_only_still_counts(archive: Archive) -> None:
    archive.keep(GIVEN)
    log(archive).write_bytes(log(archive).read_bytes().rstrip(b"\n"))
    archive.keep(later(GIVEN))
    assert len(archive.entries(KEY)) == 2


def refusal(archive: Archive, entry: Entry) -> str:
    with pytest.raises(ArchiveError) as caught:
        archive.open(entry)
    return str(caught.value)


def test_a_missing_body_is_named_without_a_folder_of_the_machine(archive: Archive) -> None:
    entry = archive.keep(GIVEN)
    bodies(archive)[0].unlink()
    said = refusal(archive, entry)
    assert said.startswith(f"archive/bodies/{entry.payloads[0]['sha256'][:2]}/")
    assert "expected a payload; found no file. Restore the file, or fetch the release again" in said
    assert str(archive.root) not in said


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda b: b"not gzip at all", id="another file"),
        pytest.param(lambda b: b"", id="emptied"),
        pytest.param(lambda b: gzip.compress(BODY + b"2026-07-01,31300\n"), id="another body"),
        pytest.param(lambda b: b + b"trailing", id="bytes added"),
    ],
)
def test_a_corrupted_body_is_named_without_a_folder_of_the_machine(damage, archive: Archive) -> None:  # type: ignore[no-untyped-def]
    entry = archive.keep(GIVEN)
    path = bodies(archive)[0]
    path.write_bytes(damage(path.read_bytes()))
    said = refusal(archive, entry)
    assert "payload is corrupted (" in said
    assert str(archive.root) not in said


def test_a_body_that_cannot_be_read_is_named_without_a_folder_of_the_machine(archive: Archive) -> None:
    entry = archive.keep(GIVEN)
    path = bodies(archive)[0]
    path.unlink()
    path.mkdir()
    said = refusal(archive, entry)
    assert "payload is corrupted (Is a directory)" in said
    assert str(archive.root) not in said


def test_a_body_cut_at_any_byte_is_noticed(archive: Archive) -> None:
    entry = archive.keep(GIVEN)
    path = bodies(archive)[0]
    whole = path.read_bytes()
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        refusal(archive, entry)


def test_a_flipped_bit_never_changes_what_is_opened(archive: Archive) -> None:
    """Some bits of a gzip header mean nothing; none may lead to other bytes."""
    entry = archive.keep(GIVEN)
    path = bodies(archive)[0]
    whole = path.read_bytes()
    noticed = 0
    for place in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        try:
            assert archive.open(entry).payloads[0].body == BODY
        except ArchiveError:
            noticed += 1
    assert noticed > len(whole) * 8 * 0.8


def test_fetching_the_same_body_again_mends_a_damaged_one(archive: Archive) -> None:
    entry = archive.keep(GIVEN)
    bodies(archive)[0].write_bytes(b"damaged")
    archive.keep(later(GIVEN))
    assert archive.open(entry).payloads[0].body == BODY


def test_a_body_half_written_by_a_crash_is_not_taken_for_a_body(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_: int) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", crash)
        with pytest.raises(OSError, match="No space"):
            archive.keep(GIVEN)
    assert bodies(archive) == []
    assert archive.entries(KEY) == []


def test_the_body_is_on_disk_before_the_log_says_so(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    append = Archive._append

    def watched(self: Archive, release: str, line: dict[str, object]) -> None:
        seen.append(len(bodies(self)))
        append(self, release, line)

    monkeypatch.setattr(Archive, "_append", watched)
    archive.keep(GIVEN)
    assert seen == [1]


def test_the_roots_are_read_as_one_oldest_first(tmp_path: Path) -> None:
    shipped, own = Archive(tmp_path / "bundled"), Archive(tmp_path / "archive")
    shipped.keep(replace(later(GIVEN, -30), origin="bundled"))
    own.keep(GIVEN)
    shipped.keep(replace(later(GIVEN, -10), origin="bundled"))
    both = Archive(own.root, shipped.root)
    assert [e.origin for e in both.entries(KEY)] == ["bundled", "bundled", "live"]
    assert [both.open(e).payloads[0].body for e in both.entries(KEY)] == [BODY] * 3


def test_only_the_first_root_is_ever_written_to(tmp_path: Path) -> None:
    shipped = Archive(tmp_path / "bundled")
    shipped.keep(replace(GIVEN, origin="bundled"))
    before = {p: p.read_bytes() for p in shipped.root.rglob("*") if p.is_file()}
    both = Archive(tmp_path / "archive", shipped.root)
    both.keep(later(GIVEN))
    both.note_failure(KEY, AT, "found nothing")
    assert {p: p.read_bytes() for p in shipped.root.rglob("*") if p.is_file()} == before
    assert len(both.entries(KEY)) == 3


def test_a_key_reaches_neither_the_log_nor_the_certificate_of_a_payload(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRED_API_KEY", "canary0123456789")
    asked = payload(BODY, "https://x.example/canary0123456789/a", {"api_key": "canary0123456789"})
    archive.keep(delivery(KEY, asked))
    archive.note_failure(KEY, AT, "GET /?api_key=canary0123456789 failed")
    text = log(archive).read_text("utf-8")
    assert "canary0123456789" not in text
    assert text.count("<FRED_API_KEY>") == 3


def test_a_line_of_the_log_is_one_json_document(archive: Archive) -> None:
    archive.keep(replace(GIVEN, certificate={"publisher": "日本銀行\nsecond line"}))
    (line,) = log(archive).read_text("utf-8").splitlines()
    assert json.loads(line)["certificate"] == {"publisher": "日本銀行\nsecond line"}


VERSIONS = replace(GIVEN, vintages="GDP")


def test_vintages_are_kept_and_opened_with_the_name_of_their_series(archive: Archive) -> None:
    kept = archive.keep(VERSIONS)
    assert kept.vintages == "GDP"
    assert archive.entries(KEY) == [kept]
    assert archive.open(kept) == VERSIONS
    assert json.loads(log(archive).read_text())["vintages"] == "GDP"


def test_a_line_of_an_ordinary_reading_does_not_speak_of_vintages(archive: Archive) -> None:
    archive.keep(GIVEN)
    archive.note_failure(KEY, AT + timedelta(days=1), "gone")
    assert "vintages" not in log(archive).read_text()
    assert [e.vintages for e in archive.entries(KEY)] == ["", ""]


def test_a_failure_to_have_vintages_is_told_from_a_failed_reading(archive: Archive) -> None:
    archive.note_failure(KEY, AT, "gone", vintages="GDP")
    (entry,) = archive.entries(KEY)
    assert (entry.outcome, entry.reason, entry.vintages) == ("failed", "gone", "GDP")
