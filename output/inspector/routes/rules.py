"""Rules: what each of them did, how often it was found right, and those that never did anything."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response

from cleaning.article import Article
from cleaning.edits import undo
from output.inspector.decisions import Judged
from output.inspector.figures import Figures, RuleFigures
from output.inspector.inspector import Inspector, Pages
from output.inspector.listing import sample
from output.inspector.marks import Kind, Mark, around
from output.inspector.records import NotFoundError, find_article, read_article
from output.manifest import Manifest

SAMPLE: Final = 8  # articles; each is read from its segment
_LONGEST: Final = 200  # code points shown of a block
_NOTHING: Final = RuleFigures(edits=0, articles=0, sites={})


class RuleRow(NamedTuple):
    """A rule in the table."""

    name: str
    figures: RuleFigures
    latest: int  # of the articles that the latest version read
    judged: Judged


class Sample(NamedTuple):
    """One thing that a rule did."""

    article: Article
    marks: list[Mark]


def routes(inspector: Inspector, pages: Pages) -> APIRouter:
    """The table at ``/rules``, samples of one rule at ``/rules/edits/RULE`` and ``/rules/blocks/RULE``."""
    router = APIRouter()

    @router.get("/rules")
    def rules(request: Request) -> Response:
        dataset = inspector.index.dataset
        versions = dataset.versions()
        if not versions:
            return pages.show(request, "empty.html")
        latest = dataset.manifest(versions[-1])
        with inspector.figures() as (_, figures):
            judged = inspector.decisions.judged()
        return pages.show(
            request,
            "rules.html",
            edits=list(_rows(latest.edits, figures.rules, judged)),
            blocks=list(_rows(latest.stripped, figures.stripped, {})),
            articles=sum(site.articles for site in figures.sites),
            selectors=list(_selectors(latest)),
            version=latest.version,
        )

    @router.get("/rules/{what}/{name}")
    def rule(request: Request, what: str, name: str, seed: int = 0) -> Response:
        with inspector.figures() as (database, figures):
            known = _figures_of(what, figures)
            if name not in known and name not in _names(inspector, what):
                raise NotFoundError(name)
            ids = sample(database, "rule" if what == "edits" else "stripped", name, SAMPLE, Random(seed))  # noqa: S311 - no secret
            found = [find_article(database, id_) for id_ in ids]
        articles = [read_article(inspector.segments, one.revision(None)) for one in found]
        return pages.show(
            request,
            "rule.html",
            what=what,
            name=name,
            figures=known.get(name, _NOTHING),
            judged=inspector.decisions.judged().get(name, Judged()),
            samples=[sample for article in articles for sample in _samples(article, what, name)],
            seed=seed,
        )

    return router


def _names(inspector: Inspector, what: str) -> Mapping[str, int]:
    """The rules that the latest version knows, also those that did nothing."""
    dataset = inspector.index.dataset
    latest = dataset.manifest(dataset.versions()[-1])
    return latest.edits if what == "edits" else latest.stripped


def _figures_of(what: str, figures: Figures) -> Mapping[str, RuleFigures]:
    if what not in {"edits", "blocks"}:
        raise NotFoundError(what)
    return figures.rules if what == "edits" else figures.stripped


def _rows(
    latest: Mapping[str, int], figures: Mapping[str, RuleFigures], judged: Mapping[str, Judged]
) -> Iterator[RuleRow]:
    """The rules, those that did most first."""
    rows = [
        RuleRow(name, figures.get(name, _NOTHING), latest.get(name, 0), judged.get(name, Judged()))
        for name in {*latest, *figures}
    ]
    yield from sorted(rows, key=lambda row: (-row.figures.edits, -row.latest, row.name))


def _samples(article: Article, what: str, name: str) -> Iterator[Sample]:
    """The first thing that a rule did in an article: in its text, its title, or with one of its blocks."""
    if what == "blocks":
        blocks = (block.text for block in article.stripped if block.rule == name)
        yield from (Sample(article, [Mark(Kind.DELETED, text[:_LONGEST])]) for text in list(blocks)[:1])
        return
    title = undo(article.title or "", article.title_edits)
    edits = [*((article.extracted, edit) for edit in article.edits), *((title, edit) for edit in article.title_edits)]
    own = [(text, edit) for text, edit in edits if name in edit.rule.split("+")]
    yield from (Sample(article, around(text, edit)) for text, edit in own[:1])


def _selectors(manifest: Manifest) -> Iterator[tuple[str, str, str, int, int]]:
    """Site, layout, field, hits and misses of every selector of the layouts."""
    for site, layouts in sorted(manifest.selectors.items()):
        for layout, fields in sorted(layouts.items()):
            for field, (hits, misses) in sorted(fields.items()):
                yield site, layout, field, hits, misses
