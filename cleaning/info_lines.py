"""Information lines: date, author, publisher, section and counters, as portals print them around a headline.

A line is one only where nothing else stands on it; the first sentence of an article begins with the same words.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from cleaning.blocks import REMEMBERED
from cleaning.dates import FoundDate, date_text, find_dates, may_hold_date

MOST_DIGITS = 12  # of a counter; portals count to nine digits, a longer row is no number
LONGEST_LINE = 160  # code points of the longest line that a rule other than ``script_text`` takes
LONGEST_NAME = 60  # code points of an author or a section beside other things
MOST_SECTION_WORDS = 6
MOST_LOWER_WORDS = 4  # of a name in lower case, as commune offices write them

NUMBER = r"[\d.,]*\d"
_THOUSANDS = re.compile(r"(?P<count>\d{1,3}(?:[.,]\d)?)\s?[kn]", re.IGNORECASE)  # ``1,2K``, in Vietnamese ``1,2 N``
_COUNT = rf"{NUMBER}(?:\s?[kn](?!\w))?"
_VIEW_WORDS = r"(?:(?:số )?lượt (?:người )?(?:xem|đọc)|số lần (?:đọc|xem)|(?:đã|số người) xem|view count|views?|hits)"
_VIEWS = (
    rf"(?:(?P<counted>(?<![\w.,]){_COUNT}) (?:lượt (?:xem|đọc)|views?|người xem)(?!\w)|"
    rf"(?<!\w){_VIEW_WORDS}\s*:?\s*(?P<views>{_COUNT})?(?: lượt(?: (?:xem|đọc))?| lần(?: xem)?| views?)?)"
)
VIEW_COUNTER = re.compile(_VIEWS, re.IGNORECASE)
_DIGIT = re.compile(r"\d")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_DATE, _VIEW = "\x00", "\x01"  # stand for a date, a time or a counter that was read

_WEEKDAY = r"thứ\s*(?:hai|ba|tư|năm|sáu|bẩy|bảy|[2-7])|chủ nhật|cn|t[2-7](?=,)|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_AGO = r"\d{1,2} (?:giây|phút|giờ|ngày|tuần|tháng|năm)(?: \d{1,2} (?:ngày|tuần|phút))? trước"
_LABELS = {  # kind of token: what it looks like; the first that matches wins
    "date": _DATE,
    "view": _VIEW,
    "author": (
        r"(?<!\w)(?:(?:(?:được |đã )?(?:đăng|viết|tạo|gửi)(?: bài)? |)bởi(?!\w)|(?:(?:posted|written|submitted|created) )?by(?!\w)|"
        r"(?:tác giả(?: bài viết)?|người (?:đăng|viết|gửi)(?: bài| tin)?|được viết|thực hiện|biên tập|(?:tin|bài),?(?: và)? ảnh)\s*(?=:))\s*:?"
    ),
    "source": r"(?<!\w)nguồn(?: tin)?\s*:",
    "tagged": r"(?<!\w)(?:và (?:được )?gắn thẻ|and tagged|(?:tags?|thẻ|từ khóa)\s*(?=:))\s*:?",
    "category": (
        r"(?<!\w)(?:(?:chuyên mục|danh mục|thể loại|category)\s*(?=:)|"
        r"(?:(?:bài (?:viết )?này|this entry was) )?(?:đã )?(?:được )?(?:đăng|posted) (?:trong|in)(?!\w))\s*:?"
    ),
    "label": (
        r"(?<!\w)(?:(?:thời gian|ngày|được|đã)? ?(?:đăng|cập nhật|xuất bản|viết|gửi|tạo)(?: lần cuối| bài| tin)?"
        rf"(?=\s*(?::|{_DATE}|(?:vào|lúc|ngày|{_WEEKDAY})\b))|date(?!\w)|updated(?!\w)|(?:posted|published)(?: on)?(?!\w))\s*:?"
    ),
    "weak_label": r"(?<!\w)(?:vào|lúc|ngày|hôm nay|on|at)(?!\w)\s*:?",  # on the dates of letters too
    "weekday": rf"(?<!\w)(?:{_WEEKDAY})(?!\w)",
    "zone": r"\(?\[?\bGMT\s?\+\s?0?7(?::?00)?\]?\)?",
    "counter": (
        r"(?<!\w)(?:để lại(?: một)? bình luận|leave a (?:comment|reply))(?!\w)|"
        rf"(?<!\w)(?:{NUMBER} )?(?:bình luận|phản hồi|nhận xét|comments?)(?!\w)(?:\s*:?\s*{NUMBER})?"
    ),
    "tool": (  # the font size beside the date
        r"(?:\ba\s?-\s*)?\d{2,3}%(?:\s*a\s?\+)?|(?<!\w)a\s?[-+](?:\s*a)?(?:\s*a\s?[-+])?(?!\w)|"
        r"(?<!\w)\d{1,3} (?:phút đọc|min(?:ute)?s? read)(?!\w)|(?<!\w)(?:(?:xem )?(?:với )?cỡ chữ|(?:đọc|nghe|in) bài(?: viết)?|bản in|in (?:trang|ra)|print|chia sẻ|e-?mail)(?!\w)"
    ),
    "separator": r"[|•·;/←→»]|(?:^|\s)[-–](?=\s|$)",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _LABELS.items()), re.IGNORECASE)
_NAMES_SOMEBODY = re.compile(
    r"(?:bởi|\bby)\b|(?:tác giả|người|nguồn|viết|thực hiện|biên tập|ảnh)[^:]{0,12}:", re.IGNORECASE
)
_NAMING = frozenset({"author", "source", "category", "tagged"})
_SETS_APART = frozenset({"separator", "label", "author"})
_NOT_LETTERS_AROUND = re.compile(r"^[\W_]+|[\s,:;|/•·(\[–-]+$")
_ONLY_WORDS = re.compile(r"[^\W\d_]+(?:,? [^\W\d_]+)*")
_BARE_COUNTER = re.compile(rf":?\s*{NUMBER}")
_MONTH_ONLY = re.compile(r"date \d{4}-\d{2}", re.IGNORECASE)
_RELATIVE_DATE = re.compile(rf"(?:[^\W\d]+ ){{0,5}}{_AGO}", re.IGNORECASE)
_ACCOUNTS = frozenset(  # log-in names, which no reader takes for an author
    "admin|administrator|super user|superuser|root|host|user|editor|webmaster|btv|quantri|quản trị|quản trị viên|quản trị hệ thống".split(
        "|"
    )
)


class InfoLine(NamedTuple):
    """What an information line says."""

    published: date | datetime | None = None
    raw: str | None = None
    """The text of the date."""
    byline: str | None = None
    source_credit: str | None = None
    category: str | None = None
    views: int | None = None


class _Piece(NamedTuple):
    """A stretch of a line: a token, or the text between two tokens."""

    kind: str
    text: str


def read_info(line: str) -> InfoLine | None:
    """What a line says about its article, or ``None`` where anything else stands on it.

    >>> read_info("Ngày đăng: 14/03/2024 | Tác giả: Thu Trang | Lượt xem: 1.204").byline
    'Thu Trang'
    >>> read_info("Ngày 30/07/2022, Hội Phụ nữ ra quân.") is None
    True
    """
    return _remembered_info(line) if len(line) <= LONGEST_LINE else None


def _read_info(line: str) -> InfoLine | None:
    dates = list(find_dates(line))
    counter = VIEW_COUNTER.search(line)
    if not dates and not counter and not _NAMES_SOMEBODY.search(line):
        return None
    pieces = list(_pieces(_with_marks(line, dates, counter)))
    kinds = [piece.kind for piece in pieces]
    if len(dates) > 1 and kinds.count("label") + kinds.count("weak_label") < len(dates):
        return None  # a period
    has_time = any(found.time_start is not None for found in dates)
    info = _explained(pieces, is_dated=bool(dates) and (has_time or "label" in kinds or "author" in kinds))
    if info is None or not (dates or counter or info.byline or info.source_credit):
        return None
    published = _published(dates, pieces)
    return info._replace(
        published=published.value if published else None,
        raw=date_text(line, published) if published else None,
        views=_number_of(counter),
    )


_remembered_info = lru_cache(REMEMBERED)(_read_info)  # head lines are read as rules, as fields and as neighbours


def _with_marks(line: str, dates: Sequence[FoundDate], counter: re.Match[str] | None) -> str:
    """The line with a mark in place of each date and time, and of the view counter."""
    spans = [(found.start, found.end, _DATE) for found in dates]
    spans += [
        (found.time_start, found.time_end, _DATE)
        for found in dates
        if found.time_start is not None and found.time_end is not None
    ]
    if counter and all(counter.end() <= start or end <= counter.start() for start, end, _ in spans):
        spans.append((counter.start(), counter.end(), _VIEW))
    for start, end, mark in sorted(spans, reverse=True):
        line = f"{line[:start]}{mark}{line[end:]}"
    return line


def _pieces(line: str) -> Iterator[_Piece]:
    place = 0
    for token in _TOKEN.finditer(line):
        if text := _NOT_LETTERS_AROUND.sub("", line[place : token.start()]):
            yield _Piece("text", text)
        yield _Piece(token.lastgroup or "", token[0].strip(" :"))
        place = token.end()
    if text := _NOT_LETTERS_AROUND.sub("", line[place:]):
        yield _Piece("text", text)


def _explained(pieces: Sequence[_Piece], *, is_dated: bool) -> InfoLine | None:
    """The names on a line, or ``None`` where a text is neither behind a label nor a name or section beside a date."""
    info, label = InfoLine(), ""
    for place, piece in enumerate(pieces):
        if piece.kind in _NAMING:
            label = piece.kind
        elif piece.kind not in {"text", "separator"}:
            label = ""
        if piece.kind != "text" or not LETTER_OR_DIGIT.search(piece.text):
            continue
        named = _named(info, label, piece.text, is_first=pieces[place - 1].kind == label) if label else None
        if named is None and (is_dated or piece.text.casefold() in _ACCOUNTS):
            named = _unlabelled(info, pieces, place)
        if named is None and not _is_bare_counter(pieces, place):
            return None
        info = named or info
    return info


def _named(info: InfoLine, label: str, name: str, *, is_first: bool) -> InfoLine | None:
    """The line's information with what stands behind a label; ``None`` where that is no name.

    Behind a dash, a second author or the second half of a section's name may follow.
    """
    words = name.split()
    if len(name) > LONGEST_NAME or (name.endswith((".", "!", "?")) and len(words) > MOST_LOWER_WORDS):
        return None
    if label == "tagged" or name.casefold() in _ACCOUNTS:
        return info
    if label == "category":
        return info._replace(category=f"{info.category} - {name}" if info.category and not is_first else name)
    is_name = _is_title_case(name) or (is_first and (name[0].isupper() or len(words) <= MOST_LOWER_WORDS))
    if not is_name:
        return None
    if label == "source":
        return info._replace(source_credit=name)
    return info._replace(byline=f"{info.byline} - {name}" if info.byline else name)


def _unlabelled(info: InfoLine, pieces: Sequence[_Piece], place: int) -> InfoLine | None:
    """A section or an author beside the date, set apart from it: ``Thời sự - 03/12/2023 09:15``."""
    text = pieces[place].text
    beside = pieces[place - 1 : place] if place else pieces[place + 1 : place + 2]
    is_apart = bool(beside) and beside[0].kind in _SETS_APART
    if not is_apart or len(text.split()) > MOST_SECTION_WORDS or not _ONLY_WORDS.fullmatch(text):
        return None
    if text.casefold() in _ACCOUNTS or text.isupper():
        return info
    return info._replace(byline=text) if _is_title_case(text) else info._replace(category=text)


def _is_title_case(text: str) -> bool:
    words = text.replace("-", " ").split()
    return 1 < len(words) <= MOST_SECTION_WORDS and all(word[0].isupper() for word in words)


def _is_bare_counter(pieces: Sequence[_Piece], place: int) -> bool:
    """A number alone at the end behind a bar, its label lost, or at the start."""
    is_outer = place == 0 or (place == len(pieces) - 1 and pieces[place - 1].text == "|")
    return is_outer and len(pieces) > 1 and _BARE_COUNTER.fullmatch(pieces[place].text) is not None


def _published(dates: Sequence[FoundDate], pieces: Sequence[_Piece]) -> FoundDate | None:
    """The first date that is not labelled as that of an update, else the first."""
    labels = [piece.text.casefold() for piece in pieces if piece.kind in {"label", "weak_label"}]
    if len(dates) > 1 and len(labels) >= len(dates):
        for found, label in zip(dates, labels, strict=False):
            if "cập nhật" not in label and "updated" not in label:
                return found
    return dates[0] if dates else None


def is_date_line(line: str) -> bool:
    """Whether nothing but a date and what belongs to it stands on a line.

    A first sentence (``Sáng ngày 27/7/2022, Ban Dân vận …``) begins the same way and has words left over.

    >>> is_date_line("Ngày đăng 30/07/2022 | 10:44 | View count: 167")
    True
    >>> is_date_line("Ngày 30/07/2022, Hội Phụ nữ ra quân.")
    False
    """
    if len(line) > LONGEST_LINE or _DIGIT.search(line) is None:
        return False
    if _RELATIVE_DATE.fullmatch(line) or _MONTH_ONLY.fullmatch(line):
        return True
    info = read_info(line) if may_hold_date(line) else None
    return info is not None and info.published is not None


def read_views(line: str) -> int | None:
    """The number of a view counter anywhere on a line that is a counter or a date line with one.

    >>> read_views("Ngày đăng 28/04/2023 | 11:13 | Lượt xem: 1.135")
    1135
    >>> read_views("205 lượt xem")
    205
    """
    return _number_of(VIEW_COUNTER.search(line))


def _number_of(counter: re.Match[str] | None) -> int | None:
    return read_number(counter["views"] or counter["counted"] or "") if counter else None


def read_number(line: str) -> int | None:
    """The number that its digits make, whatever groups them, or ``None`` where there are none or too many."""
    if thousands := _THOUSANDS.fullmatch(line):
        return round(1000 * float(thousands["count"].replace(",", ".")))
    digits = re.sub(r"\D", "", line)
    return int(digits) if 0 < len(digits) <= MOST_DIGITS else None


def is_bare_number(line: str) -> bool:
    """Whether a line is one number, as counters without a label are."""
    return re.fullmatch(rf"{NUMBER}", line) is not None
