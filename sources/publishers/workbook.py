"""Reading .xlsx bodies: rows of plain values, bounded against zip bombs."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from sources.entities import refuse_entities, refuse_hidden
from sources.errors import PayloadRefused

PARTS = (".xml", ".rels")
INFLATED_CAP = 128 * 1024 * 1024


def sheets(body: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet of the workbook as rows of values; dates as dates, empty cells as ''."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(body)) as box:
            inflated = sum(item.file_size for item in box.infolist())
            if inflated > INFLATED_CAP:
                raise PayloadRefused(
                    f"workbook inflates to {inflated >> 20} MiB; expected at most {INFLATED_CAP >> 20}"
                )
            for item in box.infolist():
                with box.open(item) as part:
                    (refuse_entities if item.filename.lower().endswith(PARTS) else refuse_hidden)(part, item.filename)
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (zipfile.BadZipFile, CalamineError) as problem:
        raise PayloadRefused(f"expected an .xlsx workbook; found {body[:20]!r} ({problem})") from None
