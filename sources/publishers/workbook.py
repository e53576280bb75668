"""Reading .xlsx bodies: rows of plain values, within bounds that no bomb of whatever kind gets past.

A workbook of some kilobytes can ask for gigabytes in many ways: by what its members inflate to or say that they do, by
one cell at the far corner of a sheet, by one long text in many cells, by one sheet under many names. So the members are
inflated here, piece by piece; what they hold is looked through; and only that is handed on, stored, not packed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

from sources.entities import refuse_entities
from sources.errors import PayloadRefused

INFLATED_CAP = 16 << 20  # the largest workbook seen inflates to a quarter of it
MOST_MEMBERS = 1_000
MOST_CELLS = 1_000_000  # rows times columns, over all sheets
MOST_TEXT = 8 << 20  # characters, each shared text counted in every cell that shows it
MOST_DEPTH = 100  # elements within elements; a reader keeps the names of all that are open
PIECE = 1 << 16
_PARTS = re.compile(r"(\[Content_Types\]|_rels/.*|xl/.*)\.(xml|rels)$")
_CELL = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})")
_SHEETS = frozenset({"worksheet", "chartsheet", "dialogsheet", "macrosheet"})


def sheets(body: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet of the workbook as rows of values; dates as dates, empty cells as ''."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(_bounded(body))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except CalamineError as problem:
        raise _no_workbook(body, problem) from None


def _no_workbook(body: bytes, problem: object) -> PayloadRefused:
    return PayloadRefused(f"expected an .xlsx workbook; found {body[:20]!r} ({problem})")


def _bounded(body: bytes) -> io.BytesIO:
    """The same workbook without compression, and without what is no sheet."""
    plain = io.BytesIO()
    try:
        parts = _inflated(body)
        _require_bounded(parts)
        with zipfile.ZipFile(plain, "w") as copy:
            while parts:
                copy.writestr(*parts.popitem())
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as problem:
        raise _no_workbook(body, problem) from None
    plain.seek(0)
    return plain


def _inflated(body: bytes) -> dict[str, bytes]:
    """The members that make up the sheets, each no longer than it says and all together within the cap."""
    parts: dict[str, bytes] = {}
    room = INFLATED_CAP
    with zipfile.ZipFile(io.BytesIO(body)) as box:
        items = [item for item in box.infolist() if _PARTS.match(item.filename)]
        if len(items) > MOST_MEMBERS or len({item.filename for item in items}) < len(items):
            raise PayloadRefused(f"expected at most {MOST_MEMBERS} members, each once; found {len(items)}")
        for item in items:
            if item.file_size > room:
                raise PayloadRefused(f"workbook inflates to more than {INFLATED_CAP >> 20} MiB")
            with box.open(item) as member:  # ends at the size that it says, whatever is packed
                parts[item.filename] = b"".join(iter(lambda: member.read(PIECE), b""))
            room -= item.file_size
    return parts


def _require_bounded(parts: Mapping[str, bytes]) -> None:
    shared, shown, cells, characters, named, held = list[int](), Counter[int](), 0, 0, 0, 0
    for name, part in parts.items():
        refuse_entities(io.BytesIO(part), name)
        found = _Extent(name)
        found.look_through(part)
        shared += found.shared
        shown += found.shown
        cells += found.rows * found.columns
        characters += found.characters
        named, held = named + found.sheets, held + found.is_sheet
    characters += sum(shared[number] * count for number, count in shown.items() if number < len(shared))
    if cells > MOST_CELLS or characters > MOST_TEXT or named > held:
        raise PayloadRefused(
            f"expected at most {MOST_CELLS:,} cells, {MOST_TEXT:,} characters, each sheet once; "
            f"found {cells:,} cells, {characters:,} characters, {named} names of {held} sheets"
        )


class _Extent:
    """How far the cells with a value reach, and how much text they show, before anybody makes room for it."""

    def __init__(self, name: str) -> None:
        self.shared, self.shown = list[int](), Counter[int]()  # the length of each shared text; how often it is shown
        self.rows, self.columns, self.characters = 0, 0, 0
        self.sheets, self.is_sheet = 0, False
        self._name, self._at = name, (0, 0)
        self._kind, self._element, self._number, self._depth = "", "", "", 0

    def look_through(self, part: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(part, True)
        except expat.ExpatError as problem:
            raise PayloadRefused(f"{self._name}: expected XML; found otherwise ({problem})") from None

    def _start(self, element: str, attributes: dict[str, str]) -> None:
        self._element = element = element.rpartition(":")[2]
        self._number = ""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise PayloadRefused(f"{self._name}: expected at most {MOST_DEPTH} elements within each other")
        if element == "row":
            self._at = (self._row(attributes.get("r")), 0)
        elif element == "c":
            self._at, self._kind = self._cell(attributes.get("r")), attributes.get("t", "")
        elif element in ("v", "is", "f"):
            self.rows, self.columns = max(self.rows, self._at[0]), max(self.columns, self._at[1])
        elif element == "si":
            self.shared.append(0)
        elif element == "sheet":
            self.sheets += 1
        elif element in _SHEETS:
            self.is_sheet = True

    def _row(self, told: str | None) -> int:
        if told is not None and not re.fullmatch(r"[1-9]\d{0,6}", told):
            raise PayloadRefused(f"{self._name}: expected the number of a row; found {told[:20]!r}")
        return int(told) if told else self._at[0] + 1

    def _cell(self, told: str | None) -> tuple[int, int]:
        place = _CELL.fullmatch(told or "")
        if told is not None and not place:
            raise PayloadRefused(f"{self._name}: expected a cell like B12; found {told[:20]!r}")
        if not place:
            return self._at[0], self._at[1] + 1
        column = 0
        for letter in place[1].upper():
            column = 26 * column + ord(letter) - 64
        return int(place[2]), column

    def _text(self, text: str) -> None:
        if self._element == "v" and self._kind == "s":
            self._number += text
        elif self.shared:
            self.shared[-1] += len(text)
        else:
            self.characters += len(text)

    def _end(self, _: str) -> None:
        if self._number.strip().isdecimal():
            self.shown[int(self._number[:9])] += 1
        self._depth -= 1
        self._element, self._number = "", ""
