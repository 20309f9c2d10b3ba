"""Folding: text as a search sees it, without tone marks, case and marks, ``Dân vận khéo`` as ``dan van kheo``.

Neither SQLite nor DuckDB folds ``đ``, and SQLite's default leaves ``ộ``, ``ế`` and ``ủ``, so that the same table is
used here for texts and for what people type. A text is folded by one look-up in an array (20 µs for 2,500 code points;
``str.translate`` takes 15 times as long).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

UNITS: Final = 1 << 16  # UTF-16 code units; what lies beyond them (emoji, rare ideographs) is no part of a word
_SPACE: Final = ord(" ")
_GONE: Final = 0
_TONES: Final = frozenset("\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}"
                          "\N{COMBINING HOOK ABOVE}\N{COMBINING DOT BELOW}")  # fmt: skip
_WORD: Final = re.compile(r"\w+")


class Span(NamedTuple):
    """A place in a text, in code points."""

    start: int
    end: int


def fold(text: str) -> str:
    """Give a text in small letters without accents, with a space for everything that is no letter or digit.

    >>> fold("Đảng uỷ xã; MTTQ")
    'dang uy xa  mttq'
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.dtype("<u2"))
    folded = _table().take(units)
    left = folded if folded.all() else folded[folded != _GONE]  # most texts have nothing to leave out
    written: bytes = left.tobytes()
    return written.decode("utf-16-le")


def fold_words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold(text).split()


def find_words(text: str, words: Sequence[str]) -> Iterator[Span]:
    """Find the places where some folded words stand one after the other; the spans are those of the text itself."""
    folded = _table()[_units(text)]
    is_left = folded != _GONE
    line: str = folded[is_left].tobytes().decode("utf-16-le")
    if not words or words[0] not in line:
        return
    places = np.flatnonzero(is_left)
    for found in re.finditer(rf"(?<!\S){' +'.join(map(re.escape, words))}(?!\S)", line):
        yield Span(int(places[found.start()]), _end_of(text, int(places[found.end() - 1])))


def has_tones(word: str) -> bool:
    """Whether a word has a sign that folding takes away: a tone, a hat, a horn, or the bar of ``đ``."""
    return unicodedata.normalize("NFC", word).lower() != fold(word).strip()


def fits_tones(found: str, typed: str) -> bool:
    """Whether words of a text have the signs that a person typed; typed words without signs fit any.

    Where in a syllable the tone stands does not matter: ``hoà bình`` fits ``hòa bình``.

    >>> fits_tones("Đảng bộ", "đảng bo"), fits_tones("đang", "đảng")
    (True, False)
    """
    pairs = zip(_WORD.findall(_composed(found)), _WORD.findall(_composed(typed)), strict=False)
    return all(_tone_last(one) == _tone_last(other) for one, other in pairs if has_tones(other))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _tone_last(word: str) -> tuple[str, str]:
    """A word without its tone, and the tone."""
    signs = unicodedata.normalize("NFD", word)
    return "".join(sign for sign in signs if sign not in _TONES), "".join(sorted(_TONES & set(signs)))


def _units(text: str) -> NDArray[np.uint16]:
    """The code points of a text, one unit each; those beyond the table, which are no letters of words, as its last."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.dtype("<u2"))
    if len(units) == len(text):
        return units
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.dtype("<u4"))
    return np.minimum(points, UNITS - 1).astype(np.uint16)


def _end_of(text: str, last: int) -> int:
    """End of a place whose last letter may have accents behind it."""
    end = last + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


@cache
def _table() -> NDArray[np.uint16]:
    """UTF-16 unit to what it is folded to, 0 for nothing."""
    return np.fromiter(map(_fold_unit, range(UNITS)), np.uint16, UNITS)


def _fold_unit(unit: int) -> int:
    sign = chr(unit)
    category = unicodedata.category(sign)
    if unicodedata.combining(sign) or category == "Cf":  # accents, and what has no width
        return _GONE
    plain = "".join(part for part in unicodedata.normalize("NFKD", sign.lower()) if not unicodedata.combining(part))
    plain = plain.replace("đ", "d")
    if len(plain) == 1 and plain.isalnum() and ord(plain) < UNITS:
        return ord(plain)
    return unit if sign.isalnum() and category != "Cs" else _SPACE
