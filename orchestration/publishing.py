"""Publishing what stands in the working file: tables, macros, and the documents that go with them."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration import dbt, inputs
from orchestration.acceptance import verdicts
from orchestration.documents import confine
from orchestration.storage.editions import Edition, Editions
from orchestration.storage.home import Home
from orchestration.storage.moments import macros


def publish(home: Home) -> Edition | None:
    """Publish an edition of the accepted marts; None when the current one says the same.

    Raises:
        NotReady: the marts were not accepted as they are now.
    """
    inputs.require(home, inputs.ACCEPTED)

    def documents(folder: Path) -> None:
        dbt.documentation(home, folder / "dbt_docs.html")
        shutil.copytree(home.acceptance / "data_docs", folder / "data_docs")
        confine(folder, verdicts(home))

    facts = {**inputs.facts(home), "acceptance": verdicts(home), "rests_on": dbt.rests_on(home)}
    published = Editions(home).publish(facts, list(macros(dbt.compiled(home))), documents)
    inputs.mark(home, inputs.CONFIRMED)
    return published
