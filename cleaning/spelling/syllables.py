"""The written syllable of Vietnamese: onset, rime and tone.

The test for a legal syllable follows from phonology: which rimes exist, which onsets stand before
them, how the letters of an onset depend on the vowel, and which tones a stopped rime can carry. It
needs no word list, so it accepts syllables that no word uses; whether a syllable is in use is a
question for counts.
"""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

LONGEST_SYLLABLE = 7  # letters, as in ``nghiêng``

SYLLABLES_REMEMBERED = 1 << 16  # words; a newspaper of 25 million syllables has 5,190 frequent ones


class Tone(StrEnum):
    """The six tones, by their Vietnamese names without marks."""

    NGANG = "ngang"
    """Level, not written."""
    HUYEN = "huyen"
    """Falling, grave accent."""
    SAC = "sac"
    """Rising, acute accent."""
    HOI = "hoi"
    """Dipping, hook above."""
    NGA = "nga"
    """Broken, tilde."""
    NANG = "nang"
    """Heavy, dot below."""


class Syllable(NamedTuple):
    """A legal syllable in its parts, in lower case."""

    onset: str
    """Consonants before the rime, as written; empty where there are none. ``qu`` and ``gi`` are onsets."""
    rime: str
    """Vowels and final consonants with their marks, without tone."""
    tone: Tone
    """The tone, which may have been written in the old or in the new place."""


_TONE_MARKS = {
    Tone.HUYEN: "\N{COMBINING GRAVE ACCENT}",
    Tone.SAC: "\N{COMBINING ACUTE ACCENT}",
    Tone.HOI: "\N{COMBINING HOOK ABOVE}",
    Tone.NGA: "\N{COMBINING TILDE}",
    Tone.NANG: "\N{COMBINING DOT BELOW}",
}

_ONSETS = frozenset(["", *"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split()])

_RIMES = frozenset(
    """
    a ai ao au ay am an ang anh ap at ac ach  ăm ăn ăng ăp ăt ăc  âu ây âm ân âng âp ât âc
    e eo em en eng ep et ec  ê êu êm ên ênh êp êt êch  i iu im in inh ip it ich  y
    o oi om on ong op ot oc oong ooc  ô ôi ôm ôn ông ôp ôt ôc  ơ ơi ơm ơn ơp ơt
    u ui um un ung up ut uc  ư ưi ưu ưm ưng ưt ưc
    ia iêu iêm iên iêng iêp iêt iêc  yêu yêm yên yêng yêt
    ua uôi uôm uôn uông uôt uôc  ưa ươi ươu ươm ươn ương ươp ươt ươc
    oa oai oay oao oam oan oang oanh oap oat oac oach  oăm oăn oăng oăt oăc  oe oeo oem oen oet
    uây uân uâng uât  uê uêu uênh uêch  uơ uơn uơt  uy uya uyu uyn uynh uyp uyt uych uyên uyêt
    """.split()
)

_RIMES_AFTER_QU = frozenset(
    """
    a ai ao au ay am an ang anh ap at ac ach  ăm ăn ăng ăp ăt ăc  âu ây ân âng ât âc
    e eo en eng et  ê ên ênh êt êch  i in it ich inh  ơ ơn ơt ôc  y yn ynh yt ych yên yêt
    """.split()
)

_RIMES_AFTER_G = frozenset("i im in ip iêm iên iêng iêp iêt iêc".split())
"""Rimes in which ``gi`` and the vowel share their ``i``: ``gì``, ``gìn``, ``giếng``."""

_BEFORE_FRONT_VOWELS = frozenset(("k", "gh", "ngh"))
_BEFORE_OTHER_VOWELS = frozenset(("c", "g", "ng"))
_BEFORE_LONE_Y = frozenset(["", *"h k l m n s t v".split()])
_GLIDES = ("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")
_STOPS = ("p", "t", "c", "ch")
_STOP_TONES = frozenset((Tone.SAC, Tone.NANG))


def _tone_places(rime: str) -> tuple[int, ...]:
    """Letters of the rime that can carry the tone; two where the old and the new style differ."""
    shaped = [place for place, letter in enumerate(rime) if letter in "ăâêôơư"]
    if shaped:
        return (shaped[-1],)
    if rime in ("oa", "oe", "uy"):
        return (0, 1)
    return (1,) if rime.startswith(("oa", "oe", "uy", "oo")) else (0,)


def _write_tone(rime: str, tone: Tone, place: int) -> str:
    letter = unicodedata.normalize("NFC", rime[place] + _TONE_MARKS.get(tone, ""))
    return rime[:place] + letter + rime[place + 1 :]


def _written_rimes() -> dict[str, tuple[str, Tone]]:
    """Every rime as it can be written with a tone, to its parts."""
    written = {}
    for rime in _RIMES | _RIMES_AFTER_QU:
        for tone in Tone:
            if tone in _STOP_TONES or not rime.endswith(_STOPS):
                written.update({_write_tone(rime, tone, place): (rime, tone) for place in _tone_places(rime)})
    return written


_WRITTEN = _written_rimes()


def _fit(onset: str, rime: str) -> bool:
    """Whether the spelling of the onset and the rime go together."""
    if onset == "qu":
        return rime in _RIMES_AFTER_QU
    if rime not in _RIMES or (rime == "y" and onset not in _BEFORE_LONE_Y):
        return False
    if rime.startswith("yê"):
        return not onset
    if rime.startswith("iê") and not onset:
        return False
    if onset == "g" and rime in _RIMES_AFTER_G:
        return True
    if rime[0] in "eêiy":
        return onset not in _BEFORE_OTHER_VOWELS
    return onset not in _BEFORE_FRONT_VOWELS and not (onset == "c" and rime.startswith(_GLIDES))


def _written_syllables() -> Iterator[str]:
    """Every legal syllable in lower case, some 18,000."""
    for rest, (rime, _) in _WRITTEN.items():
        yield from (onset + rest for onset in _ONSETS if len(onset + rest) <= LONGEST_SYLLABLE and _fit(onset, rime))


_LEGAL = frozenset(_written_syllables())
"""What ``parse`` accepts, because most words asked about are none, and to part those takes longest."""


def parse(word: str) -> Syllable | None:
    """Part a word into onset, rime and tone; ``None`` where it is no legal syllable.

    The word is composed (NFC), in any case. Both places of the tone are accepted (``hoà``, ``hòa``),
    a tone on a wrong letter (``qúy``, ``họat``) is not.

    >>> parse("Nghiêng")
    Syllable(onset='ngh', rime='iêng', tone=<Tone.NGANG: 'ngang'>)
    >>> parse("qúy") is None
    True
    """
    if len(word) > LONGEST_SYLLABLE:
        return None
    lower = word.lower()
    for length in (3, 2, 1, 0):
        onset, rest = lower[:length], lower[length:]
        if onset in _ONSETS and rest in _WRITTEN and _fit(onset, _WRITTEN[rest][0]):
            return Syllable(onset, *_WRITTEN[rest])
    return None


@lru_cache(SYLLABLES_REMEMBERED)
def is_legal_syllable(word: str) -> bool:
    """Whether a word, in any case, is a legal syllable."""
    return word.lower() in _LEGAL


def _fold(word: str) -> str:
    """The plain letters of a word: no tone, no mark, ``đ`` as ``d``."""
    letters = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_FOLDED = frozenset(_fold(onset + rime) for onset in _ONSETS for rime in _RIMES | _RIMES_AFTER_QU if _fit(onset, rime))


@lru_cache(SYLLABLES_REMEMBERED)
def looks_like_syllable(word: str) -> bool:
    """Whether a word is a legal syllable, or would be one with other tones and marks: ``hòan``, ``ngưòi``."""
    return is_legal_syllable(word) or (len(word) <= LONGEST_SYLLABLE and _fold(word) in _FOLDED)


@lru_cache(SYLLABLES_REMEMBERED)
def is_marked(word: str) -> bool:
    """Whether a word is a legal syllable that shows itself as Vietnamese by a tone, a mark or ``đ``."""
    return not word.isascii() and is_legal_syllable(word)


@lru_cache(SYLLABLES_REMEMBERED)
def has_native_tone(word: str) -> bool:
    """Whether a word is a legal syllable whose tone loan words do not have.

    Loan words come without tone (``tông``) or with the rising tone that a stop asks for (``bốt``,
    ``xích``), and are often written in one piece: ``ôtô``, ``bêtông``, ``xíchlô``.
    """
    syllable = parse(word)
    if syllable is None or syllable.tone is Tone.NGANG:
        return False
    return not (syllable.tone is Tone.SAC and syllable.rime.endswith(_STOPS))
