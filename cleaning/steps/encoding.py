"""Encodings and look-alike letters: for what a reader sees, the letter that everybody else types."""

import re
import unicodedata
from collections.abc import Iterator

from cleaning.decode import has_mojibake
from cleaning.legacy.lines import mend_lines
from cleaning.legacy.recognition import may_hold_legacy
from cleaning.spelling.syllables import LONGEST_SYLLABLE, is_legal_syllable, is_marked
from cleaning.steps.context import is_abbreviation, letters_around
from cleaning.steps.step import Change, step

_ETH = "\N{LATIN CAPITAL LETTER ETH}\N{LATIN SMALL LETTER ETH}"
_WITH_STROKE = str.maketrans(_ETH, "Đđ")
_ANY_ETH = re.compile(f"[{_ETH}]")
_NOT_ICELANDIC = re.compile("[ăâêôơưắấếốớứàèìòùằầềồờừỳảẻỉỏủẳẩểổởửỷẵẫễỗỡữạẹịọụặậệộợựỵ]", re.IGNORECASE)
_NOT_VIETNAMESE = re.compile("[fjwzäåæöøüþëï]", re.IGNORECASE)


@step
def read_encoding(text: str) -> Iterator[Change]:
    """Read a line that was decoded wrongly, or typed in TCVN3, VNI, VPS, VIQR or Windows-1258, as it was meant.

    Pages are read so before extraction, because it deletes signs that this needs; here come texts by themselves.
    """
    if not has_mojibake(text) and not may_hold_legacy(text):
        return
    start = 0
    for before, after in zip(text.split("\n"), mend_lines(text).text.split("\n"), strict=True):
        if before != after:
            yield from _word_by_word(start, before, after)
        start += len(before) + 1


def _word_by_word(start: int, before: str, after: str) -> Iterator[Change]:
    """The changed words of a line; the whole line where spaces were among what was read wrongly."""
    old, new = before.split(" "), after.split(" ")
    if len(old) != len(new):
        old, new = [before], [after]
    for one, other in zip(old, new, strict=True):
        if one != other:
            yield Change(start, start + len(one), other)
        start += len(one) + 1


_STYLED = "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\N{PLANCK CONSTANT}]"
_ANY_STYLED = re.compile(_STYLED)
LEAST_STYLED_LEGAL = 0.6  # share of the words of a line in styled letters that are syllables; formulas have none


@step
def replace_styled_letters(text: str) -> Iterator[Change]:
    """Put plain letters for mathematical and full-width ones, with which people set Vietnamese in bold.

    A line is read so as a whole, if most of its styled words are Vietnamese and one shows it by a tone or mark;
    formulas, Japanese and single letters stay.
    """
    if _ANY_STYLED.search(text) is None:
        return
    start = 0
    for line in text.split("\n"):
        if _ANY_STYLED.search(line) and _is_styled_vietnamese(line):
            for found in _ANY_STYLED.finditer(line):
                place = start + found.start()
                yield Change(place, place + 1, unicodedata.normalize("NFKC", found[0]))
        start += len(line) + 1


def _is_styled_vietnamese(line: str) -> bool:
    plain = unicodedata.normalize("NFKC", line)
    changed = [word for word, seen in zip(plain.split(), line.split(), strict=True) if _ANY_STYLED.search(seen)]
    words = ["".join(filter(str.isalpha, word)) for word in changed]
    words = [word for word in words if word]
    legal = sum(map(is_legal_syllable, words))
    return any(len(word) > 1 and is_marked(word) for word in words) and legal >= LEAST_STYLED_LEGAL * len(words)


_PRIVATE = re.compile("[\ue000-\uf8ff](?= |[^\\W_])")
_LONGEST_INDENT = 40  # spaces before a bullet; earlier steps left none
_PRIVATE_HYPHEN = "\uf02d"  # the hyphen of the font Symbol


@step
def replace_private_bullet(text: str) -> Iterator[Change]:
    """Put a bullet for a private sign of the fonts Symbol and Wingdings at the start of a line.

    Elsewhere such a sign may be an arrow, a box or a letter of somebody's own font, and stays.
    """
    for found in _PRIVATE.finditer(text):
        before = text[max(0, found.start() - _LONGEST_INDENT) : found.start()].rstrip(" ")
        if not before or before[-1] == "\n":
            yield Change(*found.span(), "-" if found[0] == _PRIVATE_HYPHEN else "\N{BULLET}")


@step
def replace_eth(text: str) -> Iterator[Change]:
    """Put ``Đ`` where the look-alike eth (U+00D0, U+00F0) stands in a Vietnamese word.

    Eth of Icelandic names and of phonetics stays: the word must become a legal syllable, an
    abbreviation in capitals, or hold a letter that Icelandic lacks.
    """
    for found in _ANY_ETH.finditer(text):
        start, end = letters_around(text, found.start(), LONGEST_SYLLABLE)
        if _is_vietnamese(text[start:end].translate(_WITH_STROKE)):
            yield Change(*found.span(), found[0].translate(_WITH_STROKE))


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
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
LONGEST_MIXED_WORD = 10  # letters on each side of a look-alike


@step
def replace_look_alikes(text: str) -> Iterator[Change]:
    """Put the Latin letter for a Cyrillic or Greek one that looks the same, inside a Latin word.

    Words wholly in another script stay, and so do mixed words with a letter that has no Latin look-alike.
    """
    for found in _NOT_LATIN.finditer(text):
        start, end = letters_around(text, found.start(), LONGEST_MIXED_WORD)
        word = text[start:end]
        if _LATIN.search(word) and _NOT_LATIN.search(word.translate(_LOOK_ALIKES)) is None:
            yield Change(*found.span(), found[0].translate(_LOOK_ALIKES))
