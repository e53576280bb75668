"""THE place to add a series. One YAML per publisher; this module reads and cross-checks them, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sources.errors import CatalogError
from sources.model import Release, Strict, Unit

FOLDER = Path(__file__).parent


class Licence(Strict):
    """A class of licence, as a working label. ``page`` says where the terms were read."""

    name: str
    label: str
    redistributable: bool


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every release by its key, every unit and licence class by its name."""

    releases: Mapping[str, Release]
    units: Mapping[str, Unit]
    licences: Mapping[str, Licence]

    def release(self, key: str) -> Release:
        """The release of that key; an unknown key names the ones there are."""
        try:
            return self.releases[key]
        except KeyError:
            raise CatalogError(f"no release {key!r}; the catalog has: {', '.join(self.releases)}") from None


@cache
def load(folder: Path = FOLDER) -> Catalog:
    """Read and cross-check the catalog.

    Raises:
        CatalogError: naming the file and field at fault.
    """
    units = {k: _build(Unit, "units.yml", name=k, **v) for k, v in _read(folder / "units.yml").items()}
    licences = {k: _build(Licence, "licences.yml", name=k, **v) for k, v in _read(folder / "licences.yml").items()}
    releases: dict[str, Release] = {}
    owner: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name in ("units.yml", "licences.yml"):
            continue
        for name, fields in _read(path)["releases"].items():
            series = [{"name": s, "code": s, **spec} for s, spec in fields.pop("series").items()]
            release = _build(Release, path.name, source=path.stem, name=name, series=series, **fields)
            _check(release, units, licences, owner)
            releases[release.key] = release
    return Catalog(releases, units, licences)


def _check(release: Release, units: Mapping[str, Unit], licences: Mapping[str, Licence], owner: dict[str, str]) -> None:
    if release.licence not in licences:
        raise CatalogError(f"{release.key}: licence {release.licence!r} is not in licences.yml ({sorted(licences)})")
    for spec in release.series:
        if spec.unit not in units:
            raise CatalogError(f"{release.key}: {spec.name}: unit {spec.unit!r} is not in units.yml ({sorted(units)})")
        if spec.name in owner:
            raise CatalogError(f"series {spec.name} stands in both {owner[spec.name]} and {release.key}")
        if not spec.low < spec.high:
            raise CatalogError(f"{release.key}: {spec.name}: low {spec.low} is not below high {spec.high}")
        owner[spec.name] = release.key


def _read(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(content, dict):
        raise CatalogError(f"{path.name}: expected a mapping; found {type(content).__name__}")
    return content


def _build(model: Any, where: str, **fields: Any) -> Any:
    try:
        return model(**fields)
    except ValidationError as problem:
        detail = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
        raise CatalogError(f"{where}: {fields.get('name')}: {detail}") from None
