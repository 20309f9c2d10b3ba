"""Vietnamese letters in their layers: the plain letter, its mark, the tone of the word; and how keyboards write them."""

import unicodedata
from collections.abc import Container
from functools import lru_cache
from typing import Final, NamedTuple

from cleaning.spelling.syllables import LONGEST_SYLLABLE, is_legal_syllable

WORDS_REMEMBERED = 1 << 15  # distinct words whose layers are kept; prose has some 7,000 syllables

TONES: Final = "\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}\N{COMBINING HOOK ABOVE}\N{COMBINING TILDE}\N{COMBINING DOT BELOW}"
"""The five written tones; the number of a tone is its place here plus one, 0 for none."""

NO_TONE: Final = 0
HOI: Final = TONES.index("\N{COMBINING HOOK ABOVE}") + 1
NGA: Final = TONES.index("\N{COMBINING TILDE}") + 1

_MARKED: Final = {"ă": "a", "â": "a", "đ": "d", "ê": "e", "ô": "o", "ơ": "o", "ư": "u"}
_PLAIN: Final = str.maketrans(_MARKED)


def _toned_letters() -> dict[str, tuple[str, int]]:
    """Every vowel with a tone, to the vowel without it and the number of the tone."""
    return {
        unicodedata.normalize("NFC", vowel + mark): (vowel, number)
        for vowel in "aăâeêioôơuưy"
        for number, mark in enumerate(TONES, start=1)
    }


_TONED: Final = _toned_letters()
_WITH_TONE: Final = {parts: letter for letter, parts in _TONED.items()}

_NEW_PLACES: Final = {
    first + _WITH_TONE[second, tone]: _WITH_TONE[first, tone] + second
    for first, second in ("oa", "oe", "uy")
    for tone in range(1, len(TONES) + 1)
}
"""Open rimes with the tone in the new place, to the old place: ``oà`` to ``òa``."""

TELEX: Final = {"ă": "aw", "â": "aa", "đ": "dd", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw"}
TELEX_TONES: Final = "fsrxj"  # in the order of TONES


class Layers(NamedTuple):
    """A word in lower case, layer by layer."""

    plain: str
    """Letters without marks and tone."""
    marked: str
    """Letters with their marks (``ă``, ``đ``), without tone."""
    tone: int
    """Number of the last tone written, 0 for none."""


@lru_cache(WORDS_REMEMBERED)
def layers(word: str) -> Layers:
    """Part a composed word (NFC), in any case, into its layers.

    >>> layers("Đường")
    Layers(plain='duong', marked='đương', tone=1)
    """
    marked, tone = [], NO_TONE
    for letter in word.lower():
        bare, number = _TONED.get(letter, (letter, NO_TONE))
        marked.append(bare)
        tone = number or tone
    whole = "".join(marked)
    return Layers(whole.translate(_PLAIN), whole, tone)


def drop_marks(word: str, places: Container[int]) -> str:
    """A word in lower case with the marks of some of its letters dropped and the tone kept: ``người`` to ``ngưòi``.

    What comes out need not be legal.
    """
    return "".join(_drop_mark(letter) if place in places else letter for place, letter in enumerate(word))


def _drop_mark(letter: str) -> str:
    bare, tone = _TONED.get(letter, (letter, NO_TONE))
    plain = _MARKED.get(bare, bare)
    return _WITH_TONE.get((plain, tone), plain)


def canonical(word: str) -> str:
    """The one form under which the two places of the tone are counted: lower case, tone in the old place.

    >>> canonical("Hoà"), canonical("thuỷ"), canonical("quý")
    ('hòa', 'thủy', 'quý')
    """
    lower = word.lower()
    if lower[-2:] in _NEW_PLACES and lower[-3:-2] != "q":
        return lower[:-2] + _NEW_PLACES[lower[-2:]]
    return lower


def writings(marked: str, tone: int) -> list[str]:
    """The legal syllables that letters and a tone can give, the tone tried on every letter; old place first."""
    if tone == NO_TONE:
        return [marked] if is_legal_syllable(marked) else []
    tried = (
        marked[:place] + _WITH_TONE[letter, tone] + marked[place + 1 :]
        for place, letter in enumerate(marked)
        if (letter, tone) in _WITH_TONE
    )
    return [word for word in tried if is_legal_syllable(word)]


def replace_tone(word: str) -> str | None:
    """The word with its tone on the letter that can carry it; ``None`` where the word is legal or hopeless.

    >>> replace_tone("qúy"), replace_tone("họat"), replace_tone("quý")
    ('quý', 'hoạt', None)
    """
    return _replace_tone(word) if len(word) <= LONGEST_SYLLABLE else None


@lru_cache(WORDS_REMEMBERED)
def _replace_tone(word: str) -> str | None:
    if is_legal_syllable(word) or sum(letter in _TONED for letter in word.lower()) != 1:
        return None
    parts = layers(word)
    legal = writings(parts.marked, parts.tone)
    return like_case(legal[0], word) if legal else None


def telex_keys(word: str) -> str:
    """The keys that a Telex keyboard gets for a word, the tone key last: ``kiến`` is ``kieens``."""
    parts = layers(word)
    return "".join(TELEX.get(letter, letter) for letter in parts.marked) + (" " + TELEX_TONES)[parts.tone].strip()


def like_case(word: str, example: str) -> str:
    """Give a word in lower case the case of another: all capitals, a capital first, or small."""
    if len(example) > 1 and example.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if example[:1].isupper() else word
