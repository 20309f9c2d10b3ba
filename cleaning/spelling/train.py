"""Train a spelling model from plain text: ``python -m cleaning.spelling.train TEXT... -o FILE [--add DATASET]``.

Texts hold a paragraph a line, plain or packed (``.xz``, ``.gz``). A little of each is kept from the counts and planted
with typing faults, to teach the gate which repairs to believe. The same texts give the same model, byte for byte.
Without texts, the model of the package is topped up with what the sites of a dataset write by habit.
"""

import argparse
import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling import model_file
from cleaning.spelling.articles import ArticlesError, read_all
from cleaning.spelling.candidates import pack_candidates
from cleaning.spelling.compiling import compile_counts
from cleaning.spelling.counting import add_counts, count_forms, count_n_grams, fold_forms, read_chunks
from cleaning.spelling.evidence import ALWAYS
from cleaning.spelling.gate_training import make_lesson, teach_gate
from cleaning.spelling.habits import count_uses
from cleaning.spelling.model_file import ModelFileError
from cleaning.spelling.spelling_model import SHIPPED, assemble_model, save_model
from cleaning.spelling.syllables import is_legal_syllable
from cleaning.spelling.terms import find_terms, read_terms
from cleaning.spelling.tokens import FIRST_WORD, Vocabulary
from cleaning.spelling.topping_up import add_habits

LEAST_MEANT: Final = 30  # occurrences of a legal syllable that may be proposed
LEAST_WORD: Final = 10  # occurrences of a legal syllable that counts as itself
LEAST_STRANGER: Final = 300  # occurrences of any other word, a loan or a name, that counts as itself
LEAST_N_GRAM: Final = 5  # rarer pairs and triples are not kept: they hold newspapers' own typos, and sentences
KEPT_BACK: Final = 0.08  # share of each chunk that is not counted and trains the gate
MOST_KEPT: Final = 64_000_000  # characters of it in memory, three times what 60 million words of text leave
TERM_WEIGHT: Final = 30  # occurrences that each line of the list of terms stands for
SITE_WEIGHT: Final = 5  # occurrences that each site of an added dataset stands for

FULL_SIZE: Final = 50_000_000  # words of text for which these numbers are meant
LESSON_PAGES: Final = 12_000  # pages planted with faults; more did not help
VERSION_DIGITS: Final = 12  # of the digest of the counts

logger = logging.getLogger(__name__)


def choose_words(words: Mapping[str, int]) -> tuple[list[str], int]:
    """The words of the vocabulary, those that may be proposed first, and the number of these.

    Below ``FULL_SIZE`` words of text, fewer occurrences are asked for.
    """
    scale = min(1.0, sum(words.values()) / FULL_SIZE)
    ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    meant = [word for word, count in ranked if count >= LEAST_MEANT * scale and is_legal_syllable(word)]
    proposed = frozenset(meant)
    rest = [
        word
        for word, count in ranked
        if word not in proposed and count >= (LEAST_WORD if is_legal_syllable(word) else LEAST_STRANGER) * scale
    ]
    return meant + rest, len(meant)


def split_chunk(chunk: str) -> tuple[str, str]:
    """The part of a chunk to count, and the part kept back."""
    cut = chunk.rfind("\n", 0, int(len(chunk) * (1 - KEPT_BACK))) + 1
    return chunk[:cut], chunk[cut:]


class KeptBack:
    """Text that is not counted: all of it, or an even share of its chunks where there is too much."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._parts = list[str]()
        self._seen = 0
        self._step = 1

    def add(self, text: str) -> None:
        """Take what is kept back of the next chunk."""
        if self._seen % self._step == 0:
            self._parts.append(text)
        self._seen += 1
        while len(self._parts) > 1 and sum(map(len, self._parts)) > self._most:
            self._parts = self._parts[::2]
            self._step *= 2

    def text(self) -> str:
        """What was kept, in its order."""
        return "\n".join(self._parts)


class Counted(NamedTuple):
    """A model without its gate, and the text that is to teach the gate."""

    head: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    kept_back: str


def count_texts(paths: Sequence[Path], added: Sequence[Path] = ()) -> Counted:
    """Everything of a model but the gate and the habits, the sites of added datasets counted in."""
    words, capitals = fold_forms(count_forms(read_chunks(paths)))
    chosen, meant = choose_words(words)
    logger.info("%d words of text, %d kept, %d of them to propose", words.total(), len(chosen), meant)
    vocabulary = Vocabulary(chosen)
    kept_back = KeptBack()
    counts = count_n_grams(_texts(paths, kept_back), vocabulary, LEAST_N_GRAM)
    if added:
        uses = count_uses(read_all(added), vocabulary)
        counts = add_counts(counts, uses.keys[uses.are_frequent()], SITE_WEIGHT * uses.sites[uses.are_frequent()])
    logger.info("%d pairs and triples of %d occurrences or more", len(counts.keys), LEAST_N_GRAM)
    packed = pack_candidates(vocabulary, chosen[:meant])
    arrays, seed = compile_counts(counts, packed)
    arrays |= packed._asdict()
    arrays["term_grams"], arrays["term_frames"] = find_terms(read_terms().splitlines(), vocabulary)
    arrays["habits"] = np.zeros(0, np.uint64)
    arrays["capitals"] = np.array(
        [0] * FIRST_WORD + [ALWAYS * capitals[word] // words[word] for word in chosen], np.uint8
    )
    head = {"words": " ".join(chosen), "meant": meant, "seed": seed, "version": name_version(arrays)}
    return Counted(head, arrays, kept_back.text())


def _texts(paths: Sequence[Path], kept_back: KeptBack) -> Iterator[tuple[str, int]]:
    """What is counted, with its weight; what is not goes to ``kept_back``."""
    for chunk in read_chunks(paths):
        counted, kept = split_chunk(chunk)
        kept_back.add(kept)
        yield counted, 1
    yield read_terms(), TERM_WEIGHT


def train(paths: Sequence[Path], output: Path, added: Sequence[Path] = ()) -> None:
    """Train a model on texts, top it up with the habits of datasets, and write it."""
    counted = count_texts(paths, added)
    lesson = make_lesson(counted.kept_back, assemble_model(counted.head, counted.arrays), LESSON_PAGES)
    logger.info("%d repairs to learn from, %d of them right", len(lesson.right), lesson.right.sum())
    if not lesson.right.any() or lesson.right.all():
        raise TooLittleTextError(f"{len(lesson.right)} repairs teach the gate nothing; give more text than {paths}")
    gate = teach_gate(lesson)
    arrays: dict[str, NDArray[Any]] = {"features": gate.features, "cuts": gate.cuts, "leaves": gate.leaves}
    _finish({**counted.head, "prior": gate.prior}, {**counted.arrays, **arrays}, added, output)


def top_up(added: Sequence[Path], output: Path, base: Path = SHIPPED) -> None:
    """Write a model that knows what another one knows, and what the sites of datasets write by habit.

    Raises:
        ModelFileError: the model to start from cannot be read.
        ArticlesError: a dataset cannot.
    """
    head, arrays = model_file.read(base)
    _finish(model_file.own_facts(head), arrays, added, output)


def _finish(head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], added: Sequence[Path], output: Path) -> None:
    """Add the habits of datasets, name the model and write it."""
    if added:
        head, arrays = add_habits(head, arrays, lambda: read_all(added))
        logger.info("%d triples are habits of the sites", len(arrays["habits"]))
    version = name_version(arrays)
    save_model(output, {**head, "version": version}, {**arrays})
    logger.info("%s written, version %s", output, version)


def name_version(arrays: Mapping[str, NDArray[Any]]) -> str:
    """A name that changes with every number of a model."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()[:VERSION_DIGITS]


class TooLittleTextError(ValueError):
    """The texts are too short to train a model on."""


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m cleaning.spelling.train", description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path, metavar="TEXT", help="text, a paragraph a line (.txt, .xz, .gz)")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the model to write")
    parser.add_argument(
        "--add",
        action="append",
        default=[],
        type=Path,
        metavar="DATASET",
        help="articles to learn habits from, by site",
    )
    arguments = parser.parse_args()
    if not arguments.texts and not arguments.add:
        parser.error("give texts to train on, or a dataset with --add to top up the model of the package")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    try:
        if arguments.texts:
            train(arguments.texts, arguments.output, arguments.add)
        else:
            top_up(arguments.add, arguments.output)
    except (ArticlesError, ModelFileError, TooLittleTextError, OSError) as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
