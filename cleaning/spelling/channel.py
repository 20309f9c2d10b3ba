"""How people mistype a syllable: the kind of a slip, and what it costs to believe in it."""

from enum import StrEnum
from typing import Final, NamedTuple

from cleaning.spelling.letters import HOI, NGA, NO_TONE, TELEX, TELEX_TONES, Layers, layers, writings
from cleaning.spelling.syllables import looks_like_syllable


class Slip(StrEnum):
    """Kinds of slips, by what the typed word has against the meant one."""

    TONE_PLACE = "tone_place"
    """The tone on a letter that cannot carry it: ``qúy``."""
    TONE_LOST = "tone_lost"
    """No tone: ``thực hiên``."""
    HOI_NGA = "hoi_nga"
    """The two tones that the south does not tell apart: ``chia sẽ``."""
    TONE_CHANGED = "tone_changed"
    """Another tone."""
    TONE_ADDED = "tone_added"
    """A tone where there is none."""
    MARK_LOST = "mark_lost"
    """A letter without its mark, or ``d`` for ``đ``."""
    MARK_CHANGED = "mark_changed"
    """Another mark on the same letter."""
    MARK_ADDED = "mark_added"
    """A mark too many."""
    BARE = "bare"
    """Neither tone nor marks."""
    TONE_AND_MARK = "tone_and_mark"
    """Both wrong, one of them not merely lost."""
    ONSET = "onset"
    """First consonants that sound alike somewhere: s/x, tr/ch, d/gi/r, n/l."""
    CODA = "coda"
    """Last consonants that sound alike somewhere: n/ng/nh, c/t/ch."""
    VOWEL = "vowel"
    """Vowels that sound alike somewhere: ai/ay, iê/i, ươ/ư."""
    MISSING = "missing"
    """A letter left out."""
    DOUBLED = "doubled"
    """A letter typed twice."""
    EXTRA = "extra"
    """A letter too many."""
    CHANGED = "changed"
    """Another letter."""
    NEIGHBOUR_KEY = "neighbour_key"
    """The letter of the next key."""
    SWAPPED = "swapped"
    """Two letters in the wrong order."""
    KEYS = "keys"
    """Telex keys that did not become letters: ``tuwf``."""


SLIPS: Final = tuple(Slip)
"""All kinds, in the order of their numbers in a model."""

COSTS: Final[dict[Slip, float]] = {
    Slip.TONE_PLACE: 0.5,
    Slip.TONE_LOST: 1.6,
    Slip.HOI_NGA: 2.0,
    Slip.TONE_CHANGED: 3.2,
    Slip.TONE_ADDED: 4.2,
    Slip.MARK_LOST: 2.2,
    Slip.MARK_CHANGED: 3.5,
    Slip.MARK_ADDED: 3.8,
    Slip.BARE: 3.5,
    Slip.TONE_AND_MARK: 6.0,
    Slip.ONSET: 3.0,
    Slip.CODA: 3.3,
    Slip.VOWEL: 4.2,
    Slip.MISSING: 4.0,
    Slip.DOUBLED: 4.0,
    Slip.EXTRA: 5.5,
    Slip.CHANGED: 6.0,
    Slip.NEIGHBOUR_KEY: 5.0,
    Slip.SWAPPED: 4.5,
    Slip.KEYS: 2.0,
}
"""Negative logarithms: how often human writers make the slip (research on 1,158 corrections: tone lost 22 %, changed
17 %, mark 13 %, first consonant 9 %, letter missing 8 %) over the number of words it could lead to."""

ALSO_TONE_LOST: Final = 2.5  # cost of a lost tone beside another slip
ALSO_MARK_LOST: Final = 2.0  # cost of lost marks beside another slip
MOST_MARKS: Final = 2  # letters with a wrong mark, as both of ươ

_ONSETS_BY_LENGTH = ("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", *"bcdđghklmnprstvx")
_CODAS_BY_LENGTH = ("ch", "ng", "nh", *"cmnpt")

_ALIKE_ONSETS = (
    ("s", "x"), ("tr", "ch"), ("d", "gi", "r"), ("n", "l"), ("v", "d"), ("v", "gi"), ("g", "gh"), ("ng", "ngh"),
    ("c", "k"), ("k", "kh"), ("t", "th"), ("l", "đ"), ("n", "nh"), ("d", "nh"), ("qu", "h"), ("r", "g"), ("tr", "t"),
)  # fmt: skip
_ALIKE_CODAS = (("n", "ng", "nh"), ("c", "t", "ch"), ("m", "n"), ("p", "t"), ("m", "ng"))
_ALIKE_VOWELS = (
    ("ai", "ay", "ây"), ("ao", "au", "âu"), ("iê", "i"), ("yê", "y"), ("ươ", "ư"), ("uô", "u"), ("iêu", "iu"),
    ("ưu", "iu", "ươu", "iêu"), ("oi", "ôi", "ơi"), ("ui", "uôi"), ("ưi", "ươi"), ("oa", "a"), ("uy", "y"),
    ("uê", "ê"), ("uyê", "iê", "uê"), ("oe", "e"), ("ia", "iê"), ("ua", "uô"), ("ưa", "ươ"), ("uâ", "â"), ("eo", "oe"), ("uâ", "ua"),
)  # fmt: skip
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Explanation(NamedTuple):
    """Why a word could stand for another."""

    slip: Slip
    cost: float
    """Negative logarithm, without the probability that there is a slip at all."""


def alike(part: str, groups: tuple[tuple[str, ...], ...]) -> frozenset[str]:
    """What could be taken for a part of a syllable."""
    return frozenset(other for group in groups if part in group for other in group if other != part)


ALIKE_ONSETS: Final = {onset: alike(onset, _ALIKE_ONSETS) for onset in ("", *_ONSETS_BY_LENGTH)}
ALIKE_CODAS: Final = {coda: alike(coda, _ALIKE_CODAS) for coda in ("", *_CODAS_BY_LENGTH)}
ALIKE_VOWELS: Final = {vowel: alike(vowel, _ALIKE_VOWELS) for group in _ALIKE_VOWELS for vowel in group}


def part(marked: str) -> tuple[str, str, str]:
    """First consonants, vowels and last consonants of a syllable without tone.

    >>> part("ngươi"), part("gi"), part("quyên")
    (('ng', 'ươi', ''), ('g', 'i', ''), ('qu', 'yê', 'n'))
    """
    onset = next((onset for onset in _ONSETS_BY_LENGTH if marked.startswith(onset) and len(marked) > len(onset)), "")
    rest = marked[len(onset) :]
    coda = next((coda for coda in _CODAS_BY_LENGTH if rest.endswith(coda) and len(rest) > len(coda)), "")
    if onset == "gi" and coda and rest == coda:
        onset, rest = "g", marked[1:]
    return onset, rest.removesuffix(coda), coda


def are_near_keys(one: str, other: str) -> bool:
    """Whether two plain letters lie side by side in a row of the keyboard."""
    return any(abs(row.find(one) - row.find(other)) == 1 for row in _KEY_ROWS if one in row and other in row)


def explain(typed: str, meant: str) -> Explanation | None:
    """Tell how a canonical word came to stand for another, by the likeliest slip; ``None`` where by none.

    Legitimate variants (``kỹ``/``kĩ``) are no slips. The two differ.
    """
    found, wanted = layers(typed), layers(meant)
    if found.plain == wanted.plain:
        return _explain_marks(found, wanted)
    if is_variant(found, wanted):
        return None
    explanations = (_explain_letters(found, wanted), _explain_keys(typed, found, wanted))
    return min(filter(None, explanations), key=lambda explanation: explanation.cost, default=None)


def is_variant(found: Layers, wanted: Layers) -> bool:
    """Whether two words differ only in ``i`` or ``y`` at the end, or in ``qui``/``quy``."""
    if found.tone != wanted.tone or found.marked[:-1] != wanted.marked[:-1]:
        return False
    return (
        {found.marked[-1:], wanted.marked[-1:]} == {"i", "y"} and found.marked[-2:-1] not in ("a", "â", "u", "")
    ) or {found.marked[-3:], wanted.marked[-3:]} == {"qui", "quy"}


def _explained(slip: Slip, extra: float = 0.0) -> Explanation:
    return Explanation(slip, COSTS[slip] + extra)


def _explain_marks(found: Layers, wanted: Layers) -> Explanation | None:
    if found.marked == wanted.marked:
        return _explained(_name_tone_slip(found.tone, wanted.tone))
    wrong = [(a, b) for a, b in zip(found.marked, wanted.marked, strict=True) if a != b]
    lost = all(a in "adeou" for a, _ in wrong)
    if found.tone != wanted.tone:
        if found.tone == NO_TONE and lost:
            return _explained(Slip.BARE)
        return _explained(Slip.TONE_AND_MARK) if len(wrong) == 1 else None
    if len(wrong) > MOST_MARKS and not lost:
        return None
    added = all(b in "adeou" for _, b in wrong)
    return _explained(Slip.MARK_LOST if lost else Slip.MARK_ADDED if added else Slip.MARK_CHANGED)


def _name_tone_slip(found: int, wanted: int) -> Slip:
    if found == wanted:
        return Slip.TONE_PLACE
    if found == NO_TONE:
        return Slip.TONE_LOST
    if {found, wanted} == {HOI, NGA}:
        return Slip.HOI_NGA
    return Slip.TONE_ADDED if wanted == NO_TONE else Slip.TONE_CHANGED


def _explain_letters(found: Layers, wanted: Layers) -> Explanation | None:
    """A slip in the letters, with the tone right or lost and the marks right or all lost."""
    extra = 0.0
    if found.tone != wanted.tone:
        if found.tone != NO_TONE:
            return None
        extra += ALSO_TONE_LOST
    slip = _name_sound_slip(found.marked, wanted.marked) or _name_letter_slip(found.marked, wanted.marked)
    if slip is None and found.marked == found.plain:
        extra += ALSO_MARK_LOST
        slip = _name_letter_slip(found.plain, wanted.plain)
    return _explained(slip, extra) if slip else None


def _name_sound_slip(found: str, wanted: str) -> Slip | None:
    (onset, vowels, coda), (other_onset, other_vowels, other_coda) = part(found), part(wanted)
    if vowels == other_vowels and coda == other_coda and other_onset in ALIKE_ONSETS[onset]:
        return Slip.ONSET
    if onset != other_onset:
        return None
    if vowels == other_vowels and other_coda in ALIKE_CODAS[coda]:
        return Slip.CODA
    return Slip.VOWEL if coda == other_coda and other_vowels in ALIKE_VOWELS.get(vowels, ()) else None


def _name_letter_slip(found: str, wanted: str) -> Slip | None:
    """The one slip of a finger between two strings of letters, if there is one."""
    if abs(len(found) - len(wanted)) > 1:
        return None
    head = next(
        (i for i, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), min(len(found), len(wanted))
    )
    if len(found) < len(wanted):
        return Slip.MISSING if found[head:] == wanted[head + 1 :] else None
    if len(found) > len(wanted):
        if found[head + 1 :] != wanted[head:]:
            return None
        return Slip.DOUBLED if head and found[head] == found[head - 1] else Slip.EXTRA
    if found[head + 1 :] == wanted[head + 1 :]:
        near = are_near_keys(found[head], wanted[head])
        return Slip.NEIGHBOUR_KEY if near else Slip.CHANGED
    swapped = found[:head] + found[head : head + 2][::-1] + found[head + 2 :]
    return Slip.SWAPPED if swapped == wanted else None


def _explain_keys(typed: str, found: Layers, wanted: Layers) -> Explanation | None:
    meant = decode_keys(typed)
    if meant is None or meant.plain != wanted.plain:
        return None
    if (meant.marked, meant.tone) == (wanted.marked, wanted.tone):
        return _explained(Slip.KEYS)
    if found.tone == NO_TONE and meant.tone == wanted.tone and meant.marked == meant.plain:
        return _explained(Slip.KEYS, ALSO_MARK_LOST)
    return None


def decode_keys(typed: str) -> Layers | None:
    """Layers of the word that Telex keys would have given; ``None`` where the word holds no such keys.

    >>> decode_keys("tuwf"), decode_keys("chayyj")
    (Layers(plain='tu', marked='tư', tone=1), None)
    """
    marked, tone = layers(typed).marked, layers(typed).tone
    if tone == NO_TONE and len(marked) > 1:
        place = next((i for i in range(len(marked) - 1, 0, -1) if marked[i] in TELEX_TONES), 0)
        if place and (place >= len(marked) - 2 or marked[place] in "fj"):
            tone, marked = TELEX_TONES.index(marked[place]) + 1, marked[:place] + marked[place + 1 :]
    for letter, keys in TELEX.items():
        marked = marked.replace(keys, letter)
    if not writings(marked, tone) and not looks_like_syllable(marked):
        return None
    decoded = Layers(layers(marked).plain, marked, tone)
    return decoded if decoded != layers(typed) else None
