"""How to ask and read, one small module a publisher. This page finds the module of a release and nothing more."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from sources.errors import CatalogError
from sources.model import Release, Source


def source_of(release: Release) -> Source:
    """The publisher's module of that release: the one that bears the name of its catalog file."""
    name = f"{__name__}.{release.source}"
    source = getattr(import_module(name), "SOURCE", None) if find_spec(name) else None
    if source is None:
        raise CatalogError(f"{release.key}: expected sources/publishers/{release.source}.py with SOURCE; found none")
    return source  # type: ignore[no-any-return]
