"""Edits: every change to a text, exact and reversible.

A list of edits belongs to one text: it is sorted by position, its edits do not overlap, and each
carries the text that it replaces, so that it can be checked when applied and undone afterwards.
Positions are code points in the text *before* the edits.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from pydantic import Field

from cleaning.record import Record


class Edit(Record):
    """A replacement at one place of a text."""

    start: int = Field(ge=0)
    """Code points before the change, in the text that the edit belongs to."""
    before: str
    """What stood there; empty for an insertion."""
    after: str
    """What stands there now; empty for a deletion."""
    rule: str
    """Name of the rule; names joined by ``+`` where several rules touched the same place."""
    confidence: float = Field(default=1.0, gt=0, le=1)
    """Probability that the change is right, 1 for rules that cannot be wrong about meaning."""

    @property
    def end(self) -> int:
        """Position behind the replaced text."""
        return self.start + len(self.before)


class EditMismatchError(ValueError):
    """An edit does not fit the text it is applied to."""


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Give the text after the edits.

    Raises:
        EditMismatchError: an edit overlaps the one before it, begins behind the end of the text, or its
            ``before`` is not what stands at its place.
    """
    parts: list[str] = []
    done = 0
    for edit in edits:
        start, before = edit.start, edit.before
        if start < done:
            raise EditMismatchError(f"edit at {start} ({edit.rule}) overlaps the edit before it, which ends at {done}")
        if start > len(text):
            raise EditMismatchError(f"edit at {start} ({edit.rule}) is behind the text, which ends at {len(text)}")
        end = start + len(before)
        if text[start:end] != before:
            raise EditMismatchError(f"edit at {start} ({edit.rule}) expects {before!r}, found {text[start:end]!r}")
        parts += (text[done:start], edit.after)
        done = end
    parts.append(text[done:])
    return "".join(parts)


def undo(text: str, edits: Sequence[Edit]) -> str:
    """Give back the text before the edits, from the text after them.

    Raises:
        EditMismatchError: the text is not what the edits lead to.
    """
    return apply(text, list(_inverse(edits)))


def _inverse(edits: Sequence[Edit]) -> Iterator[Edit]:
    shift = 0
    for edit in edits:
        yield Edit(
            start=edit.start + shift, before=edit.after, after=edit.before, rule=edit.rule, confidence=edit.confidence
        )
        shift += len(edit.after) - len(edit.before)


class _Span(NamedTuple):
    """One edit seen from the text between two lists of edits (all bounds are code points)."""

    start: int  # in the text between
    end: int
    is_second: bool
    edit: Edit


def compose(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Merge two lists of edits, made one after the other, into one list on the first text.

    ``text`` is the text before both. Edits that touch the same place become one edit that carries
    the names of all rules and the lowest confidence; edits that undo each other vanish. What the second
    list does not touch is copied as it is, so that a step with few edits costs little behind one with many.
    """
    if not first or not second:
        return list(first or second)
    shifts = [0, *accumulate(len(edit.after) - len(edit.before) for edit in first)]
    composed, done = list[Edit](), 0
    for low, high, spans in _meet(first, second, shifts):
        composed += first[done:low]
        if high == low and len(spans) == 1:
            composed.append(_moved(spans[0].edit, spans[0].start - shifts[low]))
        else:
            composed += _merge(_group(sorted(spans, key=_place)), text, shifts[low])
        done = high
    composed += first[done:]
    return composed


def _meet(
    first: Sequence[Edit], second: Sequence[Edit], shifts: Sequence[int]
) -> Iterator[tuple[int, int, list[_Span]]]:
    """Edits of the second list with those of the first that they touch, a stretch at a time.

    ``shifts`` says by how much the text grew before each edit of the first list. A stretch is given with the numbers
    of its first edit of the first list and of the one behind its last.
    """
    ends = [edit.start + shift + len(edit.after) for edit, shift in zip(first, shifts, strict=False)]
    number, high = 0, 0
    while number < len(second):
        edit = second[number]
        low = high = bisect_left(ends, edit.start, high)
        spans, reach = list[_Span](), edit.start
        while True:
            if high < len(first) and first[high].start + shifts[high] <= reach:
                spans.append(_Span(first[high].start + shifts[high], ends[high], False, first[high]))
                reach = max(reach, ends[high])
                high += 1
            elif number < len(second) and second[number].start <= reach:
                spans.append(_Span(second[number].start, second[number].end, True, second[number]))
                reach = max(reach, second[number].end)
                number += 1
            else:
                break
        yield low, high, spans


def _place(span: _Span) -> tuple[int, int, bool]:
    return span.start, span.end, span.is_second


def _group(spans: Sequence[_Span]) -> Iterator[list[_Span]]:
    """Part the spans into runs that share a place.

    Spans that only touch stay apart, unless one of them is empty in the text between: which of the
    two came first could then not be told from the positions.
    """
    group: list[_Span] = []
    reach = -1
    for span in spans:
        touches = span.start == reach and (
            span.start == span.end or any(s.start == s.end for s in group if s.end == reach)
        )
        if group and span.start >= reach and not touches:
            yield group
            group = []
        group.append(span)
        reach = max(reach, span.end)
    if group:
        yield group


def _merge(groups: Iterable[list[_Span]], text: str, shift: int) -> Iterator[Edit]:
    """One edit for each group; ``shift`` is how much longer the text between is than the first, up to the group."""
    for group in groups:
        if len(group) > 1:
            merged, inside = _merge_group(group, text, shift)
            if merged is not None:
                yield merged
            shift += inside
        elif group[0].is_second:
            yield _moved(group[0].edit, group[0].start - shift)
        else:
            yield group[0].edit
            shift += len(group[0].edit.after) - len(group[0].edit.before)


def _merge_group(group: list[_Span], text: str, shift: int) -> tuple[Edit | None, int]:
    """One edit for a group, ``None`` where its edits undo each other; and by how much the first of them lengthen."""
    start, end = group[0].start, max(span.end for span in group)
    inside = sum(len(span.edit.after) - len(span.edit.before) for span in group if not span.is_second)
    begin = start - shift
    before = text[begin : end - shift - inside]
    between = apply(before, [_moved(span.edit, span.edit.start - begin) for span in group if not span.is_second])
    after = apply(between, [_moved(span.edit, span.start - start) for span in group if span.is_second])
    if before == after:
        return None, inside
    in_time = sorted(group, key=lambda span: span.is_second)
    rules = dict.fromkeys(name for span in in_time for name in span.edit.rule.split("+"))
    confidence = min(span.edit.confidence for span in group)
    merged = Edit(start=begin, before=before, after=after, rule="+".join(rules), confidence=confidence)
    return merged, inside


def _moved(edit: Edit, start: int) -> Edit:
    if edit.start == start:
        return edit
    return Edit(start=start, before=edit.before, after=edit.after, rule=edit.rule, confidence=edit.confidence)
