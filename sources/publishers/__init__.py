"""How to ask and read, one small module a publisher. This page finds the module of a release and nothing more."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from sources.model import Release, Source


def source_of(release: Release) -> Source:
    """The publisher's module of that release: the one that bears the name of its catalog file."""
    name = f"{__name__}.{release.source}"
    if find_spec(name) is None:
        raise KeyError(f"{release.key}: expected the module sources/publishers/{release.source}.py; found none")
    return import_module(name).SOURCE  # type: ignore[no-any-return]
