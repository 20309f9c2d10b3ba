"""Rejections: the pages that are no articles, by reason and site, each with the page as received."""

import sqlite3
from collections.abc import Mapping
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response

from cleaning.article import Reason
from output.inspector.figures import Figures
from output.inspector.filters import WrongFilterError
from output.inspector.inspector import Inspector, Pages
from output.inspector.received_page import answer_received
from output.inspector.records import NotFoundError, find_article, find_rejection
from output.schema import Event

ON_A_PAGE: Final = 40


class Chosen(NamedTuple):
    """What the list shows."""

    reason: str = ""
    site: str = ""
    before: str = ""  # cursor


def routes(inspector: Inspector, pages: Pages) -> APIRouter:
    """The list at ``/rejections``, one page at ``/rejections/ID``."""
    router = APIRouter()

    @router.get("/rejections")
    def rejections(request: Request) -> Response:
        with inspector.figures() as (database, figures):
            chosen = _read(request.query_params, figures)
            rows = _rows(database, chosen)
        shown, older = rows[:ON_A_PAGE], rows[ON_A_PAGE - 1]["row"] if len(rows) > ON_A_PAGE else None
        return pages.show(
            request,
            "rejections.html",
            chosen=chosen,
            rows=shown,
            older=older,
            reasons={reason: sum(sites.values()) for reason, sites in _largest_first(figures)},
            sites=sorted({site for sites in figures.rejections.values() for site in sites if site}),
        )

    @router.get("/rejections/{name}")
    def rejection(request: Request, name: str) -> Response:
        with inspector.index.reading() as database:
            shown = find_rejection(database, inspector.segments, name)
            was_article = _was_article(database, name)
        may_be_shown = shown.reason is not Reason.TAKEN_DOWN
        is_archived = may_be_shown and inspector.find_received(shown.provenance) is not None
        return pages.show(request, "rejection.html", rejection=shown, was_article=was_article, is_archived=is_archived)

    @router.get("/rejections/{name}/received")
    def received(request: Request, name: str) -> Response:
        with inspector.index.reading() as database:
            shown = find_rejection(database, inspector.segments, name)
        if shown.reason is Reason.TAKEN_DOWN:
            raise NotFoundError(name)
        return answer_received(inspector, pages, request, shown.provenance)

    return router


def _read(parameters: Mapping[str, str], figures: Figures) -> Chosen:
    sites = {site for by_site in figures.rejections.values() for site in by_site}
    for name, value in parameters.items():
        is_right = {
            "reason": value in {*Reason, ""},
            "site": value in {*sites, ""},
            "before": value == "" or (value.isascii() and value.isdecimal() and int(value) < 1 << 62),
        }
        if not is_right.get(name, False):
            raise WrongFilterError(name, value)
    return Chosen(**parameters)


def _rows(database: sqlite3.Connection, chosen: Chosen) -> list[sqlite3.Row]:
    return database.execute(
        "SELECT * FROM rejection WHERE (:reason = '' OR reason = :reason) AND (:site = '' OR site = :site)"
        " AND row < :before ORDER BY row DESC LIMIT :most",
        {**chosen._asdict(), "before": int(chosen.before or 1 << 62), "most": ON_A_PAGE + 1},
    ).fetchall()


def _was_article(database: sqlite3.Connection, name: str) -> bool:
    try:
        found = find_article(database, name)
    except NotFoundError:
        return False
    return bool(found.revisions) and found.last_event is not Event.TAKEDOWN


def _largest_first(figures: Figures) -> list[tuple[str, Mapping[str, int]]]:
    return sorted(figures.rejections.items(), key=lambda item: -sum(item[1].values()))
