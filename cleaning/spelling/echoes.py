"""Slips that copy a neighbour: ``truyên truyền`` for ``tuyên truyền``, ``ứng dựng`` for ``ứng dụng``."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.channel import part
from cleaning.spelling.language_model import Ids
from cleaning.spelling.letters import layers
from cleaning.spelling.scoring import Places
from cleaning.spelling.tokens import FIRST_WORD

NOTHING: Final = -1
"""Head and tail of a token that is no known word."""


class Sounds(NamedTuple):
    """First consonants, and all behind them without tone, of every token, as numbers."""

    heads: NDArray[np.int32]
    tails: NDArray[np.int32]


def number_sounds(words: Sequence[str]) -> Sounds:
    """Part the words of a vocabulary; equal parts get equal numbers."""
    numbers: dict[tuple[str, ...], int] = {}
    pairs = [(NOTHING, NOTHING)] * FIRST_WORD
    for word in words:
        head, *tail = part(layers(word).marked)
        pairs.append((numbers.setdefault((head,), len(numbers)), numbers.setdefault(tuple(tail), len(numbers))))
    heads, tails = np.array(pairs, np.int32).T
    return Sounds(heads, tails)


def are_echoes(sounds: Sounds, ids: Ids, places: Places, owner: Ids, meant: Ids) -> NDArray[np.bool_]:
    """Whether the head or the tail that is wrong in a typed word is that of a neighbour.

    ``meant`` are words that could be meant at the places, ``owner`` the number of the place of each.
    """
    echoes = np.zeros(len(meant), np.bool_)
    typed, before, after = ids[places], ids[places - 1], ids[places + 1]
    for parts in sounds:
        here = parts[typed]
        like_neighbour = ((here == parts[before]) | (here == parts[after])) & (here != NOTHING)
        asked = np.flatnonzero(like_neighbour[owner])
        echoes[asked] |= here[owner[asked]] != parts[meant[asked]]
    return echoes
