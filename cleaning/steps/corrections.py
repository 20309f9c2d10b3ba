"""What a person decided, obeyed: changes that are made, and changes that no step makes."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final, NamedTuple

from cleaning.corrections import CORRECTION, Action, Correction
from cleaning.edits import Edit

LEAST_ALIKE: Final = 0.6  # of the letters around a place with those of ``near``; the office may have edited around it


class _Form(NamedTuple):
    """A correction with its words in one case."""

    before: str
    after: str | None
    correction: Correction


class _Span(NamedTuple):
    """A place where a form stands."""

    start: int
    end: int
    form: _Form


class Decisions:
    """The corrections that hold for one text."""

    def __init__(
        self, corrections: Iterable[Correction] = (), site: str | None = None, article: str | None = None
    ) -> None:
        """Choose what holds for a text of an article of a site."""
        chosen = [known for known in corrections if known.site in (None, site) and known.article in (None, article)]
        self._always = [form for known in chosen if known.action is Action.ALWAYS for form in _forms(known)]
        self._never = [form for known in chosen if known.action is Action.NEVER for form in _forms(known)]

    def __bool__(self) -> bool:
        """Whether there is anything to obey."""
        return bool(self._always or self._never)

    def correct(self, text: str) -> list[Edit]:
        """The changes that are always made, the longest first where two meet.

        What already stands as the end of a correction is not its beginning: ``đồng`` becomes ``đồng chí`` once.
        """
        spans = [span for form in self._always for span in _places(text, form.before, form)]
        if not spans:
            return []
        taken = bytearray(len(text))
        for start, end in self._ends(text, spans):
            taken[start:end] = b"\1" * (end - start)
        edits = []
        for start, end, form in sorted(spans, key=lambda span: (span.start, -span.end)):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                edits.append(Edit(start=start, before=text[start:end], after=form.after or "", rule=CORRECTION))
        return _without(edits, self._stopped(text, edits))

    def _ends(self, text: str, spans: Sequence[_Span]) -> Iterator[tuple[int, int]]:
        """Where the end of a correction stands, other than inside its own beginning (``của`` in ``của của``)."""
        for form in self._always:
            begins = [span for span in spans if span.form is form]
            for start, end, _ in _places(text, form.after, form) if form.after else ():
                first = bisect_left(begins, end, key=lambda span: span.end)
                if first == len(begins) or begins[first].start > start:
                    yield start, end

    def allow(self, text: str, edits: Sequence[Edit]) -> list[Edit]:
        """The edits of a step without those that touch what ``never`` protects, or what ``always`` wants so."""
        settled = (
            span
            for form in self._always
            for words in (form.before, form.after)
            if words
            for span in _places(text, words, form)
        )
        stopped = (edit for span in settled for edit in _near(edits, span) if _touches(text, edit, span))
        return _without(edits, [*stopped, *self._stopped(text, edits)])

    def tighten(self, text: str, edits: Sequence[Edit]) -> "Decisions | None":
        """Decisions that also stop what several steps did together, or ``None`` where that is nothing.

        ``edits`` lead from ``text`` to its repaired form. Where they make a change that is never to be made, its words
        stay as they are all over the text.
        """
        reached = [
            form
            for form in self._never
            if form.after is not None
            and any(_makes(text, _near(edits, span), span) for span in _places(text, form.before, form))
        ]
        if not reached:
            return None
        tight = Decisions()
        tight._always = self._always
        tight._never = [form._replace(after=None) if form in reached else form for form in self._never]
        return tight

    def _stopped(self, text: str, edits: Sequence[Edit]) -> Iterator[Edit]:
        for form in self._never:
            for span in _places(text, form.before, form):
                near = _near(edits, span)
                if form.after is None or _makes(text, near, span):
                    yield from (edit for edit in near if _is_of_rule(edit, form) and _touches(text, edit, span))


def _near(edits: Sequence[Edit], span: _Span) -> Sequence[Edit]:
    """The edits, of sorted and disjoint ones, that reach into a span or to its border."""
    first = bisect_left(edits, span.start, key=lambda edit: edit.end)
    return edits[first : bisect_right(edits, span.end, key=lambda edit: edit.start)]


def _without(edits: Sequence[Edit], stopped: Iterable[Edit]) -> list[Edit]:
    gone = set(map(id, stopped))
    return [edit for edit in edits if id(edit) not in gone]


def _forms(correction: Correction) -> Iterator[_Form]:
    """The words as given, and with a capital first."""
    before, after = correction.before, correction.after
    yield _Form(before, after, correction)
    if before[0].islower():
        yield _Form(_capitalise(before), after and _capitalise(after), correction)


def _capitalise(words: str) -> str:
    return words[0].upper() + words[1:]


def _places(text: str, words: str, form: _Form) -> Iterator[_Span]:
    """Where some words of a form stand as whole words; with ``near``, only where it looks most like that."""
    spans = list(_find(text, words, form))
    near = form.correction.near
    if near is None or not spans:
        yield from spans
        return
    every = [*_find(text, form.before, form), *(_find(text, form.after, form) if form.after else ())]
    most = max(_likeness(text, span, near) for span in every)
    yield from (span for span in spans if _likeness(text, span, near) == most >= LEAST_ALIKE)


def _find(text: str, words: str, form: _Form) -> Iterator[_Span]:
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if not (_is_joined(text, start) or _is_joined(text, end)):
            yield _Span(start, end, form)
        start = text.find(words, start + 1)


def _is_joined(text: str, border: int) -> bool:
    """Whether a border is inside a word, or parts a letter from its accent."""
    before, after = text[border - 1 : border] if border else "", text[border : border + 1]
    return (before.isalnum() and after.isalnum()) or (after != "" and unicodedata.combining(after) > 0)


def _likeness(text: str, span: _Span, near: str) -> float:
    """How much the text around a place is like ``near``, 0 to 1, by plain letters alone."""
    left, _, right = near.partition(span.form.correction.before)
    around = text[max(0, span.start - len(left)) : span.end + len(right)]
    return SequenceMatcher(None, _plain(near), _plain(around), autojunk=False).ratio()


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return re.sub(r"[\W_]+", "", letters)


def _is_of_rule(edit: Edit, form: _Form) -> bool:
    return form.correction.rule is None or form.correction.rule in edit.rule.split("+")


class _Core(NamedTuple):
    """An edit without the letters that it leaves as they are."""

    start: int
    end: int
    after: str


def _core(edit: Edit) -> _Core:
    same = _common(edit.before, edit.after)
    before, after = edit.before[same:], edit.after[same:]
    tail = _common(before[::-1], after[::-1])
    return _Core(edit.start + same, edit.end - tail, after[: len(after) - tail])


def _common(one: str, other: str) -> int:
    """Code points at the start in which two texts are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _is_inside(core: _Core, span: _Span) -> bool:
    if core.start == core.end:
        return span.start < core.start < span.end
    return core.start < span.end and core.end > span.start


def _touches(text: str, edit: Edit, span: _Span) -> bool:
    """Whether an edit changes something inside a span, or glues a letter to its border."""
    core = _core(edit)
    if _is_inside(core, span):
        return True
    if core.end == span.start:
        return (core.after[-1:] or text[core.start - 1 : core.start]).isalnum() and text[span.start].isalnum()
    if core.start == span.end:
        return (core.after[:1] or text[core.end : core.end + 1]).isalnum() and text[span.end - 1].isalnum()
    return False


def _makes(text: str, edits: Iterable[Edit], span: _Span) -> bool:
    """Whether edits turn the words of a span into what its form says."""
    parts, done = [], span.start
    for start, end, after in filter(lambda core: _is_inside(core, span), map(_core, edits)):
        parts += [text[done:start], after]
        done = end
    return "".join([*parts, text[done : span.end]]) == span.form.after
