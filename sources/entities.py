"""XML inside a publisher's file: a document type, and with it every entity, is refused before a parser sees it.

Entities are declared in front of the root element only, so that reading up to there tells. The parser of workbooks
knows no entities and would leave them out of the text without a word.
"""

from __future__ import annotations

from typing import IO

from sources.errors import PayloadRefused


def refuse_entities(document: IO[bytes], shown: str) -> None:
    """Refuse XML with a document type, in any encoding.

    Raises:
        PayloadRefused: it has one, or is not XML at all.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        # ends at the root element: what follows may be large, and cannot declare anything
        next(iter(iterparse(document, events=("start",), forbid_dtd=True)), None)
    except DefusedXmlException as problem:
        raise PayloadRefused(f"{shown}: expected XML without a document type; found {type(problem).__name__}") from None
    except (ParseError, ValueError, LookupError) as problem:
        raise PayloadRefused(f"{shown}: expected XML; found {problem}") from None
