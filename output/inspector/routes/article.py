"""One article: as received, as extracted, as cleaned, with every edit, and everything else that is known of it."""

import sqlite3
from itertools import pairwise
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from cleaning.article import Article
from cleaning.as_found import find_captions, find_lead
from cleaning.edits import undo
from output.inspector.filters import Filters, Page, WrongFilterError, read_address
from output.inspector.inspector import Inspector, Pages
from output.inspector.listing import neighbour
from output.inspector.marks import Beside, Mark, edits_between, mark_beside, mark_line
from output.inspector.places import first_numbers, places_of
from output.inspector.received_page import answer_received
from output.inspector.records import Found, NotFoundError, copies_of, find_article, ids_from, read_article, with_links
from output.inspector.routes.articles import known_values
from output.inspector.sites import names_of
from output.schema import Event

_OWN: Final = ("at", "since_revision")  # parameters beside those of the list that the reader comes from


class Around(NamedTuple):
    """The list that the reader comes from, and the articles before and behind this one in it."""

    filters: Filters
    newer: str | None
    older: str | None


def routes(inspector: Inspector, pages: Pages) -> APIRouter:
    """The article at ``/articles/ID``, its page as received, and its record."""
    router = APIRouter()

    @router.get("/articles/{name}")
    def article(request: Request, name: str) -> Response:
        with inspector.index.reading() as database:
            found = _find(database, name)
            if isinstance(found, str):
                return RedirectResponse(f"/articles/{found}", 303)
            if found.last_event is Event.TAKEDOWN or not found.revisions:
                return pages.show(request, "taken_down.html", 410, name=name)
            text = read_article(inspector.segments, found.revision(_number(request, "at")))
            shown = with_links(database, text)
            copies = copies_of(database, shown)
        return pages.show(
            request,
            "article.html",
            article=shown,
            found=found,
            copies=copies,
            places=places_of(shown, inspector.decisions.active()),
            beside=mark_beside(shown.extracted, shown.edits, shown.suggestions),
            title=mark_line(undo(shown.title or "", shown.title_edits), shown.title_edits),
            lead=_mark_lead(shown),
            captions=_mark_captions(shown),
            compared=_compared(inspector, found, shown, _number(request, "since_revision")),
            revisions=list(pairwise([None, *found.revisions])),
            is_archived=inspector.find_received(shown.provenance) is not None,
            around=_around(inspector, request, shown.id),
        )

    @router.get("/articles/{name}/record.json")
    def record(name: str, at: int | None = None) -> Response:
        shown = _read(inspector, name, at)
        return Response(shown.model_dump_json(indent=2), media_type="application/json")

    @router.get("/articles/{name}/received")
    def received(request: Request, name: str, at: int | None = None) -> Response:
        return answer_received(inspector, pages, request, _read(inspector, name, at).provenance)

    return router


def _mark_lead(article: Article) -> list[Mark]:
    """The lead with its edits; where they are those of the text, which it begins, they have the same numbers there."""
    lead = find_lead(article)
    return mark_line(*lead) if lead else []


def _mark_captions(article: Article) -> list[list[Mark]]:
    """The captions with their edits, numbered as their places are."""
    found = find_captions(article)
    return [mark_line(*caption, first) for caption, first in zip(found, first_numbers(found), strict=True)]


def _find(database: sqlite3.Connection, name: str) -> Found | str:
    """The article of an id, or the whole id where only its beginning was given."""
    try:
        return find_article(database, name)
    except NotFoundError:
        ids = ids_from(database, name)
        if len(ids) == 1:
            return ids[0]
        raise


def _read(inspector: Inspector, name: str, at: int | None) -> Article:
    """Read an article that may be shown.

    Raises:
        NotFoundError: there is none, or it was taken down.
    """
    with inspector.index.reading() as database:
        found = find_article(database, name)
        if found.last_event is Event.TAKEDOWN:
            raise NotFoundError(name)
        return with_links(database, read_article(inspector.segments, found.revision(at)))


def _number(request: Request, name: str) -> int | None:
    written = request.query_params.get(name)
    if written is None:
        return None
    if not (written.isascii() and written.isdecimal()):
        raise WrongFilterError(name, written)
    return int(written)


def _compared(inspector: Inspector, found: Found, shown: Article, number: int | None) -> list[Beside] | None:
    """The text beside that of another revision, word by word."""
    if number is None:
        return None
    other = read_article(inspector.segments, found.revision(number))
    return mark_beside(_whole(other), edits_between(_whole(other), _whole(shown)))


def _whole(article: Article) -> str:
    return f"{article.title or ''}\n\n{article.text}"


def _around(inspector: Inspector, request: Request, name: str) -> Around:
    """What comes before and behind in the list that the address carries; nothing where it carries a wrong one."""
    given = {name: value for name, value in request.query_params.items() if name not in _OWN}
    cards = inspector.sites()
    with inspector.figures() as (database, figures):
        try:
            filters, _ = read_address(given, known_values(figures, cards))
        except WrongFilterError:
            return Around(Filters(), None, None)
        row = database.execute("SELECT row FROM article WHERE id = ?", (name,)).fetchone()
        if row is None:
            return Around(filters, None, None)
        sites = names_of(cards, filters.kind, filters.province)
        newer = neighbour(database, filters, Page(after=row[0]), sites)
        older = neighbour(database, filters, Page(before=row[0]), sites)
    return Around(filters, newer, older)
