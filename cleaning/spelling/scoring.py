"""How well words fit where they stand, in the eyes of the language model."""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.language_model import NOVEL, Ids, LanguageModel, Reals
from cleaning.spelling.tokens import UNKNOWN

Places: TypeAlias = NDArray[np.int64]
"""Places in ``Tokens.ids``."""

RARE_PAIR: Final = np.float32(0.1)  # occurrences granted to a pair that was not counted, for its lift


class Surroundings(NamedTuple):
    """Counts around every token of a text."""

    pairs: Reals
    """Occurrences of each token with the next one."""
    triples: Reals
    """Occurrences of each token with the next two."""
    lifts: Reals
    """Logarithm of how much more often than by chance each token stands before the next."""
    suspect: NDArray[np.bool_]
    """Whether each token is suspect in one of its pairs and triples."""


class Window(NamedTuple):
    """The two tokens before each place and the two behind it."""

    far_before: Ids
    before: Ids
    after: Ids
    far_after: Ids
    pair_before: Reals
    """Occurrences of the two before."""
    pair_after: Reals
    """Occurrences of the two behind."""

    def take(self, owner: Ids) -> "Window":
        """The windows with these numbers."""
        return Window(
            self.far_before[owner],
            self.before[owner],
            self.after[owner],
            self.far_after[owner],
            self.pair_before[owner],
            self.pair_after[owner],
        )


class Scores(NamedTuple):
    """Occurrences of words with what is around them, and the log-probabilities that follow."""

    single: Reals
    pair_left: Reals
    pair_right: Reals
    triple_left: Reals
    triple_middle: Reals
    triple_right: Reals
    left: Reals
    """Log-probability of the word behind the two before it."""
    middle: Reals
    """Log-probability of the next word behind it and the one before."""
    right: Reals
    """Log-probability of the word after the next behind it and the next."""

    def take(self, owner: Ids | slice) -> "Scores":
        """The scores with these numbers."""
        return Scores(*(column[owner] for column in self))


def look_around(ids: Ids, model: LanguageModel) -> Surroundings:
    """Count every pair and triple of a text at once."""
    shares = np.log(model.share(ids))
    pairs, first, second = model.find_pairs(ids[:-1], ids[1:])
    triples, middle, ends = model.find_triples((pairs[:-1] > 0) & (pairs[1:] > 0), ids[:-2], ids[1:-1], ids[2:])
    lifts = np.log(pairs + RARE_PAIR) - shares[:-1] - shares[1:] - np.float32(np.log(model.total))
    lifts = np.where(pairs > 0, lifts, np.minimum(lifts, 0))
    suspect = np.zeros(len(ids), np.bool_)
    suspect[:-1] |= first
    suspect[1:] |= second
    suspect[:-2] |= ends
    suspect[1:-1] |= middle
    suspect[2:] |= ends
    return Surroundings(pairs, triples, lifts, suspect)


def windows(ids: Ids, places: Places, around: Surroundings) -> Window:
    """The neighbourhood of each place."""
    return Window(
        ids[places - 2],
        ids[places - 1],
        ids[places + 1],
        ids[places + 2],
        around.pairs[places - 2],
        around.pairs[places + 1],
    )


def fit(model: LanguageModel, before: Ids, words: Ids, after: Ids) -> Reals:
    """Log-probability of words between their next neighbours, from pairs alone."""
    pair_left, pair_right = _count_both_pairs(model, before, words, after)
    left = _by_pair(model, before, pair_left, model.share(words))
    right = _by_pair(model, words, pair_right, model.share(after))
    logs: Reals = np.log(left * right)
    return logs


def fit_typed(model: LanguageModel, ids: Ids, places: Places, around: Surroundings) -> Reals:
    """The same of the words that stand there, whose pairs are counted already; an unknown word is judged by itself."""
    words = np.where(ids[places] == UNKNOWN, NOVEL, ids[places])
    counted = ids[places] != UNKNOWN
    left = _by_pair(model, ids[places - 1], around.pairs[places - 1] * counted, model.share(words))
    right = _by_pair(model, words, around.pairs[places] * counted, model.share(ids[places + 1]))
    logs: Reals = np.log(left * right)
    return logs


def score(model: LanguageModel, window: Window, words: Ids) -> Scores:
    """Put each word in its window and score it: three interpolated log-probabilities cover it."""
    far_before, before, after, far_after, pair_before, pair_after = window
    pair_left, pair_right = _count_both_pairs(model, before, words, after)
    triples = model.count_triples(
        np.concatenate(
            (
                (pair_left > 0) & (pair_before > 0),
                (pair_left > 0) & (pair_right > 0),
                (pair_right > 0) & (pair_after > 0),
            )
        ),
        np.concatenate((far_before, before, words)),
        np.concatenate((before, words, after)),
        np.concatenate((words, after, far_after)),
    )
    triple_left, triple_middle, triple_right = triples.reshape(3, -1)
    left = _by_triple(model, pair_before, triple_left, _by_pair(model, before, pair_left, model.share(words)))
    middle = _by_triple(model, pair_left, triple_middle, _by_pair(model, words, pair_right, model.share(after)))
    right = _by_triple(model, pair_right, triple_right, _by_pair(model, after, pair_after, model.share(far_after)))
    logs = (np.log(left), np.log(middle), np.log(right))
    return Scores(model.count(words), pair_left, pair_right, triple_left, triple_middle, triple_right, *logs)


def _count_both_pairs(model: LanguageModel, before: Ids, words: Ids, after: Ids) -> tuple[Reals, Reals]:
    """Occurrences of words with the one before and the one behind; one look-up is faster than two."""
    counts = model.count_pairs(np.concatenate((before, words)), np.concatenate((words, after)))
    return counts[: len(words)], counts[len(words) :]


def _by_pair(model: LanguageModel, before: Ids, pair: Reals, share: Reals) -> Reals:
    """Probability of a word behind another, backed up by its share of all text."""
    return pair / (model.count(before) + 1) + model.rest(before) * share


def _by_triple(model: LanguageModel, context: Reals, triple: Reals, by_pair: Reals) -> Reals:
    """Probability of a word behind two others, backed up by its probability behind the nearer one."""
    return triple / (context + 1) + model.rest_of_pairs(context) * by_pair
