"""The terms of party and mass organizations, which newspapers hardly have: ``dân vận khéo``, ``ủy ban kiểm tra``."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.language_model import Ids, Keys, bigram_keys, trigram_keys
from cleaning.spelling.scoring import Places, Window
from cleaning.spelling.tokens import UNKNOWN, Vocabulary

TERMS: Final = Path(__file__).parent / "terms.txt"
"""The list, one term a line, written for this project."""


class Terms(NamedTuple):
    """Pieces of the terms, as sorted keys."""

    grams: Keys
    """Pairs and triples of words."""
    frames: Keys
    """First and third words of the triples: what stands between them is hardly ever anything else."""

    def share(self, ids: Ids) -> float:
        """Share of the words of a text that begin a pair of a term."""
        words = np.count_nonzero(ids >= UNKNOWN)
        keys = np.sort(bigram_keys(ids[:-1], ids[1:]))  # found so much faster that it pays to sort
        return float(np.count_nonzero(is_in(self.grams, keys)) / words) if words else 0.0

    def fill(self, window: Window, words: Ids) -> NDArray[np.int64]:
        """With how many of the words around it, in pairs and triples, each word makes a piece of a term."""
        far_before, before, after, far_after, _, _ = window
        keys = (
            bigram_keys(before, words),
            bigram_keys(words, after),
            trigram_keys(far_before, before, words),
            trigram_keys(before, words, after),
            trigram_keys(words, after, far_after),
        )
        pieces: NDArray[np.int64] = is_in(self.grams, np.concatenate(keys)).reshape(len(keys), -1).sum(axis=0)
        return pieces

    def frame(self, ids: Ids, places: Places) -> NDArray[np.bool_]:
        """Whether the words beside each place are the first and the third of a term's triple."""
        return is_in(self.frames, bigram_keys(ids[places - 1], ids[places + 1]))


def is_in(keys: Keys, wanted: Keys) -> NDArray[np.bool_]:
    """Whether wanted keys are among sorted ones."""
    if not len(keys):
        return np.zeros(len(wanted), np.bool_)
    found: NDArray[np.bool_] = keys[np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)] == wanted
    return found


def read_terms() -> str:
    """The list of terms as text."""
    return TERMS.read_text(encoding="utf-8")


def find_terms(lines: Iterable[str], vocabulary: Vocabulary) -> Terms:
    """Part terms into their pairs and triples of known words; a comma between them counts as a word."""
    grams, frames = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)]
    for line in lines:
        ids = vocabulary.tokenize(line).ids
        first, second, third = ids[:-2], ids[1:-1], ids[2:]
        pair, triple = (first > UNKNOWN) & (second > UNKNOWN), (first > UNKNOWN) & (second > 0) & (third > UNKNOWN)
        grams += [bigram_keys(first, second)[pair], trigram_keys(first, second, third)[triple]]
        frames.append(bigram_keys(first, third)[triple & (second > UNKNOWN)])
    return Terms(np.unique(np.concatenate(grams)), np.unique(np.concatenate(frames)))
