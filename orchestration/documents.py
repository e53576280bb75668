"""The pages of an edition ask nobody: neither from the disk nor from a server do they load anything from elsewhere.

Great Expectations' pages name scripts, style sheets and pictures of nine hosts, its index is empty without them, and
dbt's page has a tracker that is off. Each page gets a policy that browsers keep, and the index is one of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

# what a page may load: what stands in it or beside it
OWN_ONLY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; form-action 'none'; base-uri 'none'"
_HEAD = re.compile(rb"<head[^>]*>", re.IGNORECASE)
_ELSEWHERE = re.compile(
    rb"<script[^>]*\ssrc=[\"']?(?:https?:)?//[^>]*>\s*</script>"
    rb"|<(?:link|img)[^>]*\s(?:href|src)=[\"']?(?:https?:)?//[^>]*>",
    re.IGNORECASE,
)
_STYLE = (
    "body{font:15px/1.5 sans-serif;margin:2em auto;max-width:60em;padding:0 1em}"
    "table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #ddd}"
    ".broken{color:#b00}"
)


def confine(folder: Path, verdicts: Mapping[str, Any]) -> None:
    """Make all pages of a new edition keep to themselves, and write the index of the acceptance report.

    Args:
        verdicts: by mart, how many ``expectations`` it was held to and which are ``broken``.
    """
    reports = folder / "data_docs"
    (reports / "index.html").write_text(_index(reports, verdicts), "utf-8")
    for page in sorted(folder.rglob("*.html")):
        page.write_bytes(_confined(page.read_bytes()))


def _confined(page: bytes) -> bytes:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{OWN_ONLY}">'.encode()
    page = _ELSEWHERE.sub(b"", page)
    head = _HEAD.search(page)
    return page[: head.end()] + policy + page[head.end() :] if head else policy + page


def _index(reports: Path, verdicts: Mapping[str, Any]) -> str:
    rows = []
    for mart, verdict in sorted(verdicts.items()):
        found = sorted((reports / "validations" / mart).rglob("*.html"))
        name = escape(mart)
        shown = f'<a href="{escape(found[-1].relative_to(reports).as_posix())}">{name}</a>' if found else name
        broken = "; ".join(verdict["broken"])
        told = f'<td class="broken">{escape(broken)}</td>' if broken else "<td>all hold</td>"
        rows.append(f"<tr><td>{shown}</td><td>{verdict['expectations']}</td>{told}</tr>")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Acceptance report</title>'
        f"<style>{_STYLE}</style></head><body><h1>Acceptance report</h1>"
        "<p>What every mart of this edition was held to before it was published.</p>"
        f"<table><tr><th>mart</th><th>expectations</th><th>verdict</th></tr>{''.join(rows)}</table></body></html>\n"
    )
