"""What a step is: a function that finds places to change, and gives them as edits under its own name."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import NamedTuple, Protocol

from cleaning.edits import Edit


class Change(NamedTuple):
    """A place that a step wants changed; bounds are code points in the text that the step received."""

    start: int
    end: int
    after: str


class Step(Protocol):
    """A pure function from a text to the edits of one rule, which has the function's name.

    The edits are sorted and disjoint, none is idle, and each is as small as it can be: a space put in
    is an insertion, a space taken away a deletion.
    """

    __name__: str

    def __call__(self, text: str, /) -> Iterable[Edit]:
        """Find the edits."""


def insert(position: int, after: str = " ") -> Change:
    """Put something, mostly a space, between two characters."""
    return Change(position, position, after)


def delete(start: int, end: int) -> Change:
    """Take characters away."""
    return Change(start, end, "")


def step(find: Callable[[str], Iterable[Change]]) -> Step:
    """Make a step of a function that finds changes in order; the rule gets the function's name."""
    rule = find.__name__

    @wraps(find)
    def find_edits(text: str) -> Iterator[Edit]:
        for start, end, after in find(text):
            yield Edit(start=start, before=text[start:end], after=after, rule=rule)

    return find_edits
