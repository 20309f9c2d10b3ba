"""Cron lines, such as ``30 5 * * 1-5``, in Vietnam's time."""

import re
from collections.abc import Iterator

from apscheduler.triggers.cron import CronTrigger

from cleaning.dates import VIETNAM

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_PART = re.compile(r"(?:(\*)|([0-7])(?:-([0-7]))?)(?:/(\d+))?")
_FIELDS = 5


def cron_trigger(line: str) -> CronTrigger:
    """Read a cron line of five fields.

    Weekdays are cron's (0 and 7 are Sunday), which the library counts from Monday. Where both the day of the month and
    the weekday are given, both must fit; cron itself is content with one of them.

    Raises:
        ValueError: it is none.
    """
    fields = line.split()
    if len(fields) != _FIELDS:
        raise ValueError("a cron line of five fields is expected: minute, hour, day, month, weekday")
    weekdays = fields[4] if fields[4] == "*" or fields[4][0].isalpha() else ",".join(_weekdays(fields[4]))
    return CronTrigger.from_crontab(" ".join([*fields[:4], weekdays]), timezone=VIETNAM)


def valid_cron(line: str) -> str:
    """Give a cron line back.

    Raises:
        ValueError: it is none.
    """
    cron_trigger(line)
    return line


def _weekdays(field: str) -> Iterator[str]:
    for part in field.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"weekdays are 0 to 7 or names, found {part!r}")
        every, first, last, step = match.groups()
        begin, end = (0, 6) if every else (int(first), int(last or first))
        if end < begin or step == "0":
            raise ValueError(f"weekdays from a smaller to a larger one are expected, found {part!r}")
        yield from (_DAYS[day % 7] for day in range(begin, end + 1, int(step or 1)))
