"""Slips that copy a neighbour: ``truyên truyền`` for ``tuyên truyền``, ``ứng dựng`` for ``ứng dụng``."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.channel import part
from cleaning.spelling.language_model import Ids
from cleaning.spelling.letters import layers
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


def are_echoes(sounds: Sounds, typed: Ids, meant: Ids, before: Ids, after: Ids) -> NDArray[np.bool_]:
    """Whether the head or the tail that is wrong in each typed word is that of a neighbour."""
    echoes = np.zeros(len(typed), np.bool_)
    for parts in sounds:
        wrong = (parts[typed] != parts[meant]) & (parts[typed] != NOTHING)
        echoes |= wrong & ((parts[typed] == parts[before]) | (parts[typed] == parts[after]))
    return echoes
