"""python -m tests.fuzz: bodies guided by coverage (atheris), until some parser raises what it must not.

Each release has a process of its own, since libFuzzer ends its process at the first finding. What it finds is kept in
``tests/fixtures/fuzz/<release>/`` and tried by every run of the tests from then on; mend the parser, keep the file.
Atheris has wheels for Linux on x86-64 only and is no dependency of the tests: ``make fuzz`` installs it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import click

KEPT = Path(__file__).parents[1] / "fixtures" / "fuzz"
MOST_BYTES = 20_000
SLOW_S = 30


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--seconds", default=20, show_default=True, help="How long for each release.")
@click.option("--release", "only", multiple=True, help="This release only (again for others).")
@click.option("--one", hidden=True, help="The release that this process tries.")
def main(seconds: int, only: tuple[str, ...], one: str | None) -> None:
    """Try every parser with bodies grown from its fixtures."""
    if one:
        _fuzz(one, seconds)
        return
    from tests.fuzz.readings import targets

    found = []
    for key in only or targets():
        command = [sys.executable, "-m", "tests.fuzz", "--one", key, "--seconds", str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        tried = [line for line in done.stderr.splitlines() if line.startswith("#")]
        click.echo(f"{key}: {'fine' if done.returncode == 0 else 'FOUND'} {tried[-1].strip() if tried else ''}")
        if done.returncode:
            found.append(key)
            click.echo("\n".join(done.stderr.splitlines()[-40:]))
    if found:
        raise click.ClickException(f"found something in {', '.join(found)}: see {KEPT}")


def _fuzz(key: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["sources", "csv", "json"]):
        from tests.fuzz.readings import reading, sheet

        held = reading(key)

    def one_body(data: bytes) -> None:
        if data:
            held.outcome(data[0], data[1:])

    for number, payload in enumerate(held.payloads[:256]):  # imports are no part of what a body costs
        held.outcome(number, payload.body)
    kept = KEPT / key
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, payload in enumerate(held.payloads[:256]):
            Path(corpus, str(number)).write_bytes(bytes([number]) + sheet(payload.body)[:MOST_BYTES])
        limits = [f"-max_total_time={seconds}", f"-max_len={MOST_BYTES}", f"-timeout={SLOW_S}", "-rss_limit_mb=2048"]
        atheris.Setup([sys.argv[0], corpus, *limits, f"-artifact_prefix={kept}/"], one_body)
        atheris.Fuzz()


if __name__ == "__main__":
    main(prog_name="python -m tests.fuzz")
