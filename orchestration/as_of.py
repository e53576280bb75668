"""A whole edition as it would have been at a moment: from a copy of the working file that ends there.

What was known later is not in the copy, so nothing can look ahead. The same models, tests and acceptance judge it, and
it is published in a home of its own below the home: ``as_of/<moment>/``. The current edition stays what it is.
"""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta

from orchestration.storage.editions import Edition
from orchestration.storage.home import Home
from sources.catalog import load
from sources.errors import TidegaugeError


class NoSuchMoment(TidegaugeError):
    """The text does not say a moment, or one that has not come yet."""


def moment_of(text: str) -> datetime:
    """The moment that a text such as ``2025-11-05T17:00-05:00`` says, in UTC.

    Raises:
        NoSuchMoment: no ISO 8601 moment, without an offset from UTC, or in the future.
    """
    try:
        moment = datetime.fromisoformat(re.sub(r"([+-]\d\d)$", r"\1:00", text.strip()))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NoSuchMoment(f"expected a moment with its offset, such as 2025-11-05T17:00-05:00; found {text!r}")
    if moment > datetime.now(UTC) + timedelta(minutes=1):
        raise NoSuchMoment(f"expected a moment that has come; found {text}")
    return moment.astimezone(UTC)


def home_of(home: Home, moment: datetime) -> Home:
    """The home that the edition of a moment is published in."""
    return Home(home.root / "as_of" / f"{moment:%Y-%m-%dT%H%M%SZ}")


def build(home: Home, moment: datetime) -> Edition:
    """Build, test, accept and publish the edition of a moment; hold the home's lock.

    Raises:
        TidegaugeError: nothing is recorded in the home, a model or a test failed, units do not go together, or
            acceptance found a fault.
    """
    import duckdb

    from orchestration import dbt, inputs
    from orchestration.acceptance import judge
    from orchestration.publishing import publish
    from orchestration.storage import freshness, recovery, tables
    from orchestration.storage.editions import Editions
    from orchestration.units.inference import require_sound

    recovery.settle(home)  # of a killed build nothing may lie in the way: a stale log would be played into the copy
    if not home.warehouse.exists():
        raise TidegaugeError(f"{home.root}: expected recorded figures; found none. Run: tidegauge run")
    past = home_of(home, moment).prepare()
    with duckdb.connect(str(home.warehouse)) as connection:
        connection.execute("CHECKPOINT")  # what a killed run recorded may stand in its log only
    shutil.copyfile(home.warehouse, past.warehouse)
    with duckdb.connect(str(past.warehouse)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        tables.stand_at(connection, moment)
        freshness.refresh(connection, load())
    _, failures = dbt.invoke(past, dbt.BUILD)
    if failures:
        raise TidegaugeError("dbt build failed: " + "; ".join(failures))
    inputs.mark(past, inputs.BUILT)
    require_sound(past)
    broken = [f"{verdict.mart}: {problem}" for verdict in judge(past) for problem in verdict.broken]
    if broken:
        raise TidegaugeError("acceptance failed: " + "; ".join(broken))
    inputs.mark(past, inputs.ACCEPTED)
    publish(past)
    for folder in (past.warehouse.parent, past.dbt, past.acceptance):  # all that is needed again stands in the edition
        shutil.rmtree(folder)
    return Editions(past).require()
