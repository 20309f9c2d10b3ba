"""The list of articles, and what it leads to without a page of its own."""

import json
from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse, StreamingResponse

from cleaning.identity import article_id
from output.inspector.figures import Figures
from output.inspector.filters import DUPLICATES, REVISIONS, STATES, Filters, Known, read_address
from output.inspector.inspector import Inspector, Pages
from output.inspector.listing import Listed, list_articles
from output.inspector.quality_classes import CLASSES
from output.inspector.records import ids_from
from output.inspector.sites import SiteCard, names_of

_LEAST_ID: Final = 6  # hex digits that are taken for the beginning of an id


def routes(inspector: Inspector, pages: Pages) -> APIRouter:
    """The list at ``/articles``; ``/articles.jsonl`` has the same page of it for other tools."""
    router = APIRouter()

    @router.get("/articles")
    def articles(request: Request) -> Response:
        if (leads_to := _directly(inspector, request.query_params.get("q", "").strip())) is not None:
            return RedirectResponse(f"/articles/{leads_to}", 303)
        cards = inspector.sites()
        with inspector.figures() as (database, figures):
            filters, page = read_address(request.query_params, known_values(figures, cards))
            listing = list_articles(database, filters, page, names_of(cards, filters.kind, filters.province))
        choices = _choices(figures, cards, filters)
        return pages.show(request, "articles.html", filters=filters, listing=listing, choices=choices)

    @router.get("/articles.jsonl")
    def articles_as_lines(request: Request) -> Response:
        cards = inspector.sites()
        with inspector.figures() as (database, figures):
            filters, page = read_address(request.query_params, known_values(figures, cards))
            listing = list_articles(database, filters, page, names_of(cards, filters.kind, filters.province))
        return StreamingResponse(map(_as_line, listing.articles), media_type="application/jsonl")

    return router


def known_values(figures: Figures, cards: Mapping[str, SiteCard]) -> Known:
    """What filters whose values come from the dataset know."""
    sites = {site.site for site in figures.sites} | set(cards)
    return {
        "site": sites.__contains__,
        "kind": {card.kind for card in cards.values()}.__contains__,
        "province": {card.province for card in cards.values()}.__contains__,
        "flag": figures.flags.__contains__,
        "rule": figures.rules.__contains__,
        "stripped": figures.stripped.__contains__,
    }


def _choices(
    figures: Figures, cards: Mapping[str, SiteCard], filters: Filters
) -> dict[str, list[tuple[str, int | None]]]:
    """What each filter offers, with the articles behind it where they are known; the chosen one is always there."""
    sites = {site.site: site.articles for site in figures.sites if site.site}
    kinds, provinces = dict[str, int](), dict[str, int]()
    for name, count in sites.items():
        if card := cards.get(name):
            kinds[card.kind] = kinds.get(card.kind, 0) + count
            provinces[card.province] = provinces.get(card.province, 0) + count
    counted: dict[str, Mapping[str, int | None]] = {
        "site": sites,
        "kind": {name: count for name, count in kinds.items() if name},
        "province": {name: count for name, count in sorted(provinces.items()) if name},
        "flag": figures.flags,
        "rule": {name: rule.articles for name, rule in figures.rules.items()},
        "stripped": {name: rule.articles for name, rule in figures.stripped.items()},
        "quality": dict.fromkeys(CLASSES),
        "duplicates": dict.fromkeys(DUPLICATES),
        "revision": dict.fromkeys(REVISIONS),
        "state": dict.fromkeys(STATES),
    }
    chosen = filters.chosen
    return {
        name: list({**values, **({chosen[name]: values.get(chosen[name])} if name in chosen else {})}.items())
        for name, values in counted.items()
    }


def _directly(inspector: Inspector, typed: str) -> str | None:
    """The article that an address or the beginning of an id leads to, where it leads to one."""
    is_id = len(typed) >= _LEAST_ID and all(sign in "0123456789abcdef" for sign in typed)
    is_address = typed.startswith(("http://", "https://")) and " " not in typed
    if not is_id and not is_address:
        return None
    try:
        start = article_id(typed) if is_address else typed
    except ValueError:
        return None
    with inspector.index.reading() as database:
        found = ids_from(database, start)
    return found[0] if len(found) == 1 else None


def _as_line(article: Listed) -> str:
    fields = article._asdict() | {
        "title": "".join(part.text for part in article.title),
        "excerpt": "".join(part.text for part in article.excerpt),
    }
    return json.dumps(fields, ensure_ascii=False) + "\n"
