"""The hours in which a site may be asked, such as ``22:00-06:00`` in Vietnam."""

import re
from datetime import datetime, time

from cleaning.dates import VIETNAM

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


def parse_hours(text: str) -> tuple[time, time]:
    """Read the first minute and the one behind the last.

    Raises:
        ValueError: the text is something else.
    """
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ValueError("hours like 22:00-06:00 are expected")
    first, last, to_first, to_last = map(int, match.groups())
    return time(first, last), time(to_first, to_last)


def is_within(hours: str | None, now: datetime) -> bool:
    """Whether a moment is in the hours of a site; hours may go over midnight, and equal ends mean the whole day."""
    if hours is None:
        return True
    begin, end = parse_hours(hours)
    clock = now.astimezone(VIETNAM).time()
    return begin <= clock < end if begin < end else not end <= clock < begin
