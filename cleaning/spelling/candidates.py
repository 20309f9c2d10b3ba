"""What a word that looks odd could have been meant to be."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.channel import (
    ALIKE_CODAS,
    ALIKE_ONSETS,
    ALIKE_VOWELS,
    SLIPS,
    Explanation,
    decode_keys,
    explain,
    part,
)
from cleaning.spelling.letters import layers
from cleaning.spelling.tokens import FIRST_WORD, Vocabulary

LONGEST_TYPED: Final = 10  # letters; ``nghieengs`` has nine, what is longer is no syllable
STRANGERS_REMEMBERED: Final = 1 << 12  # unknown words whose candidates are kept
MOST_COST: Final = 7.0  # nats; none of 503 errors of VSEC costs more, 17 of 1,496 of Viwiki-spelling do
NEAR_COST: Final = (
    5.5  # nats; 61 % of all candidates cost more, 3 % of the right repairs of words with known neighbours
)
COST_STEP: Final = 0.1  # nats for one step of a stored cost


class Candidates(NamedTuple):
    """Words that could have been meant, with the slip that explains each."""

    owner: NDArray[np.int64]
    """Which of the words asked about each belongs to."""
    ids: NDArray[np.int64]
    """Numbers of the words."""
    costs: NDArray[np.float32]
    """Costs of the slips, in nats."""
    slips: NDArray[np.uint8]
    """Kinds of the slips, by their place in ``SLIPS``."""

    def take(self, chosen: NDArray[np.int64]) -> "Candidates":
        """The candidates with these numbers."""
        return Candidates(self.owner[chosen], self.ids[chosen], self.costs[chosen], self.slips[chosen])


def join(parts: Sequence[Candidates]) -> Candidates:
    """The candidates of several questions in one; there is at least one part."""
    return Candidates(
        np.concatenate([part.owner for part in parts]),
        np.concatenate([part.ids for part in parts]),
        np.concatenate([part.costs for part in parts]),
        np.concatenate([part.slips for part in parts]),
    )


class CandidateIndex:
    """Finds words one slip away, by their plain letters."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_plain = defaultdict[str, list[str]](list)
        for word in words:
            self._by_plain[layers(word).plain].append(word)
        self._shortened = defaultdict[str, set[str]](set)
        for plain in self._by_plain:
            for short in (plain, *_shorten(plain)):
                self._shortened[short].add(plain)

    def find(self, typed: str) -> list[tuple[str, Explanation]]:
        """The words that a canonical word could stand for, itself excluded."""
        if len(typed) > LONGEST_TYPED:
            return []
        found = [
            (word, explain(typed, word))
            for plain in sorted(self._near(typed))
            for word in self._by_plain.get(plain, ())
            if word != typed
        ]
        return [(word, explanation) for word, explanation in found if explanation and explanation.cost <= MOST_COST]

    def _near(self, typed: str) -> set[str]:
        """Plain forms at most one letter, one look-alike of sound, or the keys of a keyboard away."""
        plain = layers(typed).plain
        near = {plain, *_sound_alikes(layers(typed).marked)}
        for short in (plain, *_shorten(plain)):
            near |= self._shortened.get(short, set())
        decoded = decode_keys(typed)
        return near | {decoded.plain} if decoded else near


def _shorten(plain: str) -> Iterable[str]:
    return (plain[:place] + plain[place + 1 :] for place in range(len(plain)))


def _sound_alikes(marked: str) -> Iterable[str]:
    onset, vowels, coda = part(marked)
    for other in ALIKE_ONSETS[onset]:
        yield layers(other + vowels + coda).plain
    for other in ALIKE_CODAS[coda]:
        yield layers(onset + vowels + other).plain
    for other in ALIKE_VOWELS.get(vowels, ()):
        yield layers(onset + other + coda).plain


class CandidateTable:
    """The candidates of every word of the vocabulary, worked out beforehand, and of others when they come."""

    def __init__(self, vocabulary: Vocabulary, meant: Sequence[str], packed: "PackedCandidates") -> None:
        self._vocabulary = vocabulary
        self._meant = meant
        self._packed = packed
        self._index: CandidateIndex | None = None
        self.of_stranger = lru_cache(STRANGERS_REMEMBERED)(self._find)

    def of_known(self, numbers: NDArray[np.int64], near: NDArray[np.bool_] | None = None) -> Candidates:
        """The candidates of words of the vocabulary, one word's after another's; only the near ones where ``near`` says so."""
        starts = self._packed.bounds[numbers - FIRST_WORD].astype(np.int64)
        lengths = self._packed.bounds[numbers - FIRST_WORD + 1] - starts
        if near is not None:
            lengths = np.where(near, self._packed.near[numbers - FIRST_WORD], lengths)
        ends = np.cumsum(lengths)
        place = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)
        return Candidates(
            np.repeat(np.arange(len(numbers)), lengths),
            self._packed.ids[place].astype(np.int64),
            self._packed.costs[place] * np.float32(COST_STEP),
            self._packed.slips[place],
        )

    def of_strangers(self, words: Sequence[str]) -> Candidates:
        """The candidates of canonical words outside the vocabulary, one word's after another's."""
        found = [self.of_stranger(word) for word in words]
        owner = np.repeat(np.arange(len(found)), [len(candidates.ids) for candidates in found])
        return join(found)._replace(owner=owner)

    def words_of(self, numbers: NDArray[np.int64]) -> list[str]:
        """The words with these numbers."""
        return [self._vocabulary.word(number) for number in numbers.tolist()]

    def _find(self, word: str) -> Candidates:
        """The candidates of a canonical word outside the vocabulary."""
        if self._index is None:
            self._index = CandidateIndex(self._meant)
        return _as_arrays(self._index.find(word), self._vocabulary)


class PackedCandidates(NamedTuple):
    """Candidates of all words, one after another."""

    bounds: NDArray[np.uint32]
    """Where the candidates of each word begin, and behind the last word where they end."""
    near: NDArray[np.uint16]
    """How many of each word's candidates are near: their slips cost at most ``NEAR_COST``; they come first."""
    ids: NDArray[np.uint16]
    costs: NDArray[np.uint8]
    """Steps of ``COST_STEP``."""
    slips: NDArray[np.uint8]


def _as_arrays(found: Sequence[tuple[str, Explanation]], vocabulary: Vocabulary) -> Candidates:
    return Candidates(
        np.zeros(len(found), np.int64),
        np.array([vocabulary.number(word) for word, _ in found], np.int64),
        np.array([explanation.cost for _, explanation in found], np.float32),
        np.array([SLIPS.index(explanation.slip) for _, explanation in found], np.uint8),
    )


def pack_candidates(vocabulary: Vocabulary, meant: Sequence[str]) -> PackedCandidates:
    """Work out the candidates of every word of the vocabulary among the words that can be meant."""
    index = CandidateIndex(meant)
    found = [
        _as_arrays(sorted(index.find(word), key=lambda pair: (pair[1].cost, pair[0])), vocabulary)
        for word in vocabulary.words
    ]
    bounds = np.cumsum([0, *(len(candidates.ids) for candidates in found)])
    return PackedCandidates(
        bounds.astype(np.uint32),
        np.array([np.count_nonzero(candidates.costs <= NEAR_COST) for candidates in found], np.uint16),
        np.concatenate([candidates.ids for candidates in found]).astype(np.uint16),
        np.rint(np.concatenate([candidates.costs for candidates in found]) / COST_STEP).astype(np.uint8),
        np.concatenate([candidates.slips for candidates in found]),
    )
