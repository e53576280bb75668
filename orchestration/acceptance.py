"""Would a reader be misled by this edition? Great Expectations on the marts, before publication."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from orchestration.dictionary import Guard, guards
from orchestration.storage.editions import Editions
from orchestration.storage.home import Home

if TYPE_CHECKING:
    import pandas as pd

# How far the median of a steady figure may move against the published edition, over the rows that both have.
STEADY_BAND = (0.5, 2.0)
REASON = "degraded_reason"
VERDICTS = "verdicts.json"
BESIDE = "_to_last_edition"
UNEXPLAINED = "missing_without_reason"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One mart's acceptance: how many expectations it was held to, and those it broke, in words."""

    mart: str
    expectations: int
    broken: tuple[str, ...]


def verdicts(home: Home) -> dict[str, Any]:
    """The verdicts of the newest acceptance, by mart."""
    return json.loads((home.acceptance / VERDICTS).read_text("utf-8"))  # type: ignore[no-any-return]


def judge(home: Home) -> Iterator[Verdict]:
    """Hold every mart to its expectations and write the Data Docs of the verdicts.

    Pandas frames on purpose: Great Expectations over SQLAlchemy fails on DuckDB.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx

    shutil.rmtree(home.acceptance, ignore_errors=True)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    _add_data_docs(context, home)
    held_to = {guard.mart: guard for guard in guards()}
    published, told = Editions(home).current(), {}
    source = context.data_sources.add_pandas("marts")
    with duckdb.connect(str(home.warehouse), read_only=True) as connection:
        # of long ago a mart may rightly have nothing to tell
        (of_now,) = connection.sql("SELECT isinf(as_of) FROM ledger.as_of").fetchall()[0]
        for mart in sorted(held_to):
            guard = held_to[mart]
            columns = ", ".join(f'"{c}"' for c in dict.fromkeys([*guard.grain, *guard.ranges, *guard.steady, REASON]))
            frame = connection.sql(f'SELECT {columns} FROM marts."{mart}"').df()  # noqa: S608 (names of the models)
            before = published.frame(mart) if published and mart in published.tables else None
            frame = frame if before is None else _beside(frame, before, guard)
            frame[UNEXPLAINED] = _unexplained(frame, guard)
            # nor has one whose figures nobody brought yet; what readers had must not vanish, nor the core ever be empty
            had_rows = bool(published and published.tables.get(mart, {}).get("rows"))
            least_rows = int(of_now and (had_rows or bool(guard.steady)))
            expectations = list(_expectations(gx.expectations, guard, frame, least_rows))
            # all at once: each one added alone would store the whole suite again
            suite = context.suites.add(gx.ExpectationSuite(name=mart, expectations=expectations))
            batch = source.add_dataframe_asset(mart).add_batch_definition_whole_dataframe("all")
            definition = context.validation_definitions.add(gx.ValidationDefinition(name=mart, data=batch, suite=suite))
            checkpoint = gx.Checkpoint(name=mart, validation_definitions=[definition])
            result = next(iter(context.checkpoints.add(checkpoint).run({"dataframe": frame}).run_results.values()))
            verdict = Verdict(mart, len(result.results), tuple(_words(r) for r in result.results if not r.success))
            told[mart] = {"expectations": verdict.expectations, "broken": list(verdict.broken)}
            yield verdict
    context.build_data_docs()
    (home.acceptance / VERDICTS).write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")


def _add_data_docs(context: Any, home: Home) -> None:
    for name in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(name)
    context.add_data_docs_site(
        site_name="acceptance",
        site_config={
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(home.acceptance / "data_docs"),
            },
        },
    )


def _beside(frame: pd.DataFrame, before: pd.DataFrame, guard: Guard) -> pd.DataFrame:
    """The frame with a column ``<figure>_to_last_edition``: each figure over that of the same published row."""
    grain, figures = list(guard.grain), [c for c in guard.steady if c in before]
    joined = frame.merge(before[[*grain, *figures]], on=grain, how="left", suffixes=("", "_before"))
    for figure in figures:
        was = joined.pop(f"{figure}_before")
        joined[f"{figure}{BESIDE}"] = joined[figure] / was.where(was != 0)
    return joined


def _unexplained(frame: pd.DataFrame, guard: Guard) -> pd.Series[str]:
    """Row by row the names of the figures that are missing while nothing says why; empty when there are none."""
    silent = frame[REASON].isna()
    told = frame[REASON].where(silent, "").fillna("")
    for column in guard.ranges:
        told = told.mask(silent & frame[column].isna(), told + f" {column}")
    return told.str.strip()


def _expectations(ge: Any, guard: Guard, frame: pd.DataFrame, least_rows: int) -> Iterator[Any]:
    yield ge.ExpectTableRowCountToBeBetween(min_value=least_rows)
    grain = list(guard.grain)
    if len(grain) == 1:
        yield ge.ExpectColumnValuesToBeUnique(column=grain[0])
    else:
        yield ge.ExpectCompoundColumnsToBeUnique(column_list=grain)
    for column in grain:
        yield ge.ExpectColumnValuesToNotBeNull(column=column)
    for column, (low, high) in guard.ranges.items():
        yield ge.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high)
    # a missing figure without a reason would be taken for a fault of the reader's own
    yield ge.ExpectColumnValuesToBeInSet(column=UNEXPLAINED, value_set=[""])
    for column in frame.columns:
        if column.endswith(BESIDE) and frame[column].notna().any():
            low, high = STEADY_BAND
            yield ge.ExpectColumnMedianToBeBetween(column=column, min_value=low, max_value=high)


def _words(result: Any) -> str:
    config = result.expectation_config
    told = {k: v for k, v in config.kwargs.items() if k != "batch_id"}
    found = result.result.get("partial_unexpected_list") or result.result.get("observed_value")
    count = result.result.get("unexpected_count")
    return f"{config.type} {told}: found {found}" + (f" ({count} rows)" if count else "")
