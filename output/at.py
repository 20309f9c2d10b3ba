"""Which version is meant: by its number (``12``), or by a moment up to which the last one counts (``2026-05-01``)."""

from datetime import date, datetime, time, timedelta

from cleaning.dates import VIETNAM
from output.history import History

At = int | datetime
"""A version: its number, or a moment."""


def read_at(text: str) -> At:
    """Read what a user writes; a day counts to its end, in Vietnam, whose zone is meant where none is given.

    >>> read_at("12")
    12

    Raises:
        ValueError: it is neither a number above 0, nor a day, nor a time.
    """
    if text.isascii() and text.isdecimal() and len(text) < len("20260501"):
        if int(text) > 0:
            return int(text)
        raise ValueError(f"versions are numbered from 1, found {text!r}")
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=VIETNAM)
        return moment if len(text) > len("2026-05-01") else _end_of(date.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"a version is a number (12), a day (2026-05-01) or a time (2026-05-01T08:30), found {text!r}"
        ) from error


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), VIETNAM) - timedelta(microseconds=1)


def last_until(history: History, moment: datetime) -> int:
    """The last version that was published up to a moment.

    Raises:
        LookupError: there is none.
    """
    manifests = history.manifests()
    if not manifests:
        raise LookupError(f"{history.folder} has no version yet")
    until = [manifest.version for manifest in manifests if manifest.created_at <= moment]
    if not until:
        raise LookupError(
            f"{history.folder} has no version of {moment:%Y-%m-%d %H:%M} or before;"
            f" the oldest kept one, {manifests[0].version}, is of {manifests[0].created_at:%Y-%m-%d %H:%M} (UTC)"
        )
    return until[-1]
