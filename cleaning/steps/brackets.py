"""Brackets and slashes: none padded, none glued to prose.

Formulas, codes, boxes to tick and the numbers of items look alike, so what stands around decides.
"""

import re
from collections.abc import Iterator

from cleaning.spelling.syllables import is_legal_syllable, is_marked
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

_PADDED_BRACKET = re.compile(r"[(\[] (?=[^\s)\]])|[)\]]")
_GLUED_BRACKET = re.compile(r"\((?=[^\W_])|\)(?=[^\W\d_])")
_ROMAN = re.compile("[IVX]{1,5}")
_SLASH = re.compile(r"/ ?(?=[^\W_])")


_FORM_OF_ADDRESS = re.compile(r"(?i)(?:ông|anh|cô)\((?:bà|chị|chú)\)")
"""What forms call a person of either sex; it is house style."""


@step
def close_up_bracket(text: str) -> Iterator[Change]:
    """Take away the space inside a bracket: ``( mới )`` becomes ``(mới)``, ``bạt( có`` becomes ``bạt (có``.

    Empty brackets, ``( )`` and ``[ ]``, are boxes to tick and stay.
    """
    if not any(sign in text for sign in ("( ", " )", "[ ", " ]")):
        return
    done = 0
    for found in _PADDED_BRACKET.finditer(text):
        place = found.start()
        if len(found[0]) > 1:
            if found[0][0] == "(" and _stands_in_prose(word_before(text, place)):
                yield insert(place)
            yield delete(place + 1, place + 2)
            done = place + 2
        elif place - 1 > done and text[place - 1] == " " and not (text[place - 2].isspace() or text[place - 2] in "(["):
            yield delete(place - 1, place)


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
            if _FORM_OF_ADDRESS.fullmatch(word_before(text, place) + text[place : place + 5].rstrip()) is None:
                yield insert(place)
        elif found[0] == ")" and _stands_in_prose(word_after(text, place + 1)) and text[place - 2 : place - 1] != "(":
            yield insert(place + 1)


def _stands_in_prose(word: str) -> bool:
    return (
        len(word) > 1
        and is_legal_syllable(word)
        and (word.islower() or (is_capitalised(word) and (len(word) > 2 or is_marked(word))))
    )


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
    for found in _SLASH.finditer(text, 1):
        slash = found.start()
        is_before = text[slash - 1] == " "
        place = slash - 1 if is_before else slash
        if is_before == (len(found[0]) > 1) or not text[place - 1 : place].isalnum():
            continue
        space = place if is_before else slash + 1
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
    """Whether a slash stands behind one or two characters at the start of a line or clause, or a roman number."""
    if _ROMAN.fullmatch(word := word_before(text, slash)) and begins_line(text, slash - len(word)):
        return True
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
