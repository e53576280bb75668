"""A plugin of pytest: the fixture that counts, and the table at the end of the run. See table.py."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.table import FAULTS, Row, Tally, markdown

COMMAND = "make faults"
ROWS = pytest.StashKey[dict[int, Row]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-faults", action="store_true", help="try every case of every fault, and print the table")
    parser.addoption("--faults-table", metavar="FILE", help="write the table there")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fault(number): counts as a case of that fault of tests/faults/table.py")
    config.stash[ROWS] = {}


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """The count of this test. A case that was neither right nor refused fails it."""
    marker = request.node.get_closest_marker("fault")
    assert marker, "a test that counts cases says of which fault: @pytest.mark.fault(number)"
    return Tally(marker.args[0], full=request.config.getoption("--all-faults"))


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    counted = pyfuncitem.funcargs.get("tally")
    if not isinstance(counted, Tally):
        return (yield)
    try:
        result = yield
    finally:
        told = (counted.number, counted.tried, len(counted.wrong), counted.notes)
        pyfuncitem.user_properties.append(("fault", told))  # reaches the controller of a parallel run, too
    first = dict(list(counted.wrong.items())[:10])
    assert not counted.wrong, f"{len(counted.wrong)} of {counted.tried} cases went through: {first}"
    assert counted.tried, "no case was tried"
    return result


class _Collector:
    """Adds up what the tests, of whichever process, counted."""

    def __init__(self, config: pytest.Config) -> None:
        self.rows = config.stash[ROWS]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        numbers = [value for name, value in report.user_properties if name == "fault"]
        if report.when == "call":
            for number, tried, accepted, notes in numbers:
                row = self.rows.setdefault(number, Row(number))
                row.add(tried, accepted, notes)
                row.failed += report.failed


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(_Collector(session.config), "faults-collector")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("--all-faults"):
        return
    rows = config.stash[ROWS]
    terminalreporter.section("faults")
    terminalreporter.write_line(f"{'#':>3}  {'fault':<72} {'tried':>7} {'handled':>8} {'accepted':>9}")
    for number, (title, _, least) in FAULTS.items():
        row = rows.get(number, Row(number))
        mark = "" if row.passed(full=True) else f"   does not hold: expected {least:,} cases, none accepted"
        line = f"{number:>3}  {title:<72} {row.tried:>7,} {row.tried - row.accepted:>8,} {row.accepted:>9,}{mark}"
        terminalreporter.write_line(line, red=bool(mark))
    if file := config.getoption("--faults-table"):
        Path(file).write_text(markdown(rows, datetime.now(UTC).date(), COMMAND), "utf-8")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if session.config.getoption("--all-faults") and not hasattr(session.config, "workerinput"):
        rows = session.config.stash[ROWS]
        if not all(rows.get(number, Row(number)).passed(full=True) for number in FAULTS):
            session.exitstatus = exitstatus or pytest.ExitCode.TESTS_FAILED
