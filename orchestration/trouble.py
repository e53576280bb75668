"""What the machine refuses, in words: a full disk, a read-only folder, no permission; whichever library says so."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from orchestration.storage.home import Home

ROOM = "the disk is full. Make room (tidegauge editions prune), then run again"
READ_ONLY = "the file system is read-only. Choose another home with TIDEGAUGE_HOME=/some/folder"
PERMISSION = "the user may not read or write there. Mend its permissions, or choose another home with TIDEGAUGE_HOME"
DEVICE = "the disk does not answer as it should. Look at it, then run: tidegauge verify"

_BY_NUMBER = {
    errno.ENOSPC: ROOM,
    errno.EDQUOT: ROOM,
    errno.EFBIG: ROOM,
    errno.EROFS: READ_ONLY,
    errno.EACCES: PERMISSION,
    errno.EPERM: PERMISSION,
    errno.EIO: DEVICE,
}
# what SQLite and DuckDB say
_BY_TEXT = {
    "no space left on device": ROOM,
    "disk quota exceeded": ROOM,
    "file too large": ROOM,
    "disk is full": ROOM,
    "read-only file system": READ_ONLY,
    "readonly database": PERMISSION,
    "permission denied": PERMISSION,
    "disk i/o error": DEVICE,
}


def told(problem: BaseException, home: Home) -> str | None:
    """What a user can do about it, when it is the machine's; else None."""
    for one in _chain(problem):
        if isinstance(one, OSError) and one.errno in _BY_NUMBER:
            return f"{one.filename or home.root}: {_BY_NUMBER[one.errno]}"
        if advice := advice_of(str(one)):
            return f"{home.root}: {advice}"
    return None


def advice_of(text: str) -> str | None:
    """What to do, by the words of a message that may have lost its exception."""
    return next((advice for words, advice in _BY_TEXT.items() if words in text.lower()), None)


def _chain(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = problem.__cause__ or problem.__context__
