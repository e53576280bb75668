"""THE place to add a series. One YAML per publisher; this module reads and cross-checks them, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sources.calendars import publication_of
from sources.errors import CatalogError
from sources.model import Release, SeriesSpec, Strict, Unit
from sources.periods import Frequency

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
            raise CatalogError(f"no release {key!r}; {_near(key, self.releases)}") from None

    def series(self, name: str) -> list[tuple[Release, SeriesSpec]]:
        """The series of that name, or all of the release of that key; an unknown name says which ones come near."""
        found = [(r, s) for r in self.releases.values() for s in r.series if name in (s.name, r.key)]
        if not found:
            known = [*self.releases, *(s for r in self.releases.values() for s in r.by_name)]
            raise CatalogError(f"no series or release {name!r}; {_near(name, known)}")
        return found


def _near(key: str, known: Iterable[str]) -> str:
    near = get_close_matches(key, known, n=3, cutoff=0.4)
    return (f"did you mean {' or '.join(near)}? " if near else "") + "All of them: python -m sources list"


class _EachKeyOnce(yaml.SafeLoader):
    """YAML keeps the last of two equal keys without a word; a series written twice must not vanish like that."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


@cache
def load(folder: Path = FOLDER) -> Catalog:
    """Read and cross-check the catalog.

    Raises:
        CatalogError: naming the file and field at fault.
    """
    units = {k: _build(Unit, "units.yml", k, v) for k, v in _read(folder / "units.yml").items()}
    licences = {k: _build(Licence, "licences.yml", k, v) for k, v in _read(folder / "licences.yml").items()}
    releases: dict[str, Release] = {}
    owner: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name in ("units.yml", "licences.yml"):
            continue
        for name, fields in _mapping(_read(path).get("releases"), f"{path.name}: releases").items():
            release = _release(path, name, fields)
            _check(release, path.name, units, licences, owner)
            releases[release.key] = release
    return Catalog(releases, units, licences)


def _release(path: Path, name: str, fields: Any) -> Release:
    where = f"{path.name}: {name}"
    given = _mapping(fields, where)
    listed = _mapping(given.get("series"), f"{where}: series").items()
    series = [{"name": s, "code": s, **_mapping(spec, f"{where}: {s}")} for s, spec in listed]
    release: Release = _build(Release, path.name, name, {**given, "source": path.stem, "series": series})
    return release


def _check(
    release: Release,
    file: str,
    units: Mapping[str, Unit],
    licences: Mapping[str, Licence],
    owner: dict[str, str],
) -> None:
    where = f"{file}: {release.name}"
    if release.licence not in licences:
        raise CatalogError(f"{where}: licence {release.licence!r} is not in licences.yml ({sorted(licences)})")
    if release.bundle == "yes" and not licences[release.licence].redistributable:
        raise CatalogError(f"{where}: licence {release.licence!r} does not allow a bundle; expected bundle: no")
    for spec in release.series:
        if spec.unit not in units:
            raise CatalogError(f"{where}: {spec.name}: unit {spec.unit!r} is not in units.yml ({sorted(units)})")
        if spec.name in owner:
            raise CatalogError(f"{where}: series {spec.name} stands in {owner[spec.name]} already")
        rule = publication_of(spec, release)
        if spec.frequency is Frequency.DAILY and not (rule.market or rule.holidays):
            raise CatalogError(
                f"{where}: {spec.name}: a daily series needs the market or holidays that say on which days"
            )
        if not spec.low < spec.high:
            raise CatalogError(f"{where}: {spec.name}: low {spec.low} is not below high {spec.high}")
        owner[spec.name] = release.key


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text("utf-8"), _EachKeyOnce)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as problem:
        line = f" (line {problem.problem_mark.line + 1})" if problem.problem_mark else ""
        raise CatalogError(f"{path.name}: {problem.problem}{line}") from None
    return _mapping(content, path.name)


def _mapping(content: Any, where: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise CatalogError(f"{where}: expected a mapping; found {type(content).__name__}")
    return content


def _build(model: Any, file: str, name: str, fields: Any) -> Any:
    try:
        return model(**{"name": name, **_mapping(fields, f"{file}: {name}")})
    except ValidationError as problem:
        detail = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
        raise CatalogError(f"{file}: {name}: {detail}") from None
