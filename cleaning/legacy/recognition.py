"""Which encoding a text was typed in, by what its words become: most are syllables in one reading and in no other."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

from cleaning.legacy.tables import LEGACY_ENCODINGS, VIQR, LegacyEncoding
from cleaning.spelling.syllables import is_legal_syllable, is_marked

FEWEST_WORDS: Final = 3  # words that become legal, from which a text by itself shows its encoding
LEAST_LEGAL: Final = 0.8  # share of marked words that the right reading makes legal; names and codes are not
LEAST_LEGAL_PLAIN: Final = 0.5  # share of words without marks; in French, German and English it is under 0.3
MOST_LEGAL: Final = 0.75  # of the words as they stand; VPS shares so many letters with Latin-1 that 0.6 are legal
MOST_LEFT: Final = 0.34  # of the odd words as they stand that may still be odd in the right reading
SIGNS_OF_PAGE: Final = 3  # odd signs beside letters, from which a page is searched
LONGEST_LOOK: Final = 20_000  # code points by which a text is judged

_UNICODE_VIETNAMESE: Final = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
_ODD: Final = "\x80-\x9f¡-¯±´-»¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿŒœŠšŽžŸƒˆ‰‹›€†‡"
_TONE_1258: Final = "Ììò"  # the acute and the dot below of Windows-1258, which stand behind their vowel
_ODD_IN_WORD: Final = re.compile(
    f"[{_ODD}{_TONE_1258}](?:(?<=[aeiouyâêôãõý][{_TONE_1258}])|(?<![{_TONE_1258}])(?:(?=[a-z])|(?<=[A-Za-z].)))"
)
_VIQR: Final = re.compile(r"(?i)[aeo]\^|[ou]\+['`?~.]?[a-z]|\bdd")
_BETWEEN_WORDS: Final = re.compile(r"[\s!-/:-@\[-`{-~“”‘’–—…•°²³]+")


class _Evidence(NamedTuple):
    """What the words of a text are, in one reading."""

    marked: int
    """Words that are legal syllables with a tone or mark."""
    distinct: int
    """Such words that differ."""
    odd: int
    """Words with other letters than those of English that are no syllables."""
    plain: int
    """Words of plain letters that are legal syllables."""
    foreign: int
    """Words of plain letters that are none."""

    @property
    def share(self) -> float:
        """Share of legal words among those with marks."""
        return self.marked / (self.marked + self.odd or 1)


class _Reading(NamedTuple):
    """A text in one encoding."""

    encoding: LegacyEncoding
    before: _Evidence
    after: _Evidence

    @property
    def distinct_gain(self) -> int:
        return self.after.distinct - self.before.distinct

    @property
    def is_evident(self) -> bool:
        before, after = self.before, self.after
        if after.share < LEAST_LEGAL or after.plain < LEAST_LEGAL_PLAIN * (after.plain + after.foreign):
            return False
        return after.marked > before.marked and before.share <= MOST_LEGAL and after.odd <= MOST_LEFT * before.odd


def may_hold_legacy(source: str) -> bool:
    """Whether a page or text may hold a legacy encoding; quick and generous."""
    if any(True for _ in islice(_ODD_IN_WORD.finditer(source), SIGNS_OF_PAGE - 1, SIGNS_OF_PAGE)):
        return True
    return "^" in source and any(True for _ in islice(_VIQR.finditer(source), SIGNS_OF_PAGE - 1, SIGNS_OF_PAGE))


def recognize(text: str) -> LegacyEncoding | None:
    """The encoding that a text by itself shows it was typed in; ``None`` for any other text.

    Vietnamese in Unicode, French, German, Spanish and the like stay: their words are no syllables in any reading, or
    are syllables already.
    """
    text = text[:LONGEST_LOOK]
    if _UNICODE_VIETNAMESE.search(text):
        return None
    if _ODD_IN_WORD.search(text):
        found = _best(text, LEGACY_ENCODINGS)
    elif _VIQR.search(text):
        found = _best(text, (VIQR,))
    else:
        return None
    return found.encoding if found and found.distinct_gain >= FEWEST_WORDS else None


def fits(text: str, encoding: LegacyEncoding) -> bool:
    """Whether a short text of a page or document that is in this encoding is in it too."""
    if _UNICODE_VIETNAMESE.search(text) or (text.isascii() and encoding is not VIQR):
        return False
    found = _best(text, (encoding,))
    return found is not None and found.after.odd == 0


def _best(text: str, encodings: Iterable[LegacyEncoding]) -> _Reading | None:
    before = _weigh(text)
    readings = [_Reading(encoding, before, _weigh(encoding.read(text))) for encoding in encodings]
    evident = [reading for reading in readings if reading.is_evident]
    return max(evident, key=lambda reading: reading.after.marked - reading.after.odd, default=None)


def _weigh(text: str) -> _Evidence:
    words = [word for word in _BETWEEN_WORDS.split(text) if word]
    marked = [word for word in words if is_marked(word)]
    others = [word for word in words if not is_legal_syllable(word) and not any(map(str.isdigit, word))]
    odd = sum(1 for word in others if not word.isascii())
    foreign = sum(1 for word in others if word.isascii() and not word.isupper())
    plain = sum(1 for word in words if word.isascii() and is_legal_syllable(word))
    return _Evidence(len(marked), len({word.lower() for word in marked}), odd, plain, foreign)
