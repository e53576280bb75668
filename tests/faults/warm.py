"""What a warm process has loaded before it forks: libraries and the catalog, nothing that starts a thread."""

import pandera.polars  # noqa: F401

import sources.publishers.fred  # noqa: F401
import tests.faults.small  # noqa: F401
from sources.catalog import load

load()
