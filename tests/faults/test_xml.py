"""XML with a document type, in every reader that a publisher's file or answer reaches: refused, nothing is fetched."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sources import ingest
from sources.archive import Archive
from sources.catalog import load
from sources.errors import PayloadRefused
from sources.publishers.workbook import sheets
from tests.faults.table import Tally
from tests.sources.conftest import Loopback, delivery, payload, workbook


@pytest.fixture
def publisher() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
DOCUMENTS = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>',
    "quadratic blow-up": f'<!DOCTYPE x [<!ENTITY l8 "{"9" * 10_000}">]>',
    "external entity, file": '<!DOCTYPE x [<!ENTITY l8 SYSTEM "file:///etc/passwd">]>',
    "external entity, http": '<!DOCTYPE x [<!ENTITY l8 SYSTEM "URL/entity">]>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "URL/p.dtd"> %p;]>',
    "document type elsewhere": '<!DOCTYPE x SYSTEM "URL/x.dtd">',
    "public document type": '<!DOCTYPE x PUBLIC "-//X//EN" "URL/x.dtd">',
    "an entity in place of a figure": '<!DOCTYPE x [<!ENTITY l8 "9">]>',
}
PARTS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels")
ENCODINGS = ("utf-8", "utf-16")
BOOK = workbook(Monthly=[["country", 1.0]])


def with_type(document: str, part: str, encoding: str = "utf-8", renamed: str | None = None) -> bytes:
    """The workbook with a document type in front of the root of a part, and its first figure as an entity."""
    body = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(body, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                text = content.decode()
                text = text[text.index("?>") + 2 :] if text.startswith("<?xml") else text
                text = f'<?xml version="1.0" encoding="{encoding}"?>{document}{text}'
                content = text.replace("<v>1</v>", "<v>&l8;</v>").encode(encoding)
            if renamed and name.endswith(".rels"):
                content = content.replace(Path(part).name.encode(), Path(renamed).name.encode())
            new.writestr(renamed if renamed and name == part else name, content)
    return body.getvalue()


def outcome(body: bytes) -> str:
    try:
        found = sheets(body)
    except PayloadRefused as problem:
        return "refused" if "document type" in str(problem) else f"refused for another reason: {problem}"
    return f"read: {found}"


@pytest.mark.fault(23)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_workbook_with_a_document_type_is_refused(document: str, publisher: Loopback, tally: Tally) -> None:
    text = DOCUMENTS[document].replace("URL", publisher.url)
    for part in PARTS:
        for encoding in ENCODINGS:
            tally.case(f"{document} in {part}, {encoding}", outcome(with_type(text, part, encoding)))
    hidden = with_type(text, PARTS[0], renamed="xl/worksheets/sheet1.bin")
    # never handed to the reader, whose workbook then lacks a sheet
    refused = not outcome(hidden).startswith("read")
    tally.holds(f"{document} in a part that is not called XML", refused, outcome(hidden))
    assert not publisher.asked
    assert sheets(BOOK) == {"Monthly": [["country", 1.0]]}


@pytest.mark.fault(23)
@pytest.mark.parametrize("release", [key for key in load().releases if key != "wgc__central_bank_changes"])
def test_no_reader_takes_xml_with_entities_for_an_answer(release: str, publisher: Loopback, tally: Tally) -> None:
    for document, text in DOCUMENTS.items():
        declared = text.replace("URL", publisher.url)
        root = '<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/>&l8;</x>'
        body = f'<?xml version="1.0"?>\n{declared}\n{root}'.encode()
        try:
            table = ingest.read(delivery(release, payload(body)), load().release(release))
            found = f"read: {table.height} rows"
        except PayloadRefused:
            found = "refused"
        tally.case(f"{release}: {document}", found)
    assert not publisher.asked


@pytest.mark.fault(23)
def test_a_licensed_workbook_with_a_document_type_is_not_kept(tmp_path: Path, tally: Tally) -> None:
    for name, document in DOCUMENTS.items():
        file, release = tmp_path / "changes.xlsx", load().release("wgc__central_bank_changes")
        file.write_bytes(with_type(document, PARTS[0]))
        with pytest.raises(PayloadRefused, match="document type"):
            ingest.load(release, file, Archive(tmp_path / "archive"))
        tally.holds(f"load: {name}", not list((tmp_path / "archive").rglob("*.gz")))
