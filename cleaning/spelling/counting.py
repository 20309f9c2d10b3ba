"""Counting words and their neighbourhoods in text of any size, in bounded memory."""

import gzip
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, NamedTuple, TextIO

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.language_model import Keys, bigram_keys, trigram_keys
from cleaning.spelling.letters import canonical
from cleaning.spelling.tokens import BREAK, FIRST_WORD, PADDING, Vocabulary

CHUNK: Final = 8_000_000  # characters read at a time, some 1.8 million syllables
PARTS: Final = 32  # spill files; memory is the largest part, some 3 % of all distinct n-grams
MOST_FORMS: Final = 2_000_000  # distinct written forms kept; rare ones are dropped beyond

_PAIR: Final = np.dtype([("key", np.uint64), ("count", np.uint32)])


class Counts(NamedTuple):
    """N-grams and how often they occur, sorted by key."""

    keys: Keys
    counts: NDArray[np.int64]
    singles: NDArray[np.int64]
    """Occurrences of single tokens, by their number."""


def read_chunks(paths: Iterable[Path], size: int = CHUNK) -> Iterator[str]:
    """Read texts, plain or packed (``.xz``, ``.gz``), in pieces of whole lines."""
    for path in paths:
        with _open(path) as file:
            while lines := file.readlines(size):
                yield "".join(lines)


def _open(path: Path) -> TextIO:
    match path.suffix:
        case ".xz":
            return lzma.open(path, "rt", encoding="utf-8")
        case ".gz":
            return gzip.open(path, "rt", encoding="utf-8")
        case _:
            return path.open(encoding="utf-8")


def count_forms(chunks: Iterable[str]) -> Counter[str]:
    """Count every written form of a word, capitals and tone placement kept."""
    forms: Counter[str] = Counter()
    splitter = Vocabulary(())
    for chunk in chunks:
        forms.update(splitter.tokenize(chunk).pieces[1::2])
        if len(forms) > MOST_FORMS:
            forms = Counter({form: count for form, count in forms.items() if count > 1})
    return forms


def fold_forms(forms: Counter[str]) -> tuple[Counter[str], Counter[str]]:
    """Counts of the canonical words, and how often each begins with a capital followed by a small letter or nothing."""
    words: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    for form, count in forms.items():
        word = canonical(form)
        words[word] += count
        if form[0].isupper() and not form[1:].isupper():
            capitals[word] += count
    return words, capitals


def count_n_grams(texts: Iterable[tuple[str, int]], vocabulary: Vocabulary, least: int) -> Counts:
    """Count bigrams and trigrams of texts, each text with the weight of one occurrence; rarer ones are left out."""
    singles = np.zeros(FIRST_WORD + len(vocabulary.words), np.int64)
    with ExitStack() as stack:
        spill: list[IO[bytes]] = [stack.enter_context(TemporaryFile()) for _ in range(PARTS)]
        for text, weight in texts:
            ids = vocabulary.tokenize(text).ids
            singles += np.bincount(ids, minlength=len(singles)) * weight
            _spill(n_gram_keys(ids), weight, spill)
        merged = [_merge(part, least) for part in spill]
    keys = np.concatenate([part["key"] for part in merged])
    counts = np.concatenate([part["count"] for part in merged]).astype(np.int64)
    order = np.argsort(keys)
    return Counts(keys[order], counts[order], singles)


def add_counts(counts: Counts, keys: Keys, more: NDArray[np.int64]) -> Counts:
    """Counts with more of some n-grams; single tokens stay as they are."""
    merged, place = np.unique(np.concatenate((counts.keys, keys)), return_inverse=True)
    totals = np.bincount(place, np.concatenate((counts.counts, more)), len(merged)).astype(np.int64)
    return Counts(merged, totals, counts.singles)


def n_gram_keys(ids: NDArray[np.int64]) -> Keys:
    """Keys of all n-grams that hold a word and do not run across the border of a line."""
    ids = ids[PADDING - 1 : len(ids) - PADDING + 1]
    first, second, third = ids[:-2], ids[1:-1], ids[2:]
    whole = (second != BREAK) & ((first >= FIRST_WORD) | (second >= FIRST_WORD) | (third >= FIRST_WORD))
    pair = (ids[:-1] >= FIRST_WORD) | (ids[1:] >= FIRST_WORD)
    return np.concatenate(
        (trigram_keys(first[whole], second[whole], third[whole]), bigram_keys(ids[:-1][pair], ids[1:][pair]))
    )


def _spill(keys: Keys, weight: int, files: Sequence[IO[bytes]]) -> None:
    distinct, counts = np.unique(keys, return_counts=True)
    part = distinct % np.uint64(PARTS)
    for number, file in enumerate(files):
        chosen = part == number
        pairs = np.empty(int(chosen.sum()), _PAIR)
        pairs["key"], pairs["count"] = distinct[chosen], counts[chosen] * weight
        file.write(pairs.tobytes())


def _merge(file: IO[bytes], least: int) -> NDArray[np.void]:
    file.seek(0)
    pairs = np.frombuffer(file.read(), _PAIR)
    keys, place = np.unique(pairs["key"], return_inverse=True)
    totals = np.bincount(place, weights=pairs["count"], minlength=len(keys)).astype(np.int64)
    kept = totals >= least
    merged = np.empty(int(kept.sum()), _PAIR)
    merged["key"], merged["count"] = keys[kept], np.minimum(totals[kept], np.iinfo(np.uint32).max)
    return merged
