"""From counts to the arrays of a model."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.candidates import COST_STEP, PackedCandidates
from cleaning.spelling.counting import Counts
from cleaning.spelling.language_model import ID_BITS, Keys, Reals, bigram_keys, count_levels, pack_values
from cleaning.spelling.missing import LEAST_LOCKED, LOCKED_SHARE, Locked
from cleaning.spelling.static_map import build
from cleaning.spelling.tokens import FIRST_WORD

SUSPECT_RATIO: Final = 3.0  # a pair is suspect if another word is so often likelier there, the slip's cost deducted
LEAST_REST: Final = 0.02  # share of rare continuations below which none is assumed: unseen is not impossible
PAIRS_AT_ONCE: Final = 1 << 15  # pairs whose candidates are looked up together

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
    table = build(counts.keys, pack_values(level, first, second))
    locked = find_locked(counts)
    return {
        "counts": counts.singles.astype(np.uint32),
        "low": table.low,
        "high": table.high,
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


def find_suspects(
    pairs: Keys, counts: NDArray[np.int64], packed: PackedCandidates
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each pair, whether something that its first, or its second, word could stand for is far oftener there.

    Newspapers hold their own typos (``chia sẽ``), so that a pair that was counted is not always right.
    """
    first, second = _part(pairs)
    suspects = np.zeros((2, len(pairs)), np.bool_)
    for start in range(0, len(pairs), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        for side, (word, beside) in enumerate(((first[part], second[part]), (second[part], first[part]))):
            owner, meant, costs = _expand(word, packed)
            keys = bigram_keys(meant, beside[owner]) if side == 0 else bigram_keys(beside[owner], meant)
            at = np.minimum(np.searchsorted(pairs, keys), len(pairs) - 1)
            likelier = (pairs[at] == keys) & (counts[at] > counts[part][owner] * SUSPECT_RATIO * np.exp(costs))
            suspects[side, start + owner[likelier]] = True
    return suspects[0], suspects[1]


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
