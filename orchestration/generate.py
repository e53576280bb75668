"""Files that repeat what is said elsewhere.

Of the catalog: dbt sources and staging models, the union of all versions, DATA_LICENSES. Of the publishers' modules: by
what a reading is whole. Of the marts' own descriptions: the long table of metrics and its dictionary.

``python -m orchestration.generate`` writes them; a test compares. Edit the catalog or the marts' YAML, never these.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from orchestration.dictionary import metrics, model, seed
from orchestration.storage.home import PROJECT
from sources.catalog import Catalog, load
from sources.model import Release
from sources.publishers import source_of

STAGING = "dbt_project/models/staging"
DO_NOT_EDIT = "Written by `python -m orchestration.generate` from sources/catalog; edit the catalog instead."
FROM_MARTS = "Written by `python -m orchestration.generate` from the marts' YAML; edit that instead."

STAGING_COLUMNS = [
    "series",
    "area",
    "frequency",
    "basis",
    "period_start",
    "period_end",
    "value",
    "unit",
    "published_value",
    "published_unit",
    "known_at",
    "first_known_at",
    "known_basis",
    "payload",
]


def files(catalog: Catalog) -> Iterator[tuple[Path, str]]:
    """Every generated file as (path within the project, content)."""
    releases = sorted(catalog.releases.values(), key=lambda r: r.key)
    for source, group in groupby(releases, key=lambda r: r.source):
        own = list(group)
        folder = Path(STAGING) / source
        yield folder / f"_{source}__sources.yml", _sources(own)
        yield folder / f"_{source}__models.yml", _models(own)
        for release in own:
            yield folder / f"stg_{release.key}.sql", f"{{{{ stage('{release.key}') }}}}\n"
    yield Path(STAGING) / "history" / "stg_history__versions.sql", _versions(releases)
    found = metrics()
    yield Path("dbt_project/models/marts/metrics/metrics.sql"), model(found, FROM_MARTS)
    yield Path("dbt_project/seeds/metric_dictionary.csv"), seed(found)
    yield Path("DATA_LICENSES.md"), _licences(catalog)
    yield Path("docs/completeness.md"), _completeness(releases)


def _sources(releases: list[Release]) -> str:
    lines = [f"# {DO_NOT_EDIT}", "sources:", f"  - name: raw_{releases[0].source}", "    schema: raw", "    tables:"]
    for r in releases:
        lines += [
            f"      - name: {r.key}",
            f'        description: "{r.title} ({r.publisher}). Every version of every observation, append-only."',
            f'        config: {{meta: {{dagster: {{asset_key: ["raw", "{r.key}"]}}}}}}',
        ]
    return "\n".join(lines) + "\n"


def _models(releases: list[Release]) -> str:
    lines = [f"# {DO_NOT_EDIT}", "models:"]
    for r in releases:
        lines += [
            f"  - name: stg_{r.key}",
            f'    description: "{r.title}: what is known of each observation, in canonical units."',
            "    columns:",
        ]
        lines += [f"      - {{name: {c}, description: \"{{{{ doc('{c}') }}}}\"}}" for c in STAGING_COLUMNS]
    return "\n".join(lines) + "\n"


def _versions(releases: list[Release]) -> str:
    tables = "\n    union all by name\n".join(
        f"    select '{r.key}' as release, * from {{{{ source('raw_{r.source}', '{r.key}') }}}}"  # noqa: S608
        for r in releases
    )
    return (
        f"{{#- {DO_NOT_EDIT} -#}}\nselect * from (\n{tables}\n)\nwhere known_until is null or known_until > known_at\n"
    )


def _licences(catalog: Catalog) -> str:
    lines = [
        "# Data licences",
        "",
        f"_{DO_NOT_EDIT}_",
        "",
        "The software is under the licence in LICENSE. The data belong to their publishers. The classes below are a",
        "working label, not a legal opinion: check the publisher's page before you ship data on.",
        "",
        "| release | publisher | licence class | in the bundle | credit |",
        "| --- | --- | --- | --- | --- |",
    ]
    for r in sorted(catalog.releases.values(), key=lambda r: r.key):
        bundled = "yes" if r.bundle == "yes" else f"no: {r.bundle_why}"
        label = catalog.licences[r.licence].label
        lines.append(f"| `{r.key}` | [{r.publisher}]({r.homepage}) | {r.licence}: {label} | {bundled} | {r.credit} |")
    lines += [
        "",
        "Bundled payloads are laid out by `python -m sources bundle` from published figures, in the publishers' own",
        "formats; each has a certificate in `sources/bundled/log/`. They are not recordings. Figures of private owners",
        "(index companies, LBMA, World Gold Council) are never bundled.",
    ]
    return "\n".join(lines) + "\n"


def _completeness(releases: list[Release]) -> str:
    lines = [
        "# When is a reading whole?",
        "",
        f"_{DO_NOT_EDIT.replace('sources/catalog', 'sources/publishers').replace('catalog', '`proof`')}_",
        "",
        "Nothing is recorded of a delivery that is cut, decoded short, of the wrong kind, an error envelope, a history",
        "that shrank, or scaled. Of every publisher holds:",
        "",
        "- On the way: an announced length, the last chunk or the check sum of the packing tells a cut body. A text of",
        "  lines without any of them is recorded only when it holds all that is known (docs/adr/0010).",
        "- By what is known: no live reading ends before an earlier one, begins later than a whole one did (unless the",
        "  catalog says that it `rolls`), or lacks a tenth of what is known within it; every open series is in it.",
        "- By its columns: a row without a column that every row had is refused; a new column is told of for a month.",
        "- By its figures: bounds, scale and leaps of every series.",
        "",
        "And beyond that each has a proof of its own:",
        "",
        "| source | releases | proof |",
        "| --- | ---: | --- |",
    ]
    for source, group in groupby(releases, key=lambda r: r.source):
        own = list(group)
        lines.append(f"| `{source}` | {len(own)} | {source_of(own[0]).proof} |")
    return "\n".join(lines) + "\n"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Write the files that repeat facts of the catalog."""
    for path, content in files(load()):
        target = PROJECT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text("utf-8") != content:
            target.write_text(content, "utf-8")
            click.echo(path)


if __name__ == "__main__":
    main(prog_name="python -m orchestration.generate")
