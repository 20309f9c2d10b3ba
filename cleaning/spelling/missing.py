"""Words left out of fixed terms: ``công tác cách hành chính`` for ``công tác cải cách hành chính``."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.language_model import Ids, Keys, LanguageModel, Reals, bigram_keys
from cleaning.spelling.scoring import Places, Surroundings, Window, score
from cleaning.spelling.tokens import FIRST_WORD, UNKNOWN, Tokens

LEAST_LOCKED: Final = 100  # occurrences of a triple whose last two words are held to call for the first
LOCKED_SHARE: Final = 0.98  # share of the pair's occurrences that the first word stands before
PRIOR: Final = 2.0  # nats of doubt


class Locked(NamedTuple):
    """Pairs of words that one word nearly always stands before."""

    pairs: Keys
    """Keys of the pairs, sorted."""
    words: NDArray[np.uint16]
    """The word before each."""

    def find(self, first: Ids, second: Ids) -> Ids:
        """The word that belongs before each pair, 0 where there is none."""
        keys = bigram_keys(first, second)
        at = np.minimum(np.searchsorted(self.pairs, keys), len(self.pairs) - 1)
        return np.where(self.pairs[at] == keys, self.words[at], 0).astype(np.int64)


class Missing(NamedTuple):
    """Places before which a word is missing."""

    places: Places
    words: Ids
    """The word that is missing."""
    gains: Reals
    """Nats that the text is likelier with it."""


def find_missing(tokens: Tokens, around: Surroundings, model: LanguageModel, locked: Locked) -> Missing:
    """Find places where a word that always stands before the next two does not, and nobody writes them so."""
    ids = tokens.ids
    if not len(locked.pairs):
        return Missing(ids[:0], ids[:0], np.zeros(0, np.float32))
    before, here, after = ids[1:-2], ids[2:-1], ids[3:]
    strange = 2 + np.flatnonzero(
        (around.triples[1:] == 0) & (around.pairs[2:] > 0) & (here >= FIRST_WORD)
        & (before > UNKNOWN) & (after > UNKNOWN)
    )  # fmt: skip
    words = locked.find(ids[strange], ids[strange + 1])
    hit = (words > 0) & (words != ids[strange - 1])
    places, words = strange[hit], words[hit]
    if not len(places):
        return Missing(places, words, np.zeros(0, np.float32))
    return Missing(places, words, _gain(ids, places, words, around, model))


def _gain(ids: Ids, places: Places, words: Ids, around: Surroundings, model: LanguageModel) -> Reals:
    """Log-probability of the text with the word, less that without it."""
    far_before, before, word, after = ids[places - 2], ids[places - 1], ids[places], ids[places + 1]
    as_typed = Window(far_before, before, after, ids[places + 2], around.pairs[places - 2], around.pairs[places + 1])
    without = score(model, as_typed, word)
    inserted = score(
        model, Window(far_before, before, word, after, around.pairs[places - 2], around.pairs[places]), words
    )
    return inserted.left + inserted.middle + inserted.right - without.left - without.middle - PRIOR
