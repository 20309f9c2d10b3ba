"""Dates as Vietnamese portals print them: day first, with or without a label, a weekday, a time.

A date is only ever what stands there: a missing day is never made up, a date that no calendar has is
no date, and nothing later than the fetch is believed.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

VIETNAM = timezone(timedelta(hours=7), "+07:00")
EARLIEST_YEAR = 1997  # the first Vietnamese sites went online in November of it

_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH_NAMES = {  # WordPress and Drupal print months as words; the longer name of two stands first
    **dict.fromkeys(("mười hai", "chạp", "december", "dec"), 12),
    **dict.fromkeys(("mười một", "november", "nov"), 11),
    **dict.fromkeys(("một", "giêng", "january", "jan"), 1),
    **dict.fromkeys(("hai", "february", "feb"), 2),
    **dict.fromkeys(("ba", "march", "mar"), 3),
    **dict.fromkeys(("tư", "bốn", "april", "apr"), 4),
    **dict.fromkeys(("năm", "may"), 5),
    **dict.fromkeys(("sáu", "june", "jun"), 6),
    **dict.fromkeys(("bảy", "bẩy", "july", "jul"), 7),
    **dict.fromkeys(("tám", "august", "aug"), 8),
    **dict.fromkeys(("chín", "september", "sept", "sep"), 9),
    **dict.fromkeys(("mười", "october", "oct"), 10),
}
_VIETNAMESE_MONTH = rf"(?:tháng|thg\.?)\s{{1,2}}(?P<month>\d{{1,2}}|{'|'.join(name for name in _MONTH_NAMES if not name.isascii() or name in {'hai', 'ba'})})"
_ENGLISH_MONTH = (  # "may" in lower case is a Vietnamese verb
    rf"(?P<month>(?-i:May)|{'|'.join(name for name in _MONTH_NAMES if name.isascii() and name not in {'hai', 'ba', 'may'})})\.?"
)
_BEFORE_YEAR = r"(?:\s{1,2}năm\s{1,2}|,?\s{1,2})"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d/.-]){_YEAR}-{_MONTH}-{_DAY}(?=\D|$)",
        rf"(?<![\d/.,-]){_DAY}\s{{0,2}}(?P<mark>[-/.])\s{{0,2}}{_MONTH}\s{{0,2}}(?P=mark)\s{{0,2}}{_YEAR}(?!\d|[/.-]\d)",
        rf"(?<!\d){_DAY}\s{{1,2}}{_VIETNAMESE_MONTH}{_BEFORE_YEAR}{_YEAR}(?!\d)",
        rf"\b{_VIETNAMESE_MONTH}\s{{1,2}}{_DAY},?\s{{1,2}}{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?\s{{1,2}}{_ENGLISH_MONTH},?\s{{1,2}}{_YEAR}(?!\d)",
        rf"\b{_ENGLISH_MONTH}\s{{1,2}}{_DAY}(?:st|nd|rd|th)?,?\s{{1,2}}{_YEAR}(?!\d)",
        rf"(?<![\d/.,-]){_DAY}\s{_MONTH}\s{_YEAR}(?!\d)",
    )
)
_SHORT_DATE = re.compile(  # as Liferay prints it: only where nothing else stands, because such fractions stand in prose
    rf"\A{_DAY}/{_MONTH}/(?P<year>\d\d)(?=(?:,?\s{{1,2}}\d{{1,2}}:\d{{2}}(?:\s?(?:SA|CH|AM|PM))?)?\s*\Z)", re.IGNORECASE
)
_CENTURY = 2000  # of a year of two digits
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_TWO_NUMBERS = re.compile(r"\d\D+\d")
_TIME = re.compile(
    r"(?<![\d:/.-])(?P<hour>\d{1,2})(?::|\s?(?:h|giờ)\s?)(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?(?!\d)(?:\s{0,2}(?P<half>SA|CH|AM|PM)\b)?",
    re.IGNORECASE,
)
_AFTERNOON = {"CH", "PM"}
_MORNING = {"SA", "AM"}
FARTHEST_ZONE = timedelta(hours=14)  # the Line Islands; what is farther is no zone
FARTHEST_TIME = 24  # code points between a date and the time that belongs to it: ", " or " (GMT+7) | " and a weekday


class FoundDate(NamedTuple):
    """A date in a text."""

    value: date | datetime
    """A time at +07:00, or a date where no time stands beside it."""
    start: int
    """First code point of the date."""
    end: int
    """Position behind the date."""
    time_start: int | None
    """First code point of the time, if there is one."""
    time_end: int | None
    """Position behind the time."""


def find_dates(text: str) -> Iterator[FoundDate]:
    """Give the dates of a text in the order of their place.

    >>> [str(found.value) for found in find_dates("Đăng ngày 12 - 07 - 2022")]
    ['2022-07-12']
    >>> [str(found.value) for found in find_dates("Thứ 7, 23/11/2024, 23:40[GMT+7]")]
    ['2024-11-23 23:40:00+07:00']
    >>> list(find_dates("Nghị quyết số 31/02/2023"))
    []
    """
    if not may_hold_date(text):
        return
    taken: list[tuple[int, int]] = []
    found: list[tuple[re.Match[str], date]] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = _calendar_day(match)
            if day is not None and all(match.end() <= start or end <= match.start() for start, end in taken):
                taken.append(match.span())
                found.append((match, day))
    found.sort(key=lambda pair: pair[0].start())
    for match, day in found:
        yield _with_time(text, match, day, taken)


def find_short_date(text: str) -> FoundDate | None:
    """The date with a year of two digits that is all of a text, as in an element made for dates.

    >>> str(find_short_date("12/8/23").value)
    '2023-08-12'
    """
    match = _SHORT_DATE.match(text)
    day = _calendar_day(match) if match else None
    return _with_time(text, match, day, [match.span()]) if match and day else None


def may_hold_date(text: str) -> bool:
    """Whether a year and another number stand in a text: quick, and true of every text with a date."""
    return _ANY_YEAR.search(text) is not None and _TWO_NUMBERS.search(text) is not None


def date_text(text: str, found: FoundDate) -> str:
    """The part of a text that a date and its time were read from, and nothing else: counters stand on the same line.

    >>> line = "Ngày đăng 30/07/2022 | 10:44 | Lượt xem: 167"
    >>> date_text(line, next(find_dates(line)))
    '30/07/2022 | 10:44'
    """
    start, end = found.start, found.end
    if found.time_start is not None and found.time_end is not None:
        start, end = min(start, found.time_start), max(end, found.time_end)
    return text[start:end]


def _calendar_day(match: re.Match[str]) -> date | None:
    try:
        year = int(match["year"])
        day = date(year if year >= 100 else _CENTURY + year, _month(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return day if day.year >= EARLIEST_YEAR else None


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _MONTH_NAMES[written.lower()]


def _with_time(text: str, match: re.Match[str], day: date, taken: list[tuple[int, int]]) -> FoundDate:
    for time in _times_near(text, match):
        inside_a_date = any(start < time.end() and time.start() < end for start, end in taken)
        clock = None if inside_a_date else _clock(time)
        if clock is not None:
            moment = datetime(day.year, day.month, day.day, *clock, tzinfo=_zone(time["zone"])).astimezone(VIETNAM)
            return FoundDate(moment, match.start(), match.end(), time.start(), time.end())
    return FoundDate(day, match.start(), match.end(), None, None)


def _times_near(text: str, match: re.Match[str]) -> Iterator[re.Match[str]]:
    """The time behind a date, then the time before it."""
    behind = _TIME.search(text, match.end(), min(len(text), match.end() + FARTHEST_TIME + 8))
    if behind and behind.start() - match.end() <= FARTHEST_TIME:
        yield behind
    start = max(0, match.start() - FARTHEST_TIME - 8)
    before = [
        time for time in _TIME.finditer(text, start, match.start()) if match.start() - time.end() <= FARTHEST_TIME
    ]
    yield from reversed(before)


def _clock(time: re.Match[str]) -> tuple[int, int, int] | None:
    """Hour, minute, second of the day; a 24-hour clock with ``PM`` behind it counts as written."""
    hour, minute, second = int(time["hour"]), int(time["minute"]), int(time["second"] or 0)
    half = (time["half"] or "").upper()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _zone(written: str | None) -> timezone:
    if written is None:
        return VIETNAM
    if written in {"Z", "z"}:
        return timezone.utc  # noqa: UP017 - a timezone, as the annotation says
    sign = -1 if written[0] == "-" else 1
    offset = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
    return timezone(sign * offset) if offset <= FARTHEST_ZONE else VIETNAM


def is_believable(value: date | datetime, fetched_at: datetime | None) -> bool:
    """Whether a page fetched then can have been published at that time; a day of slack for clocks."""
    if fetched_at is None:
        return True
    day = value.date() if isinstance(value, datetime) else value
    return day <= fetched_at.astimezone(VIETNAM).date() + timedelta(days=1)
