"""Quotation marks: padded, glued and mismatched ones, where a partner in the paragraph shows what was meant.

Straight marks stay straight and curly ones curly. A mark without a partner is left alone: it may be
inches, minutes, or a quotation whose end only the author knows.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from cleaning.steps.step import Change, delete, insert, step

STRAIGHT, OPENING, CLOSING = '"', "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
_TWO_SINGLE = "\N{RIGHT SINGLE QUOTATION MARK}" * 2

DEEPEST_QUOTATION = 8  # quotations inside each other; the seeds have one, the cases two

_QUOTE_OR_BREAK = re.compile(f"[{STRAIGHT}{OPENING}{CLOSING}\n]")
_SINGLES = re.compile(f"[{OPENING}{CLOSING}\n]|\N{RIGHT SINGLE QUOTATION MARK}+")
_GLUED_CLOSING = re.compile(rf"{CLOSING}(?=[^\W\d_])")
_BEFORE_OPENING = " \n([-–—/“‘"
_AFTER_CLOSING = " \n)],.;:!?…-–—/”’"


class Pair(NamedTuple):
    """Positions of the two marks of a quotation."""

    opening: int
    closing: int


class _Paragraph(NamedTuple):
    """The quotations of one paragraph."""

    pairs: list[Pair]
    """Quotations with both marks of one kind, or a straight and a curly one."""
    lone: list[int]
    """Marks without a partner."""
    is_sound: bool
    """Whether the straight marks pair up in order."""


@lru_cache(2)
def _find_paragraphs(text: str) -> tuple[list[int], ...]:
    """The places of quotation marks, paragraph by paragraph, where there are any."""
    return tuple(_each_paragraph(text))


def _each_paragraph(text: str) -> Iterator[list[int]]:
    if STRAIGHT not in text and OPENING not in text and CLOSING not in text:
        return
    places: list[int] = []
    for found in _QUOTE_OR_BREAK.finditer(text):
        if found[0] != "\n":
            places.append(found.start())
        elif places:
            yield places
            places = []
    if places:
        yield places


def _may_open(text: str, place: int) -> bool:
    """Whether what stands around a straight mark allows it to open a quotation."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if not before or before in _BEFORE_OPENING:
        return True
    return bool(after.strip()) and after not in _AFTER_CLOSING


def _may_close(text: str, place: int) -> bool:
    """Whether what stands around a straight mark allows it to close a quotation."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return not after or after in _AFTER_CLOSING or bool(before.strip())


def _match(text: str, places: list[int]) -> _Paragraph:
    """Pair the marks of a paragraph, the innermost first."""
    is_sound = _are_straight_sound(text, [place for place in places if text[place] == STRAIGHT])
    pairs: list[Pair] = []
    lone: list[int] = []
    waiting: list[int] = []
    for place in places:
        if _closes(text, place, waiting, is_sound=is_sound):
            pairs.append(Pair(waiting.pop(), place))
        elif len(waiting) < DEEPEST_QUOTATION and _opens(text, place):
            waiting.append(place)
        else:
            lone.append(place)
    return _Paragraph(sorted(pairs), lone + waiting, is_sound)


def _are_straight_sound(text: str, places: list[int]) -> bool:
    """Whether straight marks pair up in order: first opens, second closes, and so on."""
    if len(places) % 2:
        return False
    return all((_may_close if turn % 2 else _may_open)(text, place) for turn, place in enumerate(places))


def _opens(text: str, place: int) -> bool:
    return text[place] == OPENING or (text[place] == STRAIGHT and _may_open(text, place))


def _closes(text: str, place: int, waiting: list[int], *, is_sound: bool) -> bool:
    """Whether a mark closes the last one waiting; a straight mark that could do either is judged by the others."""
    if not waiting or text[place] == OPENING:
        return False
    opening = waiting[-1]
    if text[place] == CLOSING:
        return text[opening] == OPENING or not is_sound or not _may_close(text, opening)
    if not _may_close(text, place):
        return False
    return text[opening] == STRAIGHT or not is_sound or not _may_open(text, place)


@step
def join_single_quotes(text: str) -> Iterator[Change]:
    """Put the curly mark for two closing single ones, where a curly opening mark waits: ``“Nhớ ơn Bác’’``."""
    if _TWO_SINGLE not in text:
        return
    is_waiting = False
    for found in _SINGLES.finditer(text):
        if found[0] == _TWO_SINGLE and is_waiting:
            yield Change(*found.span(), CLOSING)
        is_waiting = found[0] == OPENING or (is_waiting and found[0] not in (CLOSING, "\n", _TWO_SINGLE))


@step
def match_quotes(text: str) -> Iterator[Change]:
    """Give a straight and a curly mark that form a pair the curly form: ``"Dân vận khéo”``.

    An opening mark typed for a closing one is turned too. Only in a paragraph where no mark is left over.
    """
    for places in _find_paragraphs(text):
        marks = [text[place] for place in places]
        if set(marks) == {OPENING}:
            yield from _turn_openings(text, places)
        elif STRAIGHT in marks and len(set(marks)) > 1:
            yield from sorted(_curl(text, _match(text, places)))


def _turn_openings(text: str, places: list[int]) -> Iterator[Change]:
    closing = places[1::2]
    if len(places) % 2 == 0 and all((text[place + 1 : place + 2] or " ") in _AFTER_CLOSING for place in closing):
        yield from (Change(place, place + 1, CLOSING) for place in closing)


def _curl(text: str, paragraph: _Paragraph) -> Iterator[Change]:
    if paragraph.lone:
        return
    for opening, closing in paragraph.pairs:
        if text[opening] == STRAIGHT and text[closing] == CLOSING:
            yield Change(opening, opening + 1, OPENING)
        elif text[opening] == OPENING and text[closing] == STRAIGHT:
            yield Change(closing, closing + 1, CLOSING)


@lru_cache(2)
def _find_pairs(text: str) -> tuple[Pair, ...]:
    """Pairs with both marks of one kind; straight ones only where each mark shows which it is, or all of them do."""
    return tuple(_each_pair(text))


def _each_pair(text: str) -> Iterator[Pair]:
    for places in _find_paragraphs(text):
        paragraph = _match(text, places)
        for opening, closing in paragraph.pairs:
            if text[opening] != STRAIGHT:
                is_plain = text[closing] != STRAIGHT
            else:
                is_clear = not _may_close(text, opening) and not _may_open(text, closing)
                is_plain = text[closing] == STRAIGHT and (paragraph.is_sound or is_clear)
            if is_plain:
                yield Pair(opening, closing)


@step
def close_up_quotes(text: str) -> Iterator[Change]:
    """Take away the space inside a pair: ``“ Sổ tay ”`` becomes ``“Sổ tay”``."""
    spaces = set()
    for opening, closing in _find_pairs(text):
        if text[opening + 1] == " " and opening + 2 < closing:
            spaces.add(opening + 1)
        if text[closing - 1] == " " and opening + 2 < closing:
            spaces.add(closing - 1)
    yield from (delete(place, place + 1) for place in sorted(spaces))


@step
def open_up_quotes(text: str) -> Iterator[Change]:
    """Put the missing space before and behind a pair: ``dân vận”cho 04`` becomes ``dân vận” cho 04``.

    Only between a mark and a letter or figure; a quotation of one sign, as in ``khối "C"``, too. A curly closing mark
    needs no partner: ``về nguồn.”Các bạn``.
    """
    glued = (found.start() for found in _GLUED_CLOSING.finditer(text, 1))
    places = {place + 1 for place in glued if text[place - 1].isalnum() or text[place - 1] in ".!?…"}
    for opening, closing in _find_pairs(text):
        if opening and (_is_latin(text[opening - 1]) or text[opening - 1] in ",;:"):
            places.add(opening)
        if _is_latin(text[closing + 1 : closing + 2]):
            places.add(closing + 1)
    yield from map(insert, sorted(places))


def _is_latin(sign: str) -> bool:
    return sign.isalnum() and sign < "\u2000"


@step
def close_up_quoted_mark(text: str) -> Iterator[Change]:
    """Take away the space between a closing mark and the comma or stop behind it, for straight pairs too."""
    for _opening, closing in sorted(_find_pairs(text), key=lambda pair: pair.closing):
        after = text[closing + 1 : closing + 4]
        if len(after) > 1 and after[0] == " " and after[1] in ",;." and not after[2:].strip(" \n"):
            yield delete(closing + 1, closing + 2)
