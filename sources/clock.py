"""This machine's clock, and whether it may be trusted with the moment of a delivery.

What was known when rests on that moment, and an entry of the archive is never changed: one from the future would come
after all that follows it. So nothing is kept while the clock contradicts a publisher's, or the archive's own order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sources.archive import Archive, Entry
from sources.errors import FetchError
from sources.overrules import left_out

# clocks that are set differ by seconds; what machines that slept add stays below it
TOLERANCE = timedelta(hours=1)
# a host that calls its local time GMT is up to 14 hours off, and no reason to refuse its figures
AGREEMENT = timedelta(hours=15)


class ClockOff(FetchError):
    """This machine's clock contradicts a publisher's or the archive; nothing was kept."""


def now() -> datetime:
    return datetime.now(UTC)


def require_agreement(headers: Mapping[str, str], shown: str) -> None:
    """Refuse an answer whose publisher has another time. One that does not say its time cannot be judged.

    Raises:
        ClockOff: says both times.
    """
    said = _said(headers)
    here = now()
    if said is not None and abs(here - said) > AGREEMENT:
        raise ClockOff(
            f"{shown}: expected this machine's clock within 15 hours of the publisher's; found "
            f"{here:%Y-%m-%d %H:%M} here and {said:%Y-%m-%d %H:%M} UTC there. Set the clock, then run again"
        )


def require_order(archive: Archive, release: str, at: datetime) -> None:
    """Refuse to keep anything of a release before what is kept already.

    Raises:
        ClockOff: names the delivery, and what to do if that one was kept under a wrong clock.
    """
    kept = [e for e in archive.entries(release) if e.outcome == "delivered" and e.origin != "bundled"]
    gone = left_out(archive, kept)
    ahead = newest(e for e in kept if (e.digest, e.at) not in gone)
    if ahead and at < ahead.at - TOLERANCE:
        raise ClockOff(
            f"{release}: this machine's clock says {at:%Y-%m-%d %H:%M} UTC, but a delivery was kept at "
            f"{ahead.at:%Y-%m-%d %H:%M}. Set the clock; or, if that one was kept under a wrong clock: tidegauge refuse "
            f"{ahead.digest[:12]} --fetched {ahead.at:%Y-%m-%dT%H:%MZ} --why 'the clock was wrong'"
        )


def newest(entries: Iterable[Entry]) -> Entry | None:
    return max(entries, key=lambda e: e.at, default=None)


def _said(headers: Mapping[str, str]) -> datetime | None:
    """The publisher's time: when the answer was made, and what it spent in caches since."""
    try:
        made = parsedate_to_datetime(headers["Date"])
        age = timedelta(seconds=float(headers.get("Age") or 0))
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    return made.replace(tzinfo=made.tzinfo or UTC) + age
