"""What the corrector leaves alone whatever the counts say."""

import unicodedata
from collections.abc import Container, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.scoring import Places
from cleaning.spelling.syllables import is_legal_syllable
from cleaning.spelling.tokens import UNKNOWN, Tokens

GLUE: Final = tuple("-–/.&'’_@#+")
"""Signs that, between letters or figures without a space, make them part of a code, a name or an address."""

VOWELS: Final = frozenset("aeiouyw")  # with ``w``, which is ư on a Telex keyboard

SPOKEN: Final = frozenset("nầy mầy nhứt nhựt bịnh tánh hột đờn lịnh hổng ổng trển bển dìa tui".split())
"""Southern forms that papers of the south print; the counts, mostly of northern papers, take them for slips."""

MOST_STRANGERS: Final = 0.05  # share of unknown words beyond which a text is no Vietnamese prose; news has 0.005
STRANGERS_ALWAYS: Final = 20  # unknown words that any text may have


def are_free(tokens: Tokens, places: Places) -> NDArray[np.bool_]:
    """Whether the word at each place stands by itself, looks Vietnamese and is no regional form.

    Where too many words are unknown, as in another language, none of these is a slip.
    """
    unknown = set(tokens.piece[tokens.ids == UNKNOWN].tolist())
    free = np.array(
        [
            stands_alone(tokens.pieces, piece)
            and tokens.pieces[piece].lower() not in SPOKEN
            and not _is_foreign(tokens.pieces, piece, unknown)
            for piece in tokens.piece[places].tolist()
        ],
        np.bool_,
    )
    strange = tokens.ids[places] == UNKNOWN
    if np.count_nonzero(free & strange) > STRANGERS_ALWAYS + MOST_STRANGERS * (len(tokens.pieces) // 2):
        free &= ~strange
    return free


def _is_foreign(pieces: Sequence[str], piece: int, unknown: Container[int]) -> bool:
    """Whether a word without marks is a loan in use, a foreign name, short for something, or stands beside an unknown word.

    An abbreviation beside it says nothing.
    """
    word = pieces[piece]
    if not word.isascii():
        return False
    if not is_legal_syllable(word) and (piece not in unknown or not word.islower() or VOWELS.isdisjoint(word)):
        return True
    return any(near in unknown and not pieces[near].isupper() for near in (piece - 2, piece + 2))


def stands_alone(pieces: Sequence[str], piece: int) -> bool:
    """Whether a word is no part of a code, a name with apostrophe, an address or a hyphenated word."""
    before, _, after = pieces[piece - 1 : piece + 2]
    if before == " " == after:
        return True
    if before[-1:].isdigit() or after[:1].isdigit() or _is_accent(before[-1:]) or _is_accent(after[:1]):
        return False
    glued_before = before[-1:] in GLUE and (before[-2:-1].isalnum() or (len(before) == 1 and piece > 1))
    glued_after = after[:1] in GLUE and (after[1:2].isalnum() or (len(after) == 1 and piece + 2 < len(pieces)))
    return not (glued_before or glued_after)


def _is_accent(sign: str) -> bool:
    return bool(sign) and unicodedata.combining(sign) > 0
