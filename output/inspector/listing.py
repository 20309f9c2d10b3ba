"""A page of the list of articles: found by the full-text index, checked for tone marks, newest first."""

import sqlite3
import time
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Final, NamedTuple

from output.inspector.filters import Filters, Page, Selection, select
from output.inspector.index_rows import unpack
from output.inspector.schema import mark
from output.inspector.search import Search, Shown, excerpt, show_hits

ON_A_PAGE: Final = 40  # articles
COUNTED: Final = 1_000  # articles; beyond, a list says "more than"
COUNTING: Final = 0.02  # seconds that counting may take; of a rare phrase of common words it would take a second
MOST_CHECKED: Final = 800  # articles read for one page to compare tone marks; about 60 ms
_ROW: Final = (
    "article.row AS row, article.id AS id, site, title, published, revision, edits, suggestions, characters, flags, gone,"
    " (SELECT duplicate_of FROM link WHERE link.id = article.id) AS duplicate_of"
)


class Listed(NamedTuple):
    """An article in a list."""

    row: int
    id: str
    site: str | None
    title: list[Shown]
    published: str | None
    revision: int
    edits: int
    suggestions: int
    characters: int
    flags: list[str]
    duplicate_of: str | None
    gone: bool
    excerpt: list[Shown]


class Listing(NamedTuple):
    """A page of a list, and how it goes on."""

    articles: list[Listed]
    newer: int | None = None  # cursor ``after``
    older: int | None = None  # cursor ``before``
    counted: int | None = None  # of all that fit, on the first page; tone marks do not count
    has_more: bool = False  # whether more fit than were counted
    by_word: bool = False  # whether no text has the phrase, so that every word was looked for by itself
    is_checked: bool = False  # whether tone marks were compared
    checked: int = 0  # articles read to do it


def list_articles(
    database: sqlite3.Connection, filters: Filters, page: Page, sites: tuple[str, ...] | None = None
) -> Listing:
    """Find a page of articles; ``sites`` are those of the kind and province that are asked for, ``None`` for all."""
    search = Search.read(filters.q)
    if filters.q and not search.pieces:
        return Listing([], counted=0)
    selection, parted = select(filters, search, sites), search.by_word()
    listing = _page(database, selection, search, page)
    if listing.checked or len(parted.pieces) == len(search.pieces) or _has_any(database, selection, page):
        return listing
    return _page(database, select(filters, parted, sites), parted, page)._replace(by_word=True)


def _page(database: sqlite3.Connection, selection: Selection, search: Search, page: Page) -> Listing:
    numbers = _numbers(database, selection, page)
    found, checked, last = list[tuple[sqlite3.Row, str]](), 0, None
    for number in islice(numbers, MOST_CHECKED):
        row, text = _read(database, number)
        checked, last = checked + 1, number
        if not search.has_tones or search.is_in(f"{row['title'] or ''}\n{text}"):
            found.append((row, text))
        if len(found) > ON_A_PAGE:
            break
    is_full = len(found) > ON_A_PAGE
    shown = found[:ON_A_PAGE]
    edge = shown[-1][0]["row"] if is_full else last if checked == MOST_CHECKED else None
    start = page.after if page.is_upwards else page.before
    back = None if start is None else shown[0][0]["row"] if shown else start
    newer, older = (edge, back) if page.is_upwards else (back, edge)
    listed = [_listed(row, text, search) for row, text in (shown[::-1] if page.is_upwards else shown)]
    counted, has_more = _count(numbers, checked) if start is None else (None, False)
    return Listing(listed, newer, older, counted, has_more, is_checked=search.has_tones, checked=checked)


def _count(rest: Iterator[int], seen: int) -> tuple[int, bool]:
    """Count what fits behind what was seen, for as long as a reader does not notice; whether there is more."""
    until = time.monotonic() + COUNTING
    for counted, _ in enumerate(rest, seen):
        if counted >= COUNTED or time.monotonic() > until:
            return counted, True
        seen = counted + 1
    return seen, False


def _numbers(database: sqlite3.Connection, selection: Selection, page: Page) -> Iterator[int]:
    """The rows of all articles of a selection, from the cursor of a page on."""
    low = max(selection.low, page.after + 1) if page.is_upwards and page.after is not None else selection.low
    high = selection.high if page.before is None else min(selection.high, page.before)
    order = "ASC" if page.is_upwards else "DESC"
    if selection.match is not None:
        rows = database.execute(
            f"SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid {order}",  # noqa: S608 - one of two words
            (selection.match, low, high),
        )
    else:
        rows = database.execute(
            f"SELECT row FROM article WHERE gone <= ? AND row >= ? AND row < ? ORDER BY row {order}",  # noqa: S608 - one of two words
            (int(selection.with_gone), low, high),
        )
    return (row[0] for row in rows)


def _has_any(database: sqlite3.Connection, selection: Selection, page: Page) -> bool:
    """Whether anything fits at all, where a page behind a cursor has nothing."""
    return page != Page() and next(_numbers(database, selection, Page()), None) is not None


def _read(database: sqlite3.Connection, number: int) -> tuple[sqlite3.Row, str]:
    """What is listed of an article, and its text."""
    query = f"SELECT {_ROW}, text FROM article JOIN body USING (row) WHERE article.row = ?"  # noqa: S608 - our own names
    row = database.execute(query, (number,)).fetchone()
    return row, unpack(row["text"])


def _listed(row: sqlite3.Row, text: str, search: Search) -> Listed:
    title = row["title"] or ""
    return Listed(
        row=row["row"],
        id=row["id"],
        site=row["site"],
        title=show_hits(title, search.places(title)),
        published=row["published"],
        revision=row["revision"],
        edits=row["edits"],
        suggestions=row["suggestions"],
        characters=row["characters"],
        flags=row["flags"].split(),
        duplicate_of=row["duplicate_of"],
        gone=bool(row["gone"]),
        excerpt=excerpt(text, search),
    )


def neighbour(
    database: sqlite3.Connection, filters: Filters, page: Page, sites: tuple[str, ...] | None = None
) -> str | None:
    """The id of the article that comes next in a list, on the side that the page is on."""
    search = Search.read(filters.q)
    if filters.q and not search.pieces:
        return None
    for terms in (search, search.by_word()):
        for number in islice(_numbers(database, select(filters, terms, sites), page), MOST_CHECKED):
            row, text = _read(database, number)
            if not terms.has_tones or terms.is_in(f"{row['title'] or ''}\n{text}"):
                return str(row["id"])
    return None


def sample(database: sqlite3.Connection, name: str, value: str, number: int, chance: Random) -> list[str]:
    """Ids of some articles that a value of a filter fits, from days all over the dataset."""
    low, high = database.execute("SELECT coalesce(min(row), 0), coalesce(max(row), 0) FROM article").fetchone()
    starts = [(chance.randint(low, high), 1) for _ in range(number)]
    ids = dict[str, None]()
    for start, most in (*starts, (low, number)):  # from the first one, where few are to be found
        found = database.execute(
            "SELECT id FROM search CROSS JOIN article ON article.row = search.rowid"
            " WHERE search MATCH ? AND search.rowid >= ? ORDER BY search.rowid LIMIT ?",
            (f"marks : {mark(name, value)}", start, most),
        )
        ids |= dict.fromkeys(row["id"] for row in found)
    return list(ids)[:number]
