"""When an address is asked for again."""

from datetime import datetime, timedelta
from http import HTTPStatus

from crawler.frontier import PageKind

GONE_CHECKS = 3  # visits that must find an article gone before nobody asks for it any more
EMPTY_MENU = timedelta(days=30)  # a menu page without articles is looked at again after this
PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})


def next_due(kind: PageKind, status: int, misses: int, now: datetime) -> datetime | None:
    """From when on the next visit asks for an address again; ``None`` if no visit does of its own accord.

    ``misses`` counts the visits in a row that found it gone, this one too. Whether an article is still young enough
    is decided when the visit begins; further pages of a listing are reached through the page before them.
    """
    if status in PERMANENT and kind is PageKind.ARTICLE:
        return None
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return now if misses < GONE_CHECKS else None
    if kind is PageKind.UNKNOWN:
        return now + EMPTY_MENU
    return now
