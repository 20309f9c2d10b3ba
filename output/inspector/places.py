"""The edits and suggestions of one article, as places where a reader can decide."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from cleaning.article import Article
from cleaning.as_found import AsFound, find_captions
from cleaning.edits import Edit, undo
from output.inspector.decisions import Decision, Scope
from output.inspector.findings import Finding, describe
from output.inspector.marks import Mark, around


class Place(NamedTuple):
    """An edit or a suggestion."""

    number: int
    applied: bool
    edit: Edit
    marks: list[Mark]  # the edit with what stands around it
    before: str  # whole words
    after: str
    near: str
    kind: str
    decision: Decision | None  # what was decided about it


class Places(NamedTuple):
    """All places of an article."""

    title: list[Place]
    captions: list[Place]  # numbered through, in the order of the captions
    made: list[Place]
    suggested: list[Place]


def places_of(article: Article, decisions: Iterable[Decision]) -> Places:
    """The edits of the title, the captions and the text, and what is suggested for the text; those of the lead are its."""
    about = [one for one in decisions if one.scope is not Scope.PLACE or one.article == article.id]
    title, captions = article.title or "", find_captions(article)

    def made(before: str, after: str, edits: Sequence[Edit], first: int = 0) -> Iterator[Place]:
        shift = 0  # by how much the edits before have moved the rest
        for number, edit in enumerate(edits, first):
            yield _place(article, number, edit, before, describe(edit, after, edit.start + shift, applied=True), about)
            shift += len(edit.after) - len(edit.before)

    suggested = (
        _place(article, number, edit, article.text, describe(edit, article.text, edit.start, applied=False), about)
        for number, edit in enumerate(article.suggestions)
    )
    return Places(
        list(made(undo(title, article.title_edits), title, article.title_edits)),
        [
            place
            for found, caption, first in zip(captions, article.captions, first_numbers(captions), strict=True)
            for place in made(found.text, caption, found.edits, first)
        ],
        list(made(article.extracted, article.text, article.edits)),
        list(suggested),
    )


def first_numbers(captions: Sequence[AsFound]) -> list[int]:
    """The number of the first edit of each caption among those of all."""
    return [*accumulate((len(found.edits) for found in captions[:-1]), initial=0)][: len(captions)]


def _place(
    article: Article, number: int, edit: Edit, text: str, found: Finding, decisions: Sequence[Decision]
) -> Place:
    decision = decision_about(decisions, found.kind.name, article.site, article.id, found.near)
    words = (found.before, found.after, found.near, found.kind.name)
    return Place(number, found.kind.applied, edit, around(text, edit), *words, decision)


def decision_about(
    decisions: Sequence[Decision], kind: str, site: str | None, article: str, near: str
) -> Decision | None:
    """The last decision that holds at a place."""
    for one in reversed(decisions):
        if one.kind == kind and (
            one.scope is Scope.EVERYWHERE
            or (one.scope is Scope.SITE and one.site == site)
            or (one.scope is Scope.PLACE and one.article == article and one.near == near)
        ):
            return one
    return None
