"""When an address is asked for again."""

from datetime import datetime, timedelta
from http import HTTPStatus

from crawler.frontier import PageKind

LONGEST_REST = timedelta(days=90)  # every article is looked at four times a year
EMPTY_MENU = timedelta(days=30)  # a menu page without articles is looked at again after this
PERMANENT = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})

MISS_RESTS = (timedelta(hours=20), timedelta(days=3), timedelta(days=30), timedelta(days=90))
"""How long a missing page rests after its first, second, … miss; the daily visit's next run is within 20 hours of a day.

Behind the last one nobody asks for it any more.
"""


def rest(stood: timedelta, young: timedelta) -> timedelta:
    """How long an article is left alone whose text has stood for some time.

    A ``young`` one not at all, an older one for half of that time: offices correct the news of these days, and an
    article that was corrected is young again.
    """
    return timedelta() if stood < young else min(stood / 2, LONGEST_REST)


def next_due(
    kind: PageKind, status: int, now: datetime, stood: timedelta = timedelta(), young: timedelta = timedelta()
) -> datetime | None:
    """From when on a visit asks again for an address that answered; ``None`` if none does of its own accord.

    Further pages of a listing are reached through the page before them.
    """
    match kind:
        case PageKind.ARTICLE:
            return None if status in PERMANENT else now + rest(stood, young)
        case PageKind.UNKNOWN:
            return now + EMPTY_MENU
        case _:
            return now


def due_after_miss(misses: int, now: datetime) -> datetime | None:
    """From when on a visit asks again for a page that so many visits in a row found gone."""
    return now + MISS_RESTS[misses - 1] if misses <= len(MISS_RESTS) else None


def is_confirmed(status: int, misses: int, since: timedelta, checks: int, apart: timedelta) -> bool:
    """Whether a missing page counts as gone.

    Status 410 says so itself. Everything else (404, a redirect to the home page, a page of excuses) must be found by
    ``checks`` visits in a row, the first and the last of them ``apart`` from each other: half a site may be missing
    during an update.
    """
    return status == HTTPStatus.GONE or (misses >= checks and since >= apart)
