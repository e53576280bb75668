"""How to ask and read, one small module a publisher. This page is the list of them and nothing more."""

from __future__ import annotations

from importlib import import_module

from sources.model import Release, Source

NAMES = ("bok", "boj", "cfets", "fred", "imf", "mof_japan", "safe", "tic", "treasury", "worldbank")


def source_of(release: Release) -> Source:
    """The publisher's module of that release."""
    if release.source not in NAMES:
        raise KeyError(f"no publisher module {release.source!r}; there are: {', '.join(NAMES)}")
    module = import_module(f"sources.publishers.{release.source}")
    return module.SOURCE  # type: ignore[no-any-return]
