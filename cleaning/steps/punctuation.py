"""Marks: none apart from the word it belongs to, none glued to the next.

What a mark means depends on what stands around it: a full stop in ``1.500``, ``T.Ư``, ``TP.Tam Kỳ``
or an address is none, and a comma in ``59,45`` may be a decimal or a list.
"""

import re
from collections.abc import Iterator

from cleaning.spelling.syllables import is_legal_syllable, is_marked
from cleaning.steps.context import (
    is_abbreviation,
    is_capitalised,
    is_extension,
    is_in_address,
    is_prose_word,
    word_after,
    word_before,
)
from cleaning.steps.step import Change, delete, insert, step

_DOTS_AFTER_ELLIPSIS = re.compile(r"…(?:…|\.{1,3}+)(?![.…/])")
_DOUBLED_MARK = re.compile(r"([,;:]) ?\1(?![^\s”\")])")
_TWO_STOPS = re.compile(r"\.\.(?![.…]|[^\s”\")/]|/(?!\.))")
_END_MARK = re.compile(r"\. ?/ ?\.(?![\w/.])")
_SPACE_BEFORE_MARK = re.compile(" [,;:!?.…]")
_BEFORE_MARK = ")]”\"’'%…"
_GLUED_MARK = re.compile(r"[,;:.!?](?=[^\W_]|“)")
_BEFORE_GLUED_MARK = ')]”"%'
_GLUED_ELLIPSIS = re.compile(r"[.…](?<![.…]{2})(?:(?<=…)|\.{2,3}+)(?=[^\W\d_])")
_GROUP_OF_THREE = re.compile(r"\d{3}(?!\d)")
_ENTITY = re.compile(r"&#?\w{1,8}\Z")

_BLANKS = frozenset("ngày tháng năm số giờ phút ông bà tên tại cấp nơi gửi của".split())
"""Words that forms put before dots to be filled in: ``ngày … tháng … năm …``."""


_SHORT_NAME = re.compile(r"[A-ZĐ]{1,3}\.[A-ZĐÀ-Ỹ]")  # ``P.Hằng``, ``TP.Tam Kỳ``
_SHARE = re.compile(r"\d{1,2} ?%")


def _stands_before(text: str, place: int, marks: str) -> bool:
    """Whether a letter, a figure or one of some marks stands before a position."""
    return place > 0 and (text[place - 1].isalnum() or text[place - 1] in marks)


@step
def collapse_ellipsis(text: str) -> Iterator[Change]:
    """Keep the ellipsis of an ellipsis followed by more dots: ``…..`` becomes ``…``, with its space.

    Plain dots are left at any number (blanks of forms have many), and so is ``…./.``.
    """
    if "…" not in text:
        return
    for found in _DOTS_AFTER_ELLIPSIS.finditer(text, 1):
        if text[found.start() - 1].isspace() or text[found.start() - 1] in ".…":
            continue
        if text[found.end() : found.end() + 1].isalpha() and text[found.start() - 1 : found.start()].isalnum():
            yield Change(found.start() + 1, found.end(), " ")
        else:
            yield delete(found.start() + 1, found.end())


@step
def drop_doubled_mark(text: str) -> Iterator[Change]:
    """Keep one of two marks where one was meant: ``gạo,, muối``, ``xong việc..``, ``nhiệm kỳ../.``.

    Three dots and more are an ellipsis or a blank, two may be one behind ``v.v`` and behind a lone letter.
    """
    yield from sorted({*_find_doubled(text), *_find_two_stops(text)})


def _find_doubled(text: str) -> Iterator[Change]:
    for found in _DOUBLED_MARK.finditer(text, 1):
        if _stands_before(text, found.start(), _BEFORE_MARK):
            yield delete(found.start() + 1, found.end())


def _find_two_stops(text: str) -> Iterator[Change]:
    for found in _TWO_STOPS.finditer(text, 1):
        place = found.start()
        if text[place - 1] != "…" and _stands_before(text, place, _BEFORE_MARK) and not _is_blank(text, place):
            yield delete(place + 1, place + 2)


@step
def close_up_end_mark(text: str) -> Iterator[Change]:
    """Take the spaces out of the mark that ends an official text: ``. /.`` becomes ``./.``.

    The mark itself is house style and stays.
    """
    if "/." not in text and "/ ." not in text:
        return
    for found in _END_MARK.finditer(text, 1):
        start = found.start() - (text[found.start() - 1] == " ")
        if start and not text[start - 1].isspace():
            yield from (delete(place, place + 1) for place in range(start, found.end()) if text[place] == " ")


@step
def close_up_mark(text: str) -> Iterator[Change]:
    """Take away the space before a mark: ``mục đích , yêu cầu`` becomes ``mục đích, yêu cầu``.

    Left alone: ratios (``2 : 1``), names that begin with a full stop (``.vn``), dots that can be the blanks
    of a form (``ngày … tháng …``, `` ... `` before a small letter), a colon or comma before a figure.
    """
    for found in _SPACE_BEFORE_MARK.finditer(text):
        place = found.start()
        if not _stands_before(text, place, _BEFORE_MARK):
            continue
        mark, after = text[place + 1], text[place + 2 : place + 3]
        if mark == "…" or text.startswith("...", place + 1):
            yield from _close_up_ellipsis(text, place)
        elif _MAY_CLOSE_UP[mark](text, place, after):
            yield delete(place, place + 1)


def _close_up_ellipsis(text: str, place: int) -> Iterator[Change]:
    """Move the space behind the ellipsis where a word follows it, else only take it away."""
    if word_before(text, place).lower() in _BLANKS or not text[place - 1].isalnum():
        return
    end = place + (2 if text[place + 1] == "…" else 4)
    after = text[end : end + 1]
    if after in (".", "…", "/", "("):
        return
    if text[place + 1] == "." and after == " " and not text[end + 1 : end + 2].isupper():
        return
    yield delete(place, place + 1)
    if after.isalpha():
        yield insert(end)


def _ends(after: str) -> bool:
    return not after or after.isspace() or after in ")]”\"’'“"


def _may_close_up_comma(text: str, place: int, after: str) -> bool:
    return not after.isdigit() or (text[place - 1].isdigit() and _SHARE.match(text, place + 2) is not None)


def _may_close_up_colon(text: str, place: int, after: str) -> bool:
    if text[place - 1].isdigit() and text[place + 3 : place + 4].isdigit():
        return False
    return after not in (")", "]") and (_ends(after) or is_prose_word(word_after(text, place + 2)))


def _may_close_up_shout(text: str, place: int, after: str) -> bool:
    return _ends(after) or after in "!?.…" or is_prose_word(word_after(text, place + 2))


def _may_close_up_stop(text: str, place: int, after: str) -> bool:
    if after.isdigit():
        return text[place - 1].isdigit() and _GROUP_OF_THREE.match(text, place + 2) is not None
    if after.isalpha():
        word = word_after(text, place + 2)
        return is_capitalised(word) and is_legal_syllable(word) and not is_extension(text, place + 2)
    return _ends(after)


_MAY_CLOSE_UP = {
    ",": _may_close_up_comma,
    ";": _may_close_up_comma,
    ":": _may_close_up_colon,
    "!": _may_close_up_shout,
    "?": _may_close_up_shout,
    ".": _may_close_up_stop,
}


@step
def open_up_mark(text: str) -> Iterator[Change]:
    """Put the missing space behind a mark in prose: ``nhân dân.Tăng cường`` becomes ``nhân dân. Tăng cường``.

    Left alone: figures (``1.500``, ``59,45``, ``10:30``), abbreviations (``T.Ư``, ``TP.Tam Kỳ``,
    ``UB.MTTQ``, ``P.Hằng``), addresses, file names, and everything that is not plainly Vietnamese.
    """
    for found in _GLUED_MARK.finditer(text):
        place = found.start()
        if not _stands_before(text, place, _BEFORE_GLUED_MARK):
            continue
        if _NEEDS_SPACE[found[0]](text, place) and not is_in_address(text, place):
            yield insert(place + 1)


def _needs_space_after_comma(text: str, place: int) -> bool:
    before, after = word_before(text, place), word_after(text, place + 1)
    if text[place + 1] == "“":
        return True
    if text[place + 1].isdigit():
        return is_marked(before) and len(before) > 1
    if _SHORT_NAME.match(text, place + 1):
        return True
    if text[place] == ";" and _ENTITY.search(text[max(0, place - 9) : place]):
        return False
    if is_prose_word(after) or (is_prose_word(before) and len(after) > 1):
        return True
    return is_abbreviation(before) and is_abbreviation(after)


def _needs_space_after_colon(text: str, place: int) -> bool:
    before, after = word_before(text, place), word_after(text, place + 1)
    if text[place + 1] == "“":
        return True
    if text[place + 1].isdigit():
        return is_prose_word(before) and len(before) > 1
    return is_prose_word(before) and len(before) > 1 and (is_prose_word(after) or is_abbreviation(after))


def _needs_space_after_shout(text: str, place: int) -> bool:
    before, after = word_before(text, place), word_after(text, place + 1)
    return (is_prose_word(before) or text[place - 1] in ')]”"') and after[:1].isupper() and is_prose_word(after)


def _needs_space_after_stop(text: str, place: int) -> bool:
    before, after = word_before(text, place), word_after(text, place + 1)
    if text[place + 1] == "“":
        return text[place - 1] != "."
    if text[place + 1].isdigit() or is_extension(text, place + 1):
        return False
    if after.islower():
        return all(is_marked(word) and len(word) > 1 for word in (before, after))
    if not before:
        return is_capitalised(after) and is_legal_syllable(after)
    if len(before) < 2 or before.isupper() or not is_legal_syllable(before):
        return False
    if is_capitalised(after) and (is_legal_syllable(after) or is_marked(before)):
        return True
    return is_abbreviation(after) and before.islower()


_NEEDS_SPACE = {
    ",": _needs_space_after_comma,
    ";": _needs_space_after_comma,
    ":": _needs_space_after_colon,
    "!": _needs_space_after_shout,
    "?": _needs_space_after_shout,
    ".": _needs_space_after_stop,
}


@step
def open_up_ellipsis(text: str) -> Iterator[Change]:
    """Put the missing space behind an ellipsis: ``bọ trĩ...ngày`` becomes ``bọ trĩ... ngày``.

    One ``…`` between two small letters is left alone: it is a house style (``cộng đồng…xuất hiện``). So are
    the blanks of forms (``ngày...tháng...``) and longer runs of dots.
    """
    if "…" not in text and "..." not in text:
        return
    for found in _GLUED_ELLIPSIS.finditer(text):
        if not _stands_before(text, found.start(), ")”%"):
            continue
        if found[0] == "…" and text[found.start() - 1].islower() and text[found.end()].islower():
            continue
        if not _is_blank(text, found.start()) and not is_in_address(text, found.start()):
            yield insert(found.end())


def _is_blank(text: str, start: int) -> bool:
    """Whether dots are the blank of a form, or stand behind a lone letter (``v...``)."""
    before = word_before(text, start)
    return len(before) == 1 or before.lower() in _BLANKS
