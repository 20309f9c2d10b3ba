"""From counts to the arrays of a model."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.candidates import COST_STEP, PackedCandidates
from cleaning.spelling.counting import Counts
from cleaning.spelling.language_model import ID_BITS, Keys, Reals, count_levels, pack_values
from cleaning.spelling.missing import LEAST_LOCKED, LOCKED_SHARE, Locked
from cleaning.spelling.static_map import build
from cleaning.spelling.tokens import FIRST_WORD

SUSPECT_RATIO: Final = (
    3.0  # times that another word has to be more frequent in a place for the word there to be suspect ...
)
SUSPECT_COST: Final = (
    0.5  # ... times the exponential of this share of the cost of the slip: a flag makes look, not repair
)
LEAST_REST: Final = 0.02  # share of rare continuations below which none is assumed: unseen is not impossible
KEYS_AT_ONCE: Final = 1 << 15  # pairs or triples whose candidates are looked up together

_WORD: Final = np.uint64((1 << ID_BITS) - 1)
_PAIR: Final = np.uint64(1 << 63)


def compile_counts(counts: Counts, packed: PackedCandidates) -> tuple[dict[str, NDArray[Any]], int]:
    """The arrays of a language model, and the seed of its map."""
    is_pair = counts.keys >= _PAIR
    pairs, pair_counts = counts.keys[is_pair], counts.counts[is_pair]
    least, most = int(counts.counts.min()), int(counts.counts.max())
    levels = count_levels(least, most)
    level = _levels(counts.counts, levels)
    first, second = (np.zeros(len(counts.keys), np.bool_) for _ in range(2))
    first[is_pair], second[is_pair] = find_suspects(pairs, pair_counts, packed)
    one, first[~is_pair], other = find_suspects(counts.keys[~is_pair], counts.counts[~is_pair], packed)
    second[~is_pair] = one | other
    table = build(counts.keys, pack_values(level, first, second))
    locked = find_locked(counts)
    return {
        "counts": counts.singles.astype(np.uint32),
        "cells": table.cells,
        "levels": levels,
        "locked_pairs": locked.pairs,
        "locked_words": locked.words,
        "rest_of_words": rest_of_words(pairs, pair_counts, counts.singles),
        "rest_of_levels": rest_of_levels(counts, level[is_pair], len(levels)),
    }, table.seed


def _levels(counts: NDArray[np.int64], levels: Reals) -> NDArray[np.uint8]:
    ratio = np.log(levels[2] / levels[1])
    level: NDArray[np.uint8] = (
        (np.rint(np.log(counts / levels[1]) / ratio) + 1).clip(1, len(levels) - 1).astype(np.uint8)
    )
    return level


def rest_of_words(pairs: Keys, counts: NDArray[np.int64], singles: NDArray[np.int64]) -> Reals:
    """For each token, the weight of single words behind it (Katz's backing-off).

    It is the share of occurrences that its kept pairs leave over, spread over the words that they do not cover.
    """
    first, second = _part(pairs)
    kept = np.bincount(first, counts, len(singles)) / np.maximum(singles, 1)
    covered = np.bincount(first, (singles / singles.sum())[second], len(singles))
    return _weigh(kept, covered)


def rest_of_levels(counts: Counts, level: NDArray[np.uint8], levels: int) -> Reals:
    """For each level of pairs, the same weight of what follows the second word alone; 1 for level 0."""
    is_pair = counts.keys >= _PAIR
    pairs, pair_counts = counts.keys[is_pair] ^ _PAIR, counts.counts[is_pair]
    triples, triple_counts = counts.keys[~is_pair], counts.counts[~is_pair]
    begins, known = _find(pairs, triples >> np.uint64(ID_BITS))
    ends, also_known = _find(pairs, triples & ((_WORD << np.uint64(ID_BITS)) | _WORD))
    known &= also_known
    follows = pair_counts[ends] / np.maximum(counts.singles[_part(pairs)[0][ends]], 1)
    kept = np.bincount(begins[known], triple_counts[known], len(pairs))
    covered = np.bincount(begins[known], follows[known], len(pairs)) * pair_counts
    total = np.maximum(np.bincount(level, pair_counts, levels), 1)
    weights = _weigh(np.bincount(level, kept, levels) / total, np.bincount(level, covered, levels) / total)
    return np.where(np.arange(levels) > 0, weights, 1).astype(np.float32)


def _weigh(kept: NDArray[Any], covered: NDArray[Any]) -> Reals:
    left_over = np.clip(1 - kept, LEAST_REST, 1) / np.clip(1 - covered, LEAST_REST, 1)
    weights: Reals = np.clip(left_over, LEAST_REST, 1).astype(np.float32)
    return weights


def _part(pairs: Keys) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First and second words of pairs."""
    bare = pairs & ~_PAIR
    return (bare >> np.uint64(ID_BITS)).astype(np.int64), (bare & _WORD).astype(np.int64)


def _find(keys: Keys, wanted: Keys) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Places of wanted keys among sorted ones, and whether they are there."""
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return at, keys[at] == wanted


def find_suspects(keys: Keys, counts: NDArray[np.int64], packed: PackedCandidates) -> NDArray[np.bool_]:
    """For each pair or triple, whether something that its first, second or third word could stand for is far oftener there.

    Newspapers hold their own typos (``chia sẽ``), so that a pair that was counted is not always right. All keys
    are pairs or all are triples, sorted; the rows of the answer are the places of the word.
    """
    size = 2 if len(keys) and keys[0] >= _PAIR else 3
    suspects = np.zeros((size, len(keys)), np.bool_)
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = slice(start, start + KEYS_AT_ONCE)
        for place in range(size):
            shift = np.uint64((size - 1 - place) * ID_BITS)
            owner, meant, costs = _expand((keys[part] >> shift & _WORD).astype(np.int64), packed)
            asked = keys[part][owner] & ~(_WORD << shift) | meant.astype(np.uint64) << shift
            at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
            least = counts[part][owner] * SUSPECT_RATIO * np.exp(SUSPECT_COST * costs)
            suspects[place, start + owner[(keys[at] == asked) & (counts[at] > least)]] = True
    return suspects


def find_locked(counts: Counts) -> Locked:
    """Pairs of words before which nearly always the same word stands."""
    is_pair = counts.keys >= _PAIR
    pairs, triples = counts.keys[is_pair], counts.keys[~is_pair]
    often = counts.counts[~is_pair] >= LEAST_LOCKED
    triples, occurrences = triples[often], counts.counts[~is_pair][often]
    key = triples & ((_WORD << np.uint64(ID_BITS)) | _WORD) | _PAIR
    at = np.minimum(np.searchsorted(pairs, key), len(pairs) - 1)
    word = (triples >> np.uint64(2 * ID_BITS)).astype(np.uint16)
    last = key & _WORD
    fixed = (pairs[at] == key) & (occurrences >= LOCKED_SHARE * counts.counts[is_pair][at])
    fixed &= (word >= FIRST_WORD) & (last >= FIRST_WORD) & ((key ^ _PAIR) >> np.uint64(ID_BITS) >= FIRST_WORD)
    order = np.argsort(key[fixed])
    return Locked(key[fixed][order], word[fixed][order])


def _expand(words: NDArray[np.int64], packed: PackedCandidates) -> tuple[NDArray[np.int64], NDArray[np.int64], Reals]:
    known = np.flatnonzero(words >= FIRST_WORD)
    starts = packed.bounds[words[known] - FIRST_WORD].astype(np.int64)
    lengths = packed.bounds[words[known] - FIRST_WORD + 1] - starts
    place = np.arange(lengths.sum()) + np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    costs = packed.costs[place] * np.float32(COST_STEP)
    return np.repeat(known, lengths), packed.ids[place].astype(np.int64), costs
