"""Typing faults put into clean text, the way people make them, for training and for measuring."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final, NamedTuple

from cleaning.spelling.channel import ALIKE_CODAS, ALIKE_ONSETS, ALIKE_VOWELS, Slip, are_near_keys, part
from cleaning.spelling.letters import (
    HOI,
    NGA,
    TONES,
    Layers,
    drop_marks,
    layers,
    like_case,
    telex_keys,
    writings,
)
from cleaning.spelling.syllables import is_legal_syllable

ECHO: Final = "echo"
"""Letters of a neighbour repeated, as in ``truyên truyền``."""

SHARES: Final[dict[Slip | str, float]] = {
    Slip.TONE_LOST: 22, Slip.TONE_CHANGED: 15, Slip.HOI_NGA: 7, Slip.TONE_ADDED: 6, Slip.MARK_LOST: 9,
    Slip.MARK_CHANGED: 4, Slip.MARK_ADDED: 3, Slip.BARE: 3, Slip.TONE_AND_MARK: 1, Slip.ONSET: 10, Slip.CODA: 4, Slip.VOWEL: 3,
    Slip.MISSING: 8, Slip.EXTRA: 3, Slip.DOUBLED: 1, Slip.CHANGED: 3, Slip.NEIGHBOUR_KEY: 2, Slip.SWAPPED: 2,
    Slip.KEYS: 1, ECHO: 7,
}  # fmt: skip
"""Percent of faults by kind: the human errors of the VSEC corpus as counted in research, with the southern tones, the
sound-alikes and the repeated letters of a neighbour (``echo``) as often as district portals have them."""

ILLEGAL_KEPT: Final = 0.35  # chance that a fault that gives no legal syllable stays; 10 % of human errors are illegal
TRIES: Final = 12  # draws before a word is left as it is

LOSSES: Final = (Slip.TONE_LOST, Slip.MARK_LOST, Slip.BARE)
"""Slips that lose something and add nothing."""

_TONE_SLIPS: Final = (Slip.TONE_CHANGED, Slip.HOI_NGA, Slip.TONE_ADDED)
_MARK_SLIPS: Final = (Slip.MARK_CHANGED, Slip.MARK_ADDED, Slip.TONE_AND_MARK)
_SOUND_SLIPS: Final = (Slip.ONSET, Slip.CODA, Slip.VOWEL)
_MARK_GROUPS: Final = ("aăâ", "eê", "oôơ", "uư", "dđ")
_LETTERS: Final = "abcdeghiklmnopqrstuvxyăâđêôơư"


class Fault(NamedTuple):
    """A fault that was planted."""

    place: int
    """Number of the word in the text."""
    meant: str
    """The word as it was."""
    typed: str
    """The word as it is now."""
    kind: str
    """Its kind."""


def plant(words: Sequence[str], rate: float, random: Random) -> list[Fault]:
    """Choose words, each with the probability ``rate``, and mistype them; capitals are kept."""
    kinds, shares = list(SHARES), list(SHARES.values())
    faults = []
    for place, word in enumerate(words):
        if random.random() >= rate or not is_legal_syllable(word):
            continue
        around = [other.lower() for other in (*words[max(0, place - 1) : place], *words[place + 1 : place + 2])]
        for _ in range(TRIES):
            kind = random.choices(kinds, shares)[0]
            typed = mistype(word.lower(), kind, around, random)
            if typed and typed != word.lower() and (_is_usual(typed, kind) or random.random() < ILLEGAL_KEPT):
                faults.append(Fault(place, word, like_case(typed, word), str(kind)))
                break
    return faults


def _is_usual(typed: str, kind: Slip | str) -> bool:
    """Whether people leave such a form standing: what is merely lost (``chât``) is overlooked more easily."""
    return kind in LOSSES or is_legal_syllable(typed)


def mistype(word: str, kind: Slip | str, around: Sequence[str], random: Random) -> str | None:
    """One way to mistype a legal syllable in lower case; ``None`` where the word has no room for the slip."""
    ways = sorted({*_ways(word, kind, around)} - {word})
    return random.choice(ways) if ways else None


def _ways(word: str, kind: Slip | str, around: Sequence[str]) -> Iterator[str]:
    parts = layers(word)
    if kind in LOSSES:
        yield from _losses(word, parts, kind)
    elif kind in _TONE_SLIPS:
        yield from (way for tone in _other_tones(kind, parts.tone) for way in writings(parts.marked, tone)[:1])
    elif kind in _MARK_SLIPS:
        yield from _other_marks(parts, kind)
    elif kind in _SOUND_SLIPS:
        yield from _sound_alikes(parts, kind)
    elif kind is Slip.KEYS:
        yield from _keys(word)
    elif kind == ECHO:
        yield from (way for neighbour in around for way in _echoes(parts, neighbour))
    else:
        yield from _finger_slips(word, kind)


def _other_tones(kind: Slip | str, tone: int) -> list[int]:
    written = range(1, len(TONES) + 1)
    match kind:
        case Slip.HOI_NGA:
            return [HOI + NGA - tone] if tone in (HOI, NGA) else []
        case Slip.TONE_ADDED:
            return [] if tone else list(written)
        case _:
            return [other for other in written if tone and other != tone and {other, tone} != {HOI, NGA}]


def _losses(word: str, parts: Layers, kind: Slip | str) -> Iterator[str]:
    if kind is Slip.TONE_LOST:
        yield parts.marked
        return
    marked = [place for place, letter in enumerate(parts.marked) if letter != parts.plain[place]]
    if kind is Slip.BARE:
        if marked:
            yield parts.plain
        return
    yield drop_marks(word, marked)
    yield from (drop_marks(word, [place]) for place in marked)


def _other_marks(parts: Layers, kind: Slip | str) -> Iterator[str]:
    tones = [parts.tone] if kind is not Slip.TONE_AND_MARK else range(len(TONES) + 1)
    for place, letter in enumerate(parts.marked):
        if kind is not Slip.TONE_AND_MARK and (letter in "adeou") != (kind is Slip.MARK_ADDED):
            continue
        for other in next((group for group in _MARK_GROUPS if letter in group), letter):
            changed = parts.marked[:place] + other + parts.marked[place + 1 :]
            for tone in tones if other != letter else ():
                yield from writings(changed, tone)[:1]


def _sound_alikes(parts: Layers, kind: Slip | str) -> Iterator[str]:
    onset, vowels, coda = part(parts.marked)
    match kind:
        case Slip.ONSET:
            changed = [other + vowels + coda for other in ALIKE_ONSETS[onset]]
        case Slip.CODA:
            changed = [onset + vowels + other for other in ALIKE_CODAS[coda]]
        case _:
            changed = [onset + other + coda for other in ALIKE_VOWELS.get(vowels, ())]
    for letters in changed:
        yield from writings(letters, parts.tone)[:1]


def _keys(word: str) -> Iterator[str]:
    yield telex_keys(word)
    plain, _, tone = layers(word)
    if tone:
        yield telex_keys(plain) + telex_keys(word)[-1]


def _echoes(parts: Layers, neighbour: str) -> Iterator[str]:
    """The word with the first consonants, or all behind them, of its neighbour."""
    onset, vowels, coda = part(parts.marked)
    other_onset, other_vowels, other_coda = part(layers(neighbour).marked)
    yield from writings(other_onset + vowels + coda, parts.tone)[:1]
    yield from writings(onset + other_vowels + other_coda, layers(neighbour).tone)[:1]


def _finger_slips(word: str, kind: Slip | str) -> Iterator[str]:
    for place, letter in enumerate(word):
        before, behind = word[:place], word[place + 1 :]
        match kind:
            case Slip.MISSING:
                yield before + behind
            case Slip.DOUBLED:
                yield before + letter + letter + behind
            case Slip.SWAPPED:
                yield before + behind[:1] + letter + behind[1:]
            case Slip.EXTRA:
                yield from (before + other + letter + behind for other in _LETTERS)
            case _:
                near = kind is Slip.NEIGHBOUR_KEY
                yield from (before + other + behind for other in _LETTERS if are_near_keys(letter, other) == near)
