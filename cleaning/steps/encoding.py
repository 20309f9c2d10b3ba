"""Accents and look-alike letters: one code point for what a reader sees as one letter."""

import re
import unicodedata
from collections.abc import Iterator

from cleaning.spelling.syllables import is_legal_syllable
from cleaning.steps.context import is_abbreviation
from cleaning.steps.step import Change, step

MOST_MARKS = 4  # combining marks on one letter; Vietnamese needs two, a longer pile is decoration

_MARK = "[\u0300-\u036f]"
_ANY_MARK = re.compile(_MARK)
_DECOMPOSED = re.compile(f"(?s)(?!{_MARK}).{_MARK}{{1,{MOST_MARKS}}}+(?!{_MARK})")

_ETH = "\N{LATIN CAPITAL LETTER ETH}\N{LATIN SMALL LETTER ETH}"
_WITH_STROKE = str.maketrans(_ETH, "Đđ")
_WORD_WITH_ETH = re.compile(f"(?<![^\\W\\d_])[^\\W\\d_]{{0,6}}[{_ETH}][^\\W\\d_]{{0,6}}(?![^\\W\\d_])")
_NOT_ICELANDIC = re.compile("[ăâêôơưắấếốớứàèìòùằầềồờừỳảẻỉỏủẳẩểổởửỷẵẫễỗỡữạẹịọụặậệộợựỵ]", re.IGNORECASE)
_NOT_VIETNAMESE = re.compile("[fjwzäåæöøüþëï]", re.IGNORECASE)


@step
def compose_accents(text: str) -> Iterator[Change]:
    """Compose a letter and its combining accents into one code point (NFC).

    Marks that do not compose with their letter stay (``j`` with an acute), and so do piles of more
    than ``MOST_MARKS``. Only accents: NFC would also replace the signs of ohm and ångström.
    """
    if _ANY_MARK.search(text) is None:
        return
    for found in _DECOMPOSED.finditer(text):
        composed = unicodedata.normalize("NFC", found[0])
        if composed != found[0]:
            yield Change(found.start(), found.end(), composed)


@step
def replace_eth(text: str) -> Iterator[Change]:
    """Put ``Đ`` where the look-alike eth (U+00D0, U+00F0) stands in a Vietnamese word.

    Eth of Icelandic names and of phonetics stays: the word must become a legal syllable, an
    abbreviation in capitals, or hold a letter that Icelandic lacks.
    """
    if _ETH[0] not in text and _ETH[1] not in text:
        return
    for word in _WORD_WITH_ETH.finditer(text):
        if _is_vietnamese(word[0].translate(_WITH_STROKE)):
            for offset, letter in enumerate(word[0]):
                if letter in _ETH:
                    place = word.start() + offset
                    yield Change(place, place + 1, letter.translate(_WITH_STROKE))


def _is_vietnamese(word: str) -> bool:
    if _NOT_VIETNAMESE.search(word):
        return False
    return is_legal_syllable(word) or is_abbreviation(word) or _NOT_ICELANDIC.search(word) is not None


_LOOK_ALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425"
    "\u03bf\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7",
    "aeopcyxiABEKMHOPCTX" + "oABEHIKMNOPTX",
)  # Cyrillic, then Greek
_NOT_LATIN = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_WORD_WITH_LOOK_ALIKE = re.compile(
    r"(?<![^\W\d_])(?=[^\W\d_]{0,9}[a-zA-Z\u00c0-\u024f\u1e00-\u1eff])[^\W\d_]{0,9}?[\u0370-\u03ff\u0400-\u04ff][^\W\d_]{0,9}(?![^\W\d_])"
)


@step
def replace_look_alikes(text: str) -> Iterator[Change]:
    """Put the Latin letter for a Cyrillic or Greek one that looks the same, inside a Latin word.

    Words wholly in another script stay, and so do mixed words with a letter that has no Latin look-alike.
    """
    if _NOT_LATIN.search(text) is None:
        return
    for word in _WORD_WITH_LOOK_ALIKE.finditer(text):
        if _NOT_LATIN.search(word[0].translate(_LOOK_ALIKES)) is None:
            for place in (word.start() + found.start() for found in _NOT_LATIN.finditer(word[0])):
                yield Change(place, place + 1, text[place].translate(_LOOK_ALIKES))
