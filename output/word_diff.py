"""A word diff of two texts: what stayed, what went, what came, syllable by syllable.

Texts of any length are compared in about linear time: equal beginnings and ends are set aside, then syllables that
occur once in both texts, by twos, pin the rest down (patience diff), and only the small gaps between pins are compared in full.
A gap too large for that is shown as replaced.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

MOST_COMPARED = 250_000  # pairs of tokens of a gap; 500 against 500 take about 50 ms

_PIN = 3  # tokens of a pin: two syllables with the space between, or a syllable between marks
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Side(StrEnum):
    """Where a piece of text stands."""

    BOTH = "both"
    """In both texts."""
    BEFORE = "before"
    """In the first text only."""
    AFTER = "after"
    """In the second text only."""


class Piece(NamedTuple):
    """A run of text that stands in one place."""

    side: Side
    text: str


class _Match(NamedTuple):
    """A run of equal tokens."""

    before: int  # place of its first token in the first text
    after: int
    size: int


def word_diff(before: str, after: str) -> list[Piece]:
    """Compare two texts; what went stands before what came in its place.

    The pieces of both and of one side, joined, are the text of that side.

    >>> [(piece.side.value, piece.text) for piece in word_diff("thi đau yêu nước", "thi đua yêu nước")]
    [('both', 'thi '), ('before', 'đau'), ('after', 'đua'), ('both', ' yêu nước')]
    """
    runs = _joined(_pieces(_TOKEN.findall(before), _TOKEN.findall(after)))
    return _joined(_space_given_up(runs))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbours: between two pieces of both sides, one of each side at most."""
    joined: list[Piece] = []
    full = (piece for piece in pieces if piece.text)
    for is_both, run in groupby(full, key=lambda piece: piece.side is Side.BOTH):
        found = list(run)
        for side in (Side.BOTH,) if is_both else (Side.BEFORE, Side.AFTER):
            if text := "".join(piece.text for piece in found if piece.side is side):
                joined.append(Piece(side, text))
    return joined


def _space_given_up(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Count a space between two changes as changed: a phrase that was replaced reads as one."""
    for place, piece in enumerate(pieces):
        if piece.side is Side.BOTH and piece.text.isspace() and 0 < place < len(pieces) - 1:
            yield Piece(Side.BEFORE, piece.text)
            yield Piece(Side.AFTER, piece.text)
        else:
            yield piece


def shortened(pieces: Sequence[Piece], around: int) -> list[Piece]:
    """Leave of what is in both texts only so many code points around each change; ``…`` stands for the rest."""
    short: list[Piece] = []
    for place, piece in enumerate(pieces):
        head = around if place else 0
        tail = around if place + 1 < len(pieces) else 0
        if piece.side is Side.BOTH and len(piece.text) > head + tail + 1:
            text = piece.text[:head] + "\N{HORIZONTAL ELLIPSIS}" + (piece.text[-tail:] if tail else "")
            piece = piece._replace(text=text)
        short.append(piece)
    return short


def marked(pieces: Sequence[Piece]) -> str:
    """The diff as plain text: ``[-what went-]``, ``{+what came+}``."""
    marks = {Side.BOTH: "{}", Side.BEFORE: "[-{}-]", Side.AFTER: "{{+{}+}}"}
    return "".join(marks[piece.side].format(piece.text) for piece in pieces)


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    before = after = 0
    for match in (*_matches(old, new), _Match(len(old), len(new), 0)):
        yield Piece(Side.BEFORE, "".join(old[before : match.before]))
        yield Piece(Side.AFTER, "".join(new[after : match.after]))
        before, after = match.before + match.size, match.after + match.size
        yield Piece(Side.BOTH, "".join(old[match.before : before]))


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[_Match]:
    """The runs of equal tokens, in their order."""
    head = _equal_beginning(old, new)
    rest = min(len(old), len(new)) - head
    tail = min(_equal_beginning(old[::-1], new[::-1]), rest)
    yield _Match(0, 0, head)
    inner, other = old[head : len(old) - tail], new[head : len(new) - tail]
    before = after = 0
    for pin in (*_pins(inner, other), _Match(len(inner), len(other), 0)):
        for match in _compared(inner[before : pin.before], other[after : pin.after]):
            yield _Match(head + before + match.before, head + after + match.after, match.size)
        yield _Match(head + pin.before, head + pin.after, pin.size)
        before, after = pin.before + pin.size, pin.after + pin.size
    yield _Match(len(old) - tail, len(new) - tail, tail)


def _equal_beginning(old: Sequence[str], new: Sequence[str]) -> int:
    least = min(len(old), len(new))
    return next((place for place in range(least) if old[place] != new[place]), least)


def _pins(old: Sequence[str], new: Sequence[str]) -> list[_Match]:
    """Runs of three tokens that occur once in each text, as many as stand in the same order in both."""
    here, there = _once(old), _once(new)
    common = [(place, there[run]) for run, place in here.items() if run in there]
    pins: list[_Match] = []
    for before, after in _rising(common):
        end = (pins[-1].before + pins[-1].size, pins[-1].after + pins[-1].size) if pins else (0, 0)
        if before >= end[0] and after >= end[1]:
            pins.append(_Match(before, after, _PIN))
    return pins


def _once(tokens: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Run of tokens to its place, of those that occur once."""
    runs = [tuple(tokens[place : place + _PIN]) for place in range(len(tokens) - _PIN + 1)]
    counts = Counter(runs)
    return {run: place for place, run in enumerate(runs) if counts[run] == 1}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of pairs, which rise by their first number, that rises by its second too."""
    ends: list[int] = []  # smallest second number that a choice of each length ends with
    chosen: list[int] = []  # length to the place of the pair that ends it
    before: list[int | None] = []  # the pair before each pair in its choice
    for place, (_, second) in enumerate(pairs):
        length = bisect_left(ends, second)
        before.append(chosen[length - 1] if length else None)
        ends[length : length + 1] = [second]
        chosen[length : length + 1] = [place]
    rising = []
    last = chosen[-1] if chosen else None
    while last is not None:
        rising.append(pairs[last])
        last = before[last]
    return rising[::-1]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[_Match]:
    if old and new and len(old) * len(new) <= MOST_COMPARED:
        for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            yield _Match(*match)
