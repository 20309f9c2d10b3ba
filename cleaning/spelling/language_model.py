"""How likely a word is where it stands: counts of words, pairs and triples."""

from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.static_map import StaticMap

Ids: TypeAlias = NDArray[np.int64]
Reals: TypeAlias = NDArray[np.float32]
Keys: TypeAlias = NDArray[np.uint64]

ID_BITS: Final = 21
NOVEL: Final = (1 << ID_BITS) - 1
"""Number of a word that no count knows, for judging an unknown word by itself and not as the class of all of them."""

UNSEEN: Final = np.float32(0.3)  # occurrences granted to a word that was not counted
LEVEL_BITS: Final = 6
MOST_LEVELS: Final = (1 << LEVEL_BITS) - 1

_BIGRAM: Final = np.uint64(1 << 63)
_SHIFT: Final = np.uint64(ID_BITS)
_LEVEL: Final = np.uint8(MOST_LEVELS)
_SUSPECT_FIRST: Final = np.uint8(1 << LEVEL_BITS)
_SUSPECT_SECOND: Final = np.uint8(1 << LEVEL_BITS + 1)


def bigram_keys(first: Ids, second: Ids) -> Keys:
    """Keys of pairs of tokens."""
    return (first.view(np.uint64) << _SHIFT) | second.view(np.uint64) | _BIGRAM


def trigram_keys(first: Ids, second: Ids, third: Ids) -> Keys:
    """Keys of triples of tokens."""
    return (((first.view(np.uint64) << _SHIFT) | second.view(np.uint64)) << _SHIFT) | third.view(np.uint64)


def count_levels(least: int, most: int) -> Reals:
    """The counts that stand for the levels, in equal ratios; level 0 is no occurrence."""
    return np.concatenate((np.zeros(1), np.geomspace(least, max(most, least + 1), MOST_LEVELS))).astype(np.float32)


def pack_values(levels: NDArray[np.uint8], first: NDArray[np.bool_], second: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Values of the map: a level, and which words are suspect: first and second of a pair, middle and ends of a triple."""
    return (
        levels
        | np.where(first, _SUSPECT_FIRST, 0).astype(np.uint8)
        | np.where(second, _SUSPECT_SECOND, 0).astype(np.uint8)
    )


def share_tokens(words: Reals, total: float) -> Reals:
    """Share of single tokens in all text, a little for those that were not counted."""
    shares: Reals = (words + UNSEEN) / np.float32(total)
    return shares


class Pairs(NamedTuple):
    """What is known of pairs of tokens."""

    counts: Reals
    """Occurrences, up to a few percent; 0 for rare ones."""
    suspect_first: NDArray[np.bool_]
    """Whether a word that is easily mistyped as the first stands far oftener before the second."""
    suspect_second: NDArray[np.bool_]
    """The same of the second word."""


class Triples(NamedTuple):
    """What is known of triples of tokens."""

    counts: Reals
    """Occurrences, up to a few percent; 0 for rare ones."""
    suspect_middle: NDArray[np.bool_]
    """Whether a word that is easily mistyped as the middle one stands far oftener between the others."""
    suspect_ends: NDArray[np.bool_]
    """The same of the first or the third."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Counts, and what follows from them."""

    words: Reals
    """Occurrences of each token, by its number; the last entry, 0, stands for ``NOVEL``."""
    total: float
    """Occurrences of all tokens."""
    shares: Reals
    """Share of each token in all text, see ``share_tokens``."""
    n_grams: StaticMap
    """Pairs and triples, to their level and suspicion."""
    levels: Reals
    """Occurrences that each level stands for."""
    rest_of_words: Reals
    """Share of the occurrences of each token that go on with a pair too rare to be kept; the last stands for ``NOVEL``."""
    rest_of_levels: Reals
    """The same of pairs and triples, by the level of the pair."""

    def count(self, ids: Ids) -> Reals:
        """Occurrences of single tokens; 0 for ``NOVEL``."""
        return self.words.take(ids, mode="clip")

    def rest(self, ids: Ids) -> Reals:
        """Share of the occurrences of tokens that go on with a rare pair; 1 for ``NOVEL``."""
        return self.rest_of_words.take(ids, mode="clip")

    def find_pairs(self, first: Ids, second: Ids) -> Pairs:
        """Everything about pairs."""
        values = self.n_grams.find(bigram_keys(first, second))
        return Pairs(
            self._occurrences(values, first, second), (values & _SUSPECT_FIRST) > 0, (values & _SUSPECT_SECOND) > 0
        )

    def count_pairs(self, first: Ids, second: Ids) -> Reals:
        """Occurrences of pairs, up to a few percent; 0 for rare ones."""
        return self._occurrences(self.n_grams.find(bigram_keys(first, second)), first, second)

    def count_pair(self, first: int, second: int) -> float:
        """Occurrences of one pair of known tokens, as ``count_pairs`` gives them."""
        value = self.n_grams.find_one((first << ID_BITS) | second | 1 << 63)
        return min(self.levels.item(value & MOST_LEVELS), self.words.item(first), self.words.item(second))

    def _occurrences(self, values: NDArray[np.uint8], first: Ids, second: Ids) -> Reals:
        """What the values of pairs stand for, at most what their words have."""
        return np.minimum(self.levels.take(values & _LEVEL), np.minimum(self.count(first), self.count(second)))

    def count_triples(self, possible: NDArray[np.bool_], first: Ids, second: Ids, third: Ids) -> Reals:
        """Occurrences of the possible triples, up to a few percent; 0 for rare ones and the others."""
        return self.find_triples(possible, first, second, third).counts

    def find_triples(self, possible: NDArray[np.bool_], first: Ids, second: Ids, third: Ids) -> Triples:
        """Everything about the possible triples."""
        values = np.zeros(len(possible), np.uint8)
        values[possible] = self.n_grams.find(trigram_keys(first[possible], second[possible], third[possible]))
        return Triples(self.levels[values & _LEVEL], (values & _SUSPECT_FIRST) > 0, (values & _SUSPECT_SECOND) > 0)

    def rest_of_pairs(self, counts: Reals) -> Reals:
        """Share of the occurrences of pairs that go on with a triple too rare to be kept."""
        return self.rest_of_levels[np.searchsorted(self.levels, counts * np.float32(0.999))]

    def share(self, ids: Ids) -> Reals:
        """Share of single tokens in all text, a little for those that were not counted."""
        return self.shares.take(ids, mode="clip")
