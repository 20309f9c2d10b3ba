"""Date lines and view counters: the figures that portals print around a headline.

A line is one only where nothing else stands on it; the first sentence of an article begins with the same words.
"""

import re

from cleaning.dates import find_dates

MOST_DIGITS = 12  # of a counter; portals count to nine digits, a longer row is no number
LONGEST_LINE = 160  # code points of the longest line that a rule other than ``script_text`` takes

NUMBER = r"[\d.,]*\d"
_VIEWS = rf"(?:(?:số )?lượt (?:người )?(?:xem|đọc)|số lần (?:đọc|xem)|đã xem|view count|views?|hits)(?P<sep>\s*:?\s*)(?P<views>{NUMBER})?(?: lượt(?: xem)?| views?)?"
_DATE_LABEL = (
    r"(?:ngày đăng(?: bài)?|ngày cập nhật|ngày xuất bản|ngày viết|đăng ngày|đăng lúc|viết lúc|gửi lúc|đăng|date|xuất bản|"
    r"cập nhật(?: lần cuối)?(?: lúc| ngày)?|posted(?: on)?|updated|published(?: on)?|ngày|lúc|hôm nay|(?:được )?đăng)\s*:?"
)
_WEEKDAY = r"\b(?:thứ\s*(?:hai|ba|tư|năm|sáu|bẩy|bảy|[2-7])|chủ nhật|cn|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
_ZONE = r"\(?\[?\bGMT\s?\+\s?0?7(?::?00)?\]?\)?"
_AGO = r"\d{1,2} (?:giây|phút|giờ|ngày|tuần|tháng|năm)(?: \d{1,2} (?:ngày|tuần|phút))? trước"
_SECTION = r"[^\W\d]+(?: [^\W\d]+){0,5} - (?=ngày đăng|đăng|cập nhật|\d)"
_ZOOM = r"(?:\ba\s?-\s*)?\d{2,3}%(?:\s*a\s?\+)?"  # the font size beside the date
_AUTHOR_ON_LINE = r"\| tác giả\s*:\s*[^\d|]{0,40}$"
_DATE_LINE_LEFT = re.compile(
    "|".join(
        (_VIEWS, rf"\|\s*:?\s*{NUMBER}$", rf"^{NUMBER}(?=\s)", _AUTHOR_ON_LINE, _ZOOM, _WEEKDAY, _ZONE, _DATE_LABEL)
    ),
    re.IGNORECASE,
)
LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_LEADING_SECTION = re.compile(_SECTION, re.IGNORECASE)
_ONLY_SECTION = re.compile(r"[^\W\d]+(?: [^\W\d]+){0,3} -\s*")
_MONTH_ONLY = re.compile(r"date \d{4}-\d{2}", re.IGNORECASE)
_RELATIVE_DATE = re.compile(rf"(?:[^\W\d]+ ){{0,5}}{_AGO}", re.IGNORECASE)
VIEW_COUNTER = re.compile(rf"{_VIEWS}", re.IGNORECASE)


def is_date_line(line: str) -> bool:
    """Whether nothing but a date, its label, weekday, time and counter stands on a line.

    A first sentence (``Sáng ngày 27/7/2022, Ban Dân vận …``) begins the same way and has words left over.

    >>> is_date_line("Ngày đăng 30/07/2022 | 10:44 | View count: 167")
    True
    >>> is_date_line("Ngày 30/07/2022, Hội Phụ nữ ra quân.")
    False
    """
    if len(line) > LONGEST_LINE or not any(map(str.isdigit, line)):
        return False
    if _RELATIVE_DATE.fullmatch(line) or _MONTH_ONLY.fullmatch(line):
        return True
    found = next(find_dates(line), None)
    if found is None:
        return False
    left = _without(line, found.start, found.end, found.time_start, found.time_end)
    if found.time_start is not None and _ONLY_SECTION.fullmatch(left):
        return True
    left = _DATE_LINE_LEFT.sub(" ", _LEADING_SECTION.sub("", left))
    return LETTER_OR_DIGIT.search(left) is None


def _without(line: str, start: int, end: int, time_start: int | None, time_end: int | None) -> str:
    spans = sorted(
        [(start, end)] + ([(time_start, time_end)] if time_start is not None and time_end is not None else [])
    )
    for first, behind in reversed(spans):
        line = f"{line[:first]} {line[behind:]}"
    return line


def read_views(line: str) -> int | None:
    """The number of a view counter anywhere on a line that is a counter or a date line with one.

    >>> read_views("Ngày đăng 28/04/2023 | 11:13 | Lượt xem: 1.135")
    1135
    """
    counter = VIEW_COUNTER.search(line)
    return read_number(counter["views"] or "") if counter else None


def read_number(line: str) -> int | None:
    """The number that its digits make, whatever groups them, or ``None`` where there are none or too many."""
    digits = re.sub(r"\D", "", line)
    return int(digits) if 0 < len(digits) <= MOST_DIGITS else None


def is_bare_number(line: str) -> bool:
    """Whether a line is one number, as counters without a label are."""
    return re.fullmatch(rf"{NUMBER}", line) is not None
