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
_LEVEL: Final = np.uint8(MOST_LEVELS)
_SUSPECT_FIRST: Final = np.uint8(1 << LEVEL_BITS)
_SUSPECT_SECOND: Final = np.uint8(1 << LEVEL_BITS + 1)


def bigram_keys(first: Ids, second: Ids) -> Keys:
    """Keys of pairs of tokens."""
    return (first.astype(np.uint64) << np.uint64(ID_BITS)) | second.astype(np.uint64) | _BIGRAM


def trigram_keys(first: Ids, second: Ids, third: Ids) -> Keys:
    """Keys of triples of tokens."""
    left = (first.astype(np.uint64) << np.uint64(ID_BITS)) | second.astype(np.uint64)
    return (left << np.uint64(ID_BITS)) | third.astype(np.uint64)


def count_levels(least: int, most: int) -> Reals:
    """The counts that stand for the levels, in equal ratios; level 0 is no occurrence."""
    return np.concatenate((np.zeros(1), np.geomspace(least, max(most, least + 1), MOST_LEVELS))).astype(np.float32)


def pack_values(levels: NDArray[np.uint8], first: NDArray[np.bool_], second: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Values of the map: a level, and whether the first or the second word of a pair is suspect."""
    return (
        levels
        | np.where(first, _SUSPECT_FIRST, 0).astype(np.uint8)
        | np.where(second, _SUSPECT_SECOND, 0).astype(np.uint8)
    )


class Pairs(NamedTuple):
    """What is known of pairs of tokens."""

    counts: Reals
    """Occurrences, up to a few percent; 0 for rare ones."""
    suspect_first: NDArray[np.bool_]
    """Whether a word that is easily mistyped as the first stands far oftener before the second."""
    suspect_second: NDArray[np.bool_]
    """The same of the second word."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Counts, and what follows from them."""

    words: Reals
    """Occurrences of each token, by its number; the last entry, 0, stands for ``NOVEL``."""
    total: float
    """Occurrences of all tokens."""
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
        return self.words[np.minimum(ids, len(self.words) - 1)]

    def rest(self, ids: Ids) -> Reals:
        """Share of the occurrences of tokens that go on with a rare pair; 1 for ``NOVEL``."""
        return self.rest_of_words[np.minimum(ids, len(self.rest_of_words) - 1)]

    def find_pairs(self, first: Ids, second: Ids) -> Pairs:
        """Everything about pairs."""
        values = self.n_grams.find(bigram_keys(first, second))
        counts = np.minimum(self.levels[values & _LEVEL], np.minimum(self.count(first), self.count(second)))
        return Pairs(counts, (values & _SUSPECT_FIRST) > 0, (values & _SUSPECT_SECOND) > 0)

    def count_pairs(self, first: Ids, second: Ids) -> Reals:
        """Occurrences of pairs, up to a few percent; 0 for rare ones."""
        return self.find_pairs(first, second).counts

    def count_triples(self, possible: NDArray[np.bool_], first: Ids, second: Ids, third: Ids) -> Reals:
        """Occurrences of the possible triples, up to a few percent; 0 for rare ones and the others."""
        counts = np.zeros(len(possible), np.float32)
        keys = trigram_keys(first[possible], second[possible], third[possible])
        counts[possible] = self.levels[self.n_grams.find(keys) & _LEVEL]
        return counts

    def rest_of_pairs(self, counts: Reals) -> Reals:
        """Share of the occurrences of pairs that go on with a triple too rare to be kept."""
        return self.rest_of_levels[np.searchsorted(self.levels, counts * np.float32(0.999))]

    def share(self, ids: Ids) -> Reals:
        """Share of single tokens in all text, a little for those that were not counted."""
        return (self.count(ids) + UNSEEN) / np.float32(self.total)
