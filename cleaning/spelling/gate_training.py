"""What the gate learns from: clean text with typing faults planted in it, and which repairs of it are right."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.evidence import FEATURES, assess
from cleaning.spelling.gate import Gate, train_gate
from cleaning.spelling.language_model import Reals
from cleaning.spelling.odd import find_odd, propose
from cleaning.spelling.planting import plant
from cleaning.spelling.scoring import look_around
from cleaning.spelling.spelling_model import SpellingModel
from cleaning.spelling.terms import read_terms
from cleaning.spelling.tokens import UNKNOWN

FAULT_RATE: Final = 0.02  # share of words mistyped; the seeds have 0.003, the worst pages 0.02
PAGE_LINES: Final = (1, 2, 4, 8, 16, 24)  # consecutive lines that make a page: a headline, a notice, an article
DOUBLED_RATE: Final = 0.0002  # share of words typed twice, which is no matter of the gate
CAPITAL_LINES: Final = 0.03  # share of lines put in capitals, as headings are
OWN_FAULT: Final = 0.9  # chance from which a word that was not planted is held for a fault of the newspaper
TERMS_A_LINE: Final = 3  # terms of a sentence made of them
TERM_PAGES: Final = 0.03  # share of pages made of terms, so that the gate learns what a piece of a term is worth
SEED: Final = 2


class Lesson(NamedTuple):
    """Repairs with their evidence, and whether they are right."""

    rows: Reals
    right: NDArray[np.bool_]


def teach_gate(lesson: Lesson) -> Gate:
    """Learn twice: newspapers hold faults of their own, which the first gate finds and the second is not taught as right."""
    first = train_gate(lesson.rows, lesson.right)
    kept = lesson.right | (first.judge(lesson.rows) < OWN_FAULT)
    return train_gate(lesson.rows[kept], lesson.right[kept])


def make_lesson(text: str, model: SpellingModel, most: int) -> Lesson:
    """Plant faults in at most so many pages of a text, drawn from all of it, and see what would be proposed."""
    random = Random(SEED)  # noqa: S311 - not for secrets
    pages = list(_part_pages(text.split("\n"), random))
    chosen = random.sample(pages, min(most, len(pages)))
    chosen += _term_pages(read_terms().splitlines(), round(TERM_PAGES * len(chosen)), random)
    lessons = [_teach(page, model, random) for page in chosen]
    return Lesson(
        np.concatenate([lesson.rows for lesson in lessons]), np.concatenate([lesson.right for lesson in lessons])
    )


def _term_pages(terms: Sequence[str], number: int, random: Random) -> list[list[str]]:
    """Pages of sentences that string terms together, as reports of offices do."""
    return [
        [", ".join(random.sample(terms, TERMS_A_LINE)).capitalize() + "." for _ in range(random.choice(PAGE_LINES))]
        for _ in range(number)
    ]


def _part_pages(lines: Sequence[str], random: Random) -> Iterator[Sequence[str]]:
    start = 0
    while start < len(lines):
        end = start + random.choice(PAGE_LINES)
        yield lines[start:end]
        start = end


def _teach(lines: Sequence[str], model: SpellingModel, random: Random) -> Lesson:
    text = "\n\n".join(line.upper() if random.random() < CAPITAL_LINES else line for line in lines)
    typed, meant = _mistype(text, model, random)
    tokens = model.vocabulary.tokenize(typed)
    around = look_around(tokens.ids, model.language)
    proposals = propose(tokens, find_odd(tokens.ids, around, model.terms), around, model)
    if not len(proposals.places):
        return Lesson(np.zeros((0, len(FEATURES)), np.float32), np.zeros(0, np.bool_))
    rows = assess(tokens, proposals, around, model)
    starts = tokens.starts()[tokens.piece[rows.places]].tolist()
    right = [meant.get(start, UNKNOWN) == word for start, word in zip(starts, rows.meant.tolist(), strict=True)]
    return Lesson(rows.features, np.array(right))


def _mistype(text: str, model: SpellingModel, random: Random) -> tuple[str, dict[int, int]]:
    """The text with faults, and the number of the word that was meant by the position of each mistyped one."""
    pieces = list(model.vocabulary.tokenize(text).pieces)
    faults = {2 * fault.place + 1: fault for fault in plant(pieces[1::2], FAULT_RATE, random)}
    meant, position = {}, 0
    for place, piece in enumerate(pieces):
        if place in faults:
            meant[position] = model.vocabulary.number(faults[place].meant)
            pieces[place] = faults[place].typed
        elif place % 2 and random.random() < DOUBLED_RATE:
            pieces[place] = f"{piece} {piece}"
        position += len(pieces[place])
    return "".join(pieces), meant
