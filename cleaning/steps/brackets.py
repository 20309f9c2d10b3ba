"""Brackets and slashes: none padded, none glued to prose.

Formulas, codes, boxes to tick and the numbers of items look alike, so what stands around decides.
"""

import re
from collections.abc import Iterator

from cleaning.spelling.syllables import is_legal_syllable
from cleaning.steps.context import (
    begins_line,
    is_abbreviation,
    is_capitalised,
    is_in_address,
    token_after,
    token_before,
    word_after,
    word_before,
)
from cleaning.steps.step import Change, delete, insert, step

_SPACE_INSIDE_BRACKET = re.compile(r"(?<=[(\[]) (?=[^\s)\]])|(?<=[^\s(\[]) (?=[)\]])")
_GLUED_BRACKET = re.compile(r"\((?=[^\W_])|\)(?=[^\W\d_])")
_SPACE_AT_SLASH = re.compile(r"(?<=[^\W_]) /(?=[^\W_])|(?<=[^\W_])/ (?=[^\W_])")


@step
def close_up_bracket(text: str) -> Iterator[Change]:
    """Take away the space inside a bracket: ``( mới )`` becomes ``(mới)``, ``bạt( có`` becomes ``bạt (có``.

    Empty brackets, ``( )`` and ``[ ]``, are boxes to tick and stay.
    """
    if not any(sign in text for sign in ("( ", " )", "[ ", " ]")):
        return
    for found in _SPACE_INSIDE_BRACKET.finditer(text):
        place = found.start()
        if text[place - 1] == "(" and _stands_in_prose(word_before(text, place - 1)):
            yield insert(place - 1)
        yield delete(place, place + 1)


@step
def open_up_bracket(text: str) -> Iterator[Change]:
    """Put a space before and behind a bracket glued to prose: ``huyện(QCDC)`` becomes ``huyện (QCDC)``.

    Left alone: ``đồng(s)``, formulas and codes, whose neighbours are no small Vietnamese syllables.
    """
    if "(" not in text and ")" not in text:
        return
    for found in _GLUED_BRACKET.finditer(text):
        place = found.start()
        if found[0] == "(" and _stands_in_prose(word_before(text, place)) and _is_long(text, place + 1):
            yield insert(place)
        elif found[0] == ")" and _stands_in_prose(word_after(text, place + 1)) and text[place - 2 : place - 1] != "(":
            yield insert(place + 1)


def _stands_in_prose(word: str) -> bool:
    return len(word) > 1 and is_legal_syllable(word) and (word.islower() or (is_capitalised(word) and len(word) > 2))


def _is_long(text: str, start: int) -> bool:
    return text[start + 1 : start + 2].isalnum() or text[start].isdigit()


@step
def close_up_slash(text: str) -> Iterator[Change]:
    """Take away the space on one side of a slash: ``da cam /đioxin`` becomes ``da cam/đioxin``.

    A slash with spaces on both sides is left alone, and so is one that numbers an item (``1/ Về``), parts names or
    verses (``Văn Nam/ Lê Tư``), encloses a sound (``/w/``) or waits for a number (``số /QĐ-UBND``).
    """
    if "/ " not in text and " /" not in text:
        return
    for found in _SPACE_AT_SLASH.finditer(text):
        place = found.start()
        space = found.end() - 1 if found[0] == "/ " else place
        if _may_close_up_slash(text, place, space) and not is_in_address(text, place):
            yield delete(space, space + 1)


def _may_close_up_slash(text: str, place: int, space: int) -> bool:
    if space == place:
        return "/" not in token_after(text, place + 2) and word_before(text, place).lower() != "số"
    after = word_after(text, place + 2)
    if token_before(text, place).startswith("/") or _numbers_item(text, place):
        return False
    return not is_capitalised(after)


def _numbers_item(text: str, slash: int) -> bool:
    """Whether a slash stands behind one or two characters at the start of a line or clause."""
    start = slash - 1
    if text[start].isdigit() and text[start - 1 : start].isdigit():
        start -= 1
    if start and text[start - 1].isalnum():
        return False
    if text[slash - 1].isdigit() and text[slash + 2].isdigit():
        return False
    if text[slash - 1].isdigit() and is_abbreviation(word_after(text, slash + 2)):
        return begins_line(text, start)
    return True
