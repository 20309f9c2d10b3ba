"""Edits as marks on a text: the text before and the text after side by side, paragraph beside paragraph."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import Final, NamedTuple

from cleaning.edits import Edit
from output.inspector.context import before_place, behind_place
from output.word_diff import Side, word_diff

REVISION: Final = "revision"  # rule of the edits that a newer revision made
_BREAK: Final = "\n\n"
_PARAGRAPHS: Final = re.compile(f"({_BREAK})")
_SHOWN_AS: Final = {
    " ": "\N{OPEN BOX}",
    "\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}",
    "\t": "\N{RIGHTWARDS ARROW TO BAR}",
}


class Kind(StrEnum):
    """What a part of a text is."""

    SAME = "same"
    """It stands on both sides."""
    DELETED = "deleted"
    """It stood on the page only."""
    INSERTED = "inserted"
    """It was put in."""
    SUGGESTED = "suggested"
    """It stands there; something else is suggested."""


class Mark(NamedTuple):
    """A part of a text."""

    kind: Kind
    text: str
    number: int | None = None  # of the edit, or of the suggestion

    @property
    def shown(self) -> str:
        """The text so that every sign of an edit can be seen."""
        return self.text if self.kind in (Kind.SAME, Kind.SUGGESTED) else make_visible(self.text)


class Beside(NamedTuple):
    """A paragraph before and after cleaning."""

    before: list[Mark]
    after: list[Mark]

    @property
    def is_same(self) -> bool:
        """Whether nothing was edited in it."""
        return all(mark.kind is Kind.SAME for mark in self.before)


def mark_beside(extracted: str, edits: Sequence[Edit], suggestions: Sequence[Edit] = ()) -> list[Beside]:
    """Mark the edits of a text on both sides, and the suggestions on the side after it.

    A paragraph ends where both sides have a blank line that no edit touched.
    """
    rows = [Beside([], [])]
    for mark in _marks(extracted, edits):
        match mark.kind:
            case Kind.DELETED:
                rows[-1].before.append(mark)
            case Kind.INSERTED:
                rows[-1].after.append(mark)
            case _:
                _add_same(rows, mark.text)
    place = 0
    for row in rows:
        marked = list(_suggest(row.after, place, suggestions))
        place += sum(len(mark.text) for mark in row.after)
        row.after[:] = marked
    return [Beside(list(_without_break(row.before)), list(_without_break(row.after))) for row in rows]


def edits_between(before: str, after: str) -> list[Edit]:
    """What a word diff finds between two revisions, as edits of the first."""
    edits, place = list[Edit](), 0
    for is_same, run in groupby(word_diff(before, after), key=lambda piece: piece.side is Side.BOTH):
        pieces = list(run)
        old = "".join(piece.text for piece in pieces if piece.side is not Side.AFTER)
        if not is_same:
            new = "".join(piece.text for piece in pieces if piece.side is Side.AFTER)
            edits.append(Edit(start=place, before=old, after=new, rule=REVISION))
        place += len(old)
    return edits


def mark_line(text: str, edits: Sequence[Edit], first: int = 0) -> list[Mark]:
    """Mark the edits of one line, what goes and what comes one behind the other, numbered from ``first``."""
    return list(_marks(text, edits, first))


def around(text: str, edit: Edit, most: int = 60) -> list[Mark]:
    """One edit with what stands around it in the text before it."""
    left, right = before_place(text, edit.start, most), behind_place(text, edit.end, most)
    return mark_line(f"{left}{edit.before}{right}", [edit.model_copy(update={"start": len(left)})])


def make_visible(text: str) -> str:
    """Show what cannot be seen: spaces where nothing else is there, and signs without a picture of their own."""
    is_blank = not text.strip()
    return "".join(_visible(sign, is_blank=is_blank) for sign in text)


def _visible(sign: str, *, is_blank: bool) -> str:
    if sign in _SHOWN_AS and (is_blank or sign != " "):
        return _SHOWN_AS[sign]
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"


def _marks(text: str, edits: Iterable[Edit], first: int = 0) -> Iterator[Mark]:
    done = 0
    for number, edit in enumerate(edits, first):
        if edit.start > done:
            yield Mark(Kind.SAME, text[done : edit.start])
        yield Mark(Kind.DELETED, edit.before, number)
        yield Mark(Kind.INSERTED, edit.after, number)
        done = edit.end
    if done < len(text):
        yield Mark(Kind.SAME, text[done:])


def _add_same(rows: list[Beside], text: str) -> None:
    for part in _PARAGRAPHS.split(text):
        if not part:
            continue
        for side in rows[-1]:
            side.append(Mark(Kind.SAME, part))
        if part == _BREAK:
            rows.append(Beside([], []))


def _suggest(marks: Sequence[Mark], place: int, suggestions: Sequence[Edit]) -> Iterator[Mark]:
    """Cut marks, the first of which is at a place of the text, at the suggestions."""
    for mark in marks:
        end = place + len(mark.text)
        done = place
        for number, edit in enumerate(suggestions):
            start, stop = max(edit.start, done), min(edit.end, end)
            if start < stop or (edit.start == edit.end and done <= edit.start < end):
                yield from _part(mark, done - place, start - place)
                yield Mark(Kind.SUGGESTED, mark.text[start - place : max(start, stop) - place], number)
                done = max(start, stop)
        yield from _part(mark, done - place, len(mark.text)) if mark.text else (mark,)
        place = end


def _without_break(marks: Iterable[Mark]) -> Iterator[Mark]:
    """The blank line that ends a paragraph is not part of it."""
    return (mark for mark in marks if mark != Mark(Kind.SAME, _BREAK))


def _part(mark: Mark, start: int, end: int) -> Iterator[Mark]:
    if start < end:
        yield mark._replace(text=mark.text[start:end])
