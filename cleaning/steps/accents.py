"""Accents: one code point for one letter, each tone on a letter that can carry it, capitals on all letters or none."""

import re
import unicodedata
from collections.abc import Iterator

from cleaning.spelling.letters import TONES, replace_tone
from cleaning.spelling.syllables import LONGEST_SYLLABLE, is_legal_syllable
from cleaning.steps.context import find_words, is_in_address, odd_words, word_after, word_before
from cleaning.steps.step import Change, step

MOST_MARKS = 4  # combining marks on one letter; Vietnamese needs two, a longer pile is decoration

_MARK = "[\u0300-\u036f]"
_ANY_MARK = re.compile(_MARK)
_DECOMPOSED = re.compile(f"(?s)(?!{_MARK}).{_MARK}{{1,{MOST_MARKS}}}+(?!{_MARK})")


@step
def compose_accents(text: str) -> Iterator[Change]:
    """Compose a letter and its combining accents into one code point (NFC).

    An accent typed twice counts once, and a tone typed before the mark of its vowel counts as behind it. Marks that
    do not compose with their letter stay (``j`` with an acute), and so do piles of more than ``MOST_MARKS``. Only
    accents: NFC would also replace the signs of ohm and ångström.
    """
    if _ANY_MARK.search(text) is None:
        return
    for found in _DECOMPOSED.finditer(text):
        composed = _compose(found[0])
        if composed != found[0]:
            yield Change(found.start(), found.end(), composed)


def _compose(cluster: str) -> str:
    letter, *marks = list(unicodedata.normalize("NFD", cluster))
    sorted_marks = sorted(dict.fromkeys(marks), key=TONES.__contains__)
    composed = unicodedata.normalize("NFC", letter + "".join(sorted_marks))
    return composed if len(composed) == 1 else unicodedata.normalize("NFC", cluster)


@step
def move_tone(text: str) -> Iterator[Change]:
    """Move a tone to the letter that can carry it: ``qúy`` becomes ``quý``, ``họat`` ``hoạt``.

    It is a fault in the old style and in the new; ``hoà`` and ``hòa`` are not. Words that are no syllable with their
    tone anywhere stay: ``María``.
    """
    suspects = {
        word: moved for word in odd_words(text) if len(word) <= LONGEST_SYLLABLE and (moved := replace_tone(word))
    }
    for found in find_words(text, suspects):
        if not is_in_address(text, found.start()) and not _is_joined(text, *found.span()):
            yield Change(*found.span(), suspects[found[0]])


def _is_joined(text: str, start: int, end: int) -> bool:
    """Whether a word is part of a code or a name with an apostrophe, or has one more accent behind it."""
    around = text[start - 1 : start] + text[end : end + 1]
    return any(sign.isalnum() or sign in "'’_@" or unicodedata.combining(sign) for sign in around)


_CAPITAL = "A-ZĂÂĐÊÔƠƯ"
_SMALL = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_MIXED = re.compile(f"[{_CAPITAL}{_SMALL}]{{2,{LONGEST_SYLLABLE}}}")
_SURELY_MIXED = re.compile(f"[{_SMALL}][{_CAPITAL}]|[{_CAPITAL}]{{2}}[{_CAPITAL}]*[{_SMALL}]")


@step
def capitalise_accented(text: str) -> Iterator[Change]:
    """Capitalise the small letters with accents among capitals: ``MụC LụC`` becomes ``MỤC LỤC``.

    They are left by fonts whose bytes for both are the same. ``Xã`` by itself is no such word, beside one it is.
    """
    sure = {word for word in odd_words(text) if _is_mixed(word) and _SURELY_MIXED.search(word)}
    spans = [found.span() for found in find_words(text, sure)]
    beside = {span for start, end in spans for span in _words_beside(text, start, end) if _is_mixed(text[slice(*span)])}
    for start, end in sorted({*spans, *beside}):
        yield Change(start, end, text[start:end].upper())


def _is_mixed(word: str) -> bool:
    if len(word) > LONGEST_SYLLABLE or word.isascii():
        return False
    return _MIXED.fullmatch(word) is not None and not word.isupper() and not word.islower() and is_legal_syllable(word)


def _words_beside(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    before, after = word_before(text, start - 1) if start else "", word_after(text, end + 1)
    if before and text[start - 1] == " ":
        yield start - 1 - len(before), start - 1
    if after and text[end] == " ":
        yield end + 1, end + 1 + len(after)
