"""The words of the house as types: series, release, payload, delivery, source. No behaviour beyond their own shape."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sources.periods import Frequency

if TYPE_CHECKING:
    import polars as pl

    from sources.http import Http


class Basis(StrEnum):
    """What a value of a period is: a level at one moment, an average over it, or a sum."""

    WED_LEVEL = "wed_level"
    WEEK_AVG = "week_avg"
    WEEK_SUM = "week_sum"
    WEEK_END = "week_end"
    DAILY_CLOSE = "daily_close"
    DAILY_NOON = "daily_noon"
    DAILY_FIXING = "daily_fixing"
    DAILY_AVG = "daily_avg"
    DAILY_RESULT = "daily_result"
    EFFECTIVE = "effective"
    MONTH_END = "month_end"
    MONTH_AVG = "month_avg"
    MONTH_SUM = "month_sum"
    QUARTER_END = "quarter_end"
    QUARTER_RATE = "quarter_rate"


Origin = Literal["live", "bundled", "own_file"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Strict(BaseModel):
    """A frozen record of the catalog: an unknown field is an error, not a shrug."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Unit(Strict):
    """A unit of the closed list. ``value × factor`` is in ``canonical``, the unit that the marts use."""

    name: str
    label: str
    canonical: str
    factor: float = Field(gt=0)


class Publication(Strict):
    """When the value of a period is first published, as a rule on the publisher's own calendar.

    Exactly one of ``days``, ``business_days``, ``weekday``, ``months`` says how far after the period's end.
    ``months`` goes with ``day`` (of that month, or ``last`` for its last business day) or with ``nth`` and
    ``nth_weekday``. ``holidays`` is the calendar of the publisher's office: a country (JP), a market (XNYS). Where
    reporters differ, ``area_months`` is ``months`` of those that come later (``others``: all that are not named).

    What comes next: ``market`` says on which days a daily series has a period where ``holidays`` does not (a country,
    a market, ``CN_workdays``, ``every_day``), ``fixing_day`` on which day of the month a rate is set that is set once a
    month. ``grace_days`` go by after the due moment before a figure counts as late (see sources/calendars.py).
    """

    at: str = Field(pattern=r"^\d\d:\d\d$")
    timezone: str
    holidays: str | None = None
    days: int | None = None
    business_days: int | None = None
    weekday: Weekday | None = None
    months: int | None = None
    day: int | Literal["last"] | None = None
    nth: int | None = None
    nth_weekday: Weekday | None = None
    slips_after_holiday: bool = False
    area_months: Mapping[str, int] = Field(default_factory=dict)
    market: str | None = None
    fixing_day: int | None = Field(default=None, ge=1, le=28)
    grace_days: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_rule(self) -> Publication:
        given = [f for f in ("days", "business_days", "weekday", "months") if getattr(self, f) is not None]
        if len(given) != 1:
            raise ValueError(f"expected exactly one of days, business_days, weekday, months; found {given}")
        if self.months is not None and (
            (self.day is None) == (self.nth is None) or bool(self.nth) != bool(self.nth_weekday)
        ):
            raise ValueError("months goes with either day or nth and nth_weekday")
        if self.area_months and self.months is None:
            raise ValueError("area_months goes with months")
        return self


class SeriesSpec(Strict):
    """One line of numbers as its publisher gives it.

    ``code`` is the publisher's own name for it; ``area`` an ISO 3166 alpha-3 code, or ``*`` when the payload names the
    area. ``low`` and ``high`` bound every value in the publisher's unit: a factor of 1,000 falls out. A ``closed``
    series has ended and is not missed. A ``jumpy`` one (operations, lines of a statement) may go from nothing to
    billions in a day: single leaps of new figures are not judged.
    """

    name: str = Field(pattern=r"^[A-Z0-9_]+$")
    code: str
    area: str
    frequency: Frequency
    basis: Basis
    unit: str
    label_en: str
    label_zh: str
    low: float
    high: float
    area_high: Mapping[str, float] = Field(default_factory=dict)
    closed: bool = False
    jumpy: bool = False
    published: Publication | None = None


class Release(Strict):
    """What a publisher issues together on one calendar; the unit of everything operational.

    ``delayed`` has the periods that came out at another moment than the calendar says, such as in a shutdown.
    ``reread_days`` says how far back from the last period known the publisher may still revise figures: later
    readings ask for that window only (with a whole reading now and then); without it every reading is whole. Where the
    publisher shows the last so many years only, it ``rolls``: a later reading may begin later; else that refuses it.
    ``access``: ``open`` is asked in every run, ``on_request`` only with ``--with SOURCE``, ``own_file`` never: the
    user loads a file of their own.
    """

    source: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str
    label_zh: str
    publisher: str
    homepage: str
    licence: str
    credit: str
    bundle: Literal["yes", "no"]
    bundle_why: str = ""
    cron: str
    published: Publication
    reread_days: int | None = Field(default=None, gt=0)
    rolls: bool = False
    access: Literal["open", "on_request", "own_file"] = "open"
    request: Mapping[str, str] = Field(default_factory=dict)
    delayed: Mapping[date, datetime] = Field(default_factory=dict)
    series: tuple[SeriesSpec, ...]

    @model_validator(mode="after")
    def _why_not_bundled(self) -> Release:
        if (self.bundle == "no") != bool(self.bundle_why):
            raise ValueError("bundle: no goes with bundle_why, bundle: yes without it")
        return self

    @property
    def key(self) -> str:
        """The one name that asset, raw table, staging model and fixture folder bear, e.g. ``fred__h41``."""
        return f"{self.source}__{self.name}"

    @cached_property
    def by_name(self) -> dict[str, SeriesSpec]:
        return {s.name: s for s in self.series}

    @cached_property
    def by_code(self) -> dict[str, SeriesSpec]:
        return {s.code: s for s in self.series}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked, with every credential removed."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Bytes as sent, and what was asked for them.

    ``validators`` are the publisher's ETag and Last-Modified. A body is not ``proven`` whole when its length was not
    announced.
    """

    request: Request
    media_type: str
    body: bytes
    validators: Mapping[str, str] = field(default_factory=dict)
    proven: bool = True

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The payloads that answer one reading of one release. Recorded whole or not at all.

    A later payload supersedes an earlier one where both give the same observation (history file, then the
    current month); inside one payload, a contradiction is an error. With ``since``, only periods from that day on
    were asked for. With ``vintages`` it is no reading of the release: it holds every version that was ever shown of the
    one series of that name.
    """

    release: str
    fetched_at: datetime
    origin: Origin
    payloads: tuple[Payload, ...]
    since: date | None = None
    vintages: str = ""
    certificate: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """One hash over the payloads' hashes: equal digests mean that nothing is new."""
        return hashlib.sha256("".join(p.sha256 for p in self.payloads).encode()).hexdigest()


class Source(Protocol):
    """A publisher: how to ask and how to read. Knows the types and the session, and nothing of other publishers.

    ``proof`` says in a sentence by what a reading is known to be whole, beyond the length that was announced.
    """

    name: str
    proof: str

    def fetch(self, release: Release, http: Http, since: date | None = None) -> Iterable[Payload]:
        """Ask for everything that the release holds, or for what its periods from ``since`` on hold.

        Where a publisher cannot be asked for a window, it is asked for everything.

        Raises:
            MissingKey: the release needs a key that is not set.
            FetchError: the publisher did not answer as documented.
        """

    def parse(self, payload: Payload, release: Release) -> pl.DataFrame:
        """Read one body into ``series, area, period, value`` (see sources/observations.py). Pure.

        Raises:
            PayloadRefused: the body is not complete, or not of the documented shape.
        """


@runtime_checkable
class Versioned(Protocol):
    """A publisher that gives every version that was ever shown of an observation, too."""

    def require_key(self) -> str:
        """The key that vintages need; raises MissingKey, which names the page that gives one."""

    def vintages(self, spec: SeriesSpec, http: Http) -> Iterable[Payload]:
        """Ask for every version of every observation of the series.

        Raises:
            MissingKey: there is no key for it.
            FetchError: the publisher did not answer as documented.
        """

    def parse_vintages(self, payloads: Iterable[Payload], spec: SeriesSpec, *, any_scale: bool = False) -> pl.DataFrame:
        """Read all of those bodies into the table of ``vintages.table``, which see for ``any_scale``. Pure.

        Raises:
            PayloadRefused: something of them is not there, or not of the documented shape.
        """
