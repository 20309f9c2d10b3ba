"""Paragraphs in other languages: what the steps found in them is taken back, so that they stay as they were."""

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from typing import Final, NamedTuple

from cleaning.edits import Edit, apply
from cleaning.language import UNDETERMINED, language_of
from cleaning.steps import Repaired

OURS: Final = frozenset({"vi", UNDETERMINED})
"""Languages that are repaired; names and codes have none."""


class _Span(NamedTuple):
    """A stretch of the repaired text (code points)."""

    start: int
    end: int


def spare_foreign(text: str, repaired: Repaired, asked: Container[str] = ()) -> Repaired:
    """Take back what was done to paragraphs that are not Vietnamese, except by the rules that somebody ``asked`` for.

    Paragraphs are judged as repaired, because one in a legacy encoding is no language before that. What parts them
    stays repaired.
    """
    spans = list(_spans_after(repaired.edits))
    foreign = _foreign_paragraphs(repaired.text, sorted([*spans, *map(_span, repaired.suggestions)]))
    if not foreign:
        return repaired
    kept, taken = list[Edit](), list[tuple[int, int]]()
    for edit, span in zip(repaired.edits, spans, strict=True):
        paragraph = _paragraph_around(foreign, span)
        if paragraph is None or _parts(edit, span, paragraph) or any(name in asked for name in edit.rule.split("+")):
            kept.append(edit)
        else:
            taken.append((span.end, len(edit.before) - len(edit.after)))
    suggestions = [edit for edit in repaired.suggestions if _paragraph_around(foreign, _span(edit)) is None]
    return Repaired(apply(text, kept), tuple(kept), tuple(_moved(suggestions, taken)))


def _span(edit: Edit) -> _Span:
    return _Span(edit.start, edit.end)


def _spans_after(edits: Sequence[Edit]) -> Iterator[_Span]:
    """Where the text after edits holds what each put there."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        yield _Span(start, start + len(edit.after))
        shift += len(edit.after) - len(edit.before)


def _foreign_paragraphs(text: str, spans: Sequence[_Span]) -> list[_Span]:
    """The paragraphs around some spans that are in other languages; no others are looked at."""
    foreign, done = list[_Span](), -1
    for span in spans:
        if span.start > done:
            border = text.rfind("\n\n", 0, span.start)
            start = 0 if border < 0 else border + 2
            end = text.find("\n\n", span.start)
            done = len(text) if end < 0 else end
            if language_of(text[start:done]) not in OURS:
                foreign.append(_Span(start, done))
    return foreign


def _paragraph_around(paragraphs: Sequence[_Span], span: _Span) -> _Span | None:
    """The paragraph that a span lies in, of some in order."""
    number = bisect_right(paragraphs, span.start, key=lambda paragraph: paragraph.start) - 1
    return paragraphs[number] if number >= 0 and span.end <= paragraphs[number].end else None


def _parts(edit: Edit, span: _Span, paragraph: _Span) -> bool:
    """Whether an edit only takes away blanks at the border of a paragraph."""
    return not edit.after and edit.before.isspace() and span.start in paragraph


def _moved(suggestions: Sequence[Edit], taken: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    """Suggestions after edits were taken back: each has the place behind it and by how much the text grew."""
    shift, passed = 0, 0
    for suggestion in suggestions:
        while passed < len(taken) and taken[passed][0] <= suggestion.start:
            shift += taken[passed][1]
            passed += 1
        yield suggestion.model_copy(update={"start": suggestion.start + shift})
