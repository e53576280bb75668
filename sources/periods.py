"""How often a series has a period, and the days on which a period begins and ends."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Frequency(StrEnum):
    """How often a series has a period. Its code follows SDMX ``FREQ``."""

    DAILY = "D"
    WEEKLY = "W"
    MONTHLY = "M"
    QUARTERLY = "Q"


def first_of(moment: date, frequency: Frequency) -> date:
    """The first day of the period that ends on ``moment``."""
    match frequency:
        case Frequency.MONTHLY:
            return moment.replace(day=1)
        case Frequency.QUARTERLY:
            return date(moment.year, 3 * ((moment.month - 1) // 3) + 1, 1)
        case Frequency.WEEKLY:
            return date.fromordinal(moment.toordinal() - 6)
        case Frequency.DAILY:
            return moment


def last_of(moment: date, frequency: Frequency) -> date:
    """The last day of the period that holds ``moment``: the one date by which a period is known here.

    Publishers print a month as its first day, its last day or ``202609``; weeks keep the day they are dated by.
    """
    match frequency:
        case Frequency.MONTHLY:
            months = 1
        case Frequency.QUARTERLY:
            months = 3 - (moment.month - 1) % 3
        case _:
            return moment
    ahead = moment.month - 1 + months
    return date.fromordinal(date(moment.year + ahead // 12, ahead % 12 + 1, 1).toordinal() - 1)
