"""What a person types into the search field, as the full-text index takes it, and where it stands in a text.

Words are looked for as one phrase first, and each by itself where no text has the phrase: syllables of Vietnamese are
common, and a text has most of them somewhere. Quotes make phrases in any case. Words typed with tone marks are found
without them, and then checked.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, Self

from output.inspector.context import before_place, behind_place
from output.inspector.fold import Span, find_words, fits_tones, fold_words, has_tones

LONGEST: Final = 200  # code points of a search that are looked at
AROUND: Final = 90  # code points of a text shown on each side of the first hit
_PIECE: Final = re.compile(r'["“”«»]([^"“”«»]*)["“”«»]|([^"“”«»]+)')


class Piece(NamedTuple):
    """Words that stand one after the other."""

    typed: str
    words: tuple[str, ...]  # folded

    @property
    def has_tones(self) -> bool:
        """Whether hits have to be checked for tone marks."""
        return any(map(has_tones, self.typed.split()))

    def places(self, text: str) -> Iterator[Span]:
        """Find the piece in a text, with its tone marks where it was typed with some."""
        return (span for span in find_words(text, self.words) if fits_tones(text[span.start : span.end], self.typed))


class Search(NamedTuple):
    """What all found texts have."""

    pieces: tuple[Piece, ...] = ()

    @classmethod
    def read(cls, typed: str) -> Self:
        """Read a search, its unquoted words as phrases."""
        return cls(tuple(_pieces(typed[:LONGEST])))

    def by_word(self) -> Self:
        """The same with every word by itself, for where no text has the phrases."""
        words = (word for piece in self.pieces for word in piece.typed.split())
        return type(self)(tuple(piece for word in words for piece in _piece(word)))

    @property
    def has_tones(self) -> bool:
        """Whether hits have to be checked for tone marks."""
        return any(piece.has_tones for piece in self.pieces)

    def match(self) -> str:
        """The expression for the full-text index; folded words hold no sign that means anything in it."""
        return " AND ".join(f'"{" ".join(piece.words)}"' for piece in self.pieces)

    def is_in(self, text: str) -> bool:
        """Whether a text has all pieces, with their tone marks."""
        return all(next(piece.places(text), None) is not None for piece in self.pieces)

    def first(self, text: str) -> int:
        """Where the first piece stands first in a text; its beginning where it does not."""
        found = next(self.pieces[0].places(text), None) if self.pieces else None
        return found.start if found else 0

    def places(self, text: str) -> list[Span]:
        """Where the pieces stand in a text, without overlaps."""
        spans = sorted(span for piece in self.pieces for span in piece.places(text))
        return list(_apart(spans))


class Shown(NamedTuple):
    """A part of a text, and whether it is a hit."""

    text: str
    is_hit: bool


def show_hits(text: str, spans: Sequence[Span]) -> list[Shown]:
    """Part a text at the hits."""
    parts, done = list[Shown](), 0
    for span in spans:
        parts += (Shown(text[done : span.start], is_hit=False), Shown(text[span.start : span.end], is_hit=True))
        done = span.end
    return [part for part in (*parts, Shown(text[done:], is_hit=False)) if part.text]


def excerpt(text: str, search: Search) -> list[Shown]:
    """What stands around the first hit in a text, or its beginning, in one line."""
    first = search.first(text)
    shown = f"{before_place(text, first, AROUND)}{behind_place(text, first, 2 * AROUND)}".replace("\n", " ")
    return show_hits(shown, search.places(shown))


def _pieces(typed: str) -> Iterator[Piece]:
    for quoted, free in _PIECE.findall(typed):
        yield from _piece(quoted or free)


def _piece(typed: str) -> Iterator[Piece]:
    words = tuple(fold_words(typed))
    if words:
        yield Piece(" ".join(typed.split()), words)


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    reach = 0
    for span in spans:
        if span.start >= reach:
            yield span
            reach = span.end
