"""One-sided hyphens: a hyphen or en dash with a space on one side only.

What stands on the two sides decides: years and figures close up, document numbers close up, words
open up. A hyphen with no space at all (``quốc phòng-an ninh``) or with both (``35 - NQ/TW``) is house
style, one at the start of a line is a bullet; all of them are left alone. The dash stays the same.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from cleaning.spelling.syllables import is_legal_syllable
from cleaning.steps.context import (
    begins_line,
    is_abbreviation,
    is_capitalised,
    token_after,
    token_before,
    word_after,
    word_before,
)
from cleaning.steps.step import Change, delete, insert, step

_DASHES = "-\N{EN DASH}"
_DASH = re.compile("[-\N{EN DASH}]")
_NO_EDGE = _DASHES + "\N{EM DASH}"

_FIGURE = re.compile(r"\d(?:[\w.,/:%]*[\w%])?")
_DATE = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{4}")
_DOCUMENT = re.compile(r"[A-ZĐƯ&]+(?:-[A-ZĐƯ&]+)*/[A-ZĐƯ&\d-]+")
_SERIES = re.compile(r"\d+(?:/\d{4})?/[A-ZĐƯ&]+(?:-[A-ZĐƯ&]+)*")
_BODY = re.compile(r"[A-ZĐƯ&]{2,}[\dA-ZĐƯ&]*(?:-[A-ZĐƯ&]+)*")
_ITEM_NUMBER = re.compile(r"(?:\d{1,2}|[IVXivx]{1,4}|[a-zđA-ZĐ])(?:\.\d{1,2})*")
_DISEASE = frozenset(("covid", "sars-cov", "cov", "ncov"))

_GLUED = re.compile(r"-(?=[A-ZĐÀ-Ỹ])")
_POST = re.compile(
    r"(?:Phó|Bí thư|Chủ tịch|Chủ nhiệm|Trưởng|Giám đốc|Nguyên (?=[Pp]hó|[Bb]í thư|[Cc]hủ|[Tt]rưởng|[Gg]iám|[Tt]ổng|[Uu]ỷ|[Ủủ]y)|[UỦ]ỷ viên|Ủy viên|Đại biểu|Hiệu trưởng|Tổng Biên tập|Tổng [Tt]hư ký|TUV|HUV|ĐUV|UV\w*|PCT|PBT)\b"
)
_TIME = re.compile(r"(?:Sáng|Trưa|Chiều|Tối|Ngày|Hôm|Vừa)\s")
_NAME = re.compile(r"[A-ZĐÀ-Ỹ]\w{0,7} [A-ZĐÀ-Ỹ]\w{0,7}\Z")
_PLACE = re.compile(r"(?:(?<=\s)|\A)(?:[A-ZĐÀ-Ỹ]{2,8} ){0,3}[A-ZĐÀ-Ỹ]{2,8}\Z")


class OneSided(NamedTuple):
    """A hyphen with a space on one side."""

    space: int
    """Position of the space."""
    missing: int
    """Position where the other space would stand."""
    left: int
    """End of what stands before."""
    right: int
    """Start of what stands behind."""
    token_left: str
    """What stands before without a space, without opening marks."""
    token_right: str
    """What stands behind without a space, without marks at its end."""


@lru_cache(2)
def _find_one_sided(text: str) -> tuple[OneSided, ...]:
    """All of a text; the steps of this module ask for the same ones after each other."""
    return tuple(_each_one_sided(text))


def _each_one_sided(text: str) -> Iterator[OneSided]:
    if "- " not in text and " -" not in text and "\N{EN DASH}" not in text:
        return
    for found in _DASH.finditer(text, 1):
        dash = found.start()
        has_left, has_right = text[dash - 1] == " ", text[dash + 1 : dash + 2] == " "
        left, right = dash - has_left, dash + 1 + has_right
        if has_left != has_right and _is_edge(text[left - 1 : left]) and _is_edge(text[right : right + 1]):
            space, missing = (dash - 1, dash + 1) if has_left else (dash + 1, dash)
            yield OneSided(space, missing, left, right, *_tokens(text, left, right))


def _is_edge(sign: str) -> bool:
    return sign not in _NO_EDGE and not sign.isspace()


def _tokens(text: str, left: int, right: int) -> tuple[str, str]:
    before = token_before(text, left).lstrip("(“\"'‘[")
    return before, token_after(text, right).rstrip(',.;:)”"!?’]…')


@step
def close_up_range(text: str) -> Iterator[Change]:
    """Close up a hyphen between two figures: ``2022- 2027`` becomes ``2022-2027``, ``5 -10%`` ``5-10%``.

    Two whole dates are set apart instead (``open_up_hyphen``); a minus before a single figure is left alone.
    """
    for place in _find_one_sided(text):
        if _is_range(place.token_left, place.token_right):
            yield delete(place.space, place.space + 1)


def _is_range(left: str, right: str) -> bool:
    if not (_FIGURE.fullmatch(left) and _FIGURE.match(right)):
        return False
    return not (_DATE.fullmatch(left) and _DATE.match(right))


@step
def close_up_code(text: str) -> Iterator[Change]:
    """Close up a hyphen in a document number or the name of a disease: ``98- KH/HU``, ``Covid- 19``."""
    for place in _find_one_sided(text):
        if _is_code(place.token_left, place.token_right):
            yield delete(place.space, place.space + 1)


def _is_code(left: str, right: str) -> bool:
    if left.isdigit():
        return _DOCUMENT.fullmatch(right) is not None
    if right[:1].isdigit():
        return left.casefold() in _DISEASE
    return _SERIES.fullmatch(left) is not None and _BODY.match(right) is not None


@step
def open_up_hyphen(text: str) -> Iterator[Change]:
    """Give a one-sided hyphen its other space: ``kinh tế- xã hội`` becomes ``kinh tế - xã hội``.

    At least one side must be Vietnamese, or both an abbreviation: ``Coca- Cola`` is left alone, and so are the
    number of an item (``1- Về``, ``a- Về``), a single letter (``X- quang``) and a hyphen behind a mark.
    """
    for place in _find_one_sided(text):
        left, right = place.token_left, place.token_right
        if not _is_range(left, right) and not _is_code(left, right) and _are_set_apart(text, place):
            yield insert(place.missing)


def _are_set_apart(text: str, place: OneSided) -> bool:
    left, right = token_before(text, place.left), token_after(text, place.right)
    if _DATE.fullmatch(left.lstrip("(")) and _DATE.match(right):
        return True
    if _numbers_item(text, place.left, left):
        return False
    before, after = word_before(text, place.left), word_after(text, place.right)
    if left[-1:].isdigit():
        return _sets_off_figure(word_before(text, place.left - len(left) - 1), after)
    if left[-1:] in ')”"':
        return is_legal_syllable(after) or is_abbreviation(after)
    if right[:1] in '“"(':
        return is_legal_syllable(before) and len(before) > 1
    return _are_words(before, after)


def _are_words(before: str, after: str) -> bool:
    if len(after) < 2 or not before:
        return False
    if len(before) == 1:
        return before.isupper() and is_capitalised(after) and is_legal_syllable(after)
    if is_abbreviation(before) and is_abbreviation(after):
        return True
    return is_legal_syllable(before) or is_legal_syllable(after)


def _sets_off_figure(before: str, after: str) -> bool:
    """Whether words stand before a figure and behind its hyphen: ``Vành đai 4- Vùng``, ``tháng 12- tháng 1``."""
    return (
        bool(before)
        and not is_abbreviation(before)
        and is_legal_syllable(after)
        and (is_capitalised(after) or before.lower() == after)
    )


def _numbers_item(text: str, end: int, token: str) -> bool:
    """Whether a token is the number or letter of an item of a list."""
    token = token.lstrip('(“"')
    if _ITEM_NUMBER.fullmatch(token) is None:
        return False
    start = end - len(token)
    return begins_line(text, start) or text[max(0, start - 2) : start].strip() in (".", ";", ":", "(")


@step
def set_off_post(text: str) -> Iterator[Change]:
    """Set a name off from the post glued to it: ``Thùy Dung-UVBTV``, and a dateline from its sentence.

    Only behind two capitalised words and before the name of a post, or behind a place in capitals and before a
    time of day: ``Thừa Thiên-Huế`` is a name, ``Bí thư-Chủ tịch`` house style.
    """
    if "-" not in text:
        return
    for found in _GLUED.finditer(text):
        place = found.start()
        before = text[max(0, place - 40) : place]
        if (_POST.match(text, place + 1) and _ends_name(before)) or (
            _TIME.match(text, place + 1) and _PLACE.search(before)
        ):
            yield insert(place)
            yield insert(place + 1)


def _ends_name(before: str) -> bool:
    found = _NAME.search(before)
    return found is not None and _POST.search(found[0]) is None
