"""A page of the list of articles: found by the full-text index, checked for tone marks, newest first."""

import sqlite3
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
    total: int  # of all that fit, at most ``COUNTED`` + 1; where tone marks are checked, of those that fit without
    newer: int | None  # cursor ``after``
    older: int | None  # cursor ``before``
    by_word: bool  # whether no text has the phrase, so that every word was looked for by itself
    is_checked: bool  # whether tone marks were compared
    checked: int  # articles read to do it


def list_articles(
    database: sqlite3.Connection, filters: Filters, page: Page, sites: tuple[str, ...] | None = None
) -> Listing:
    """Find a page of articles; ``sites`` are those of the kind and province that are asked for, ``None`` for all."""
    search = Search.read(filters.q)
    if filters.q and not search.pieces:
        return Listing([], 0, None, None, by_word=False, is_checked=False, checked=0)
    total = _count(database, select(filters, search, sites))
    by_word = total == 0 and len(search.by_word().pieces) > len(search.pieces)
    if by_word:
        search = search.by_word()
        total = _count(database, select(filters, search, sites))
    return _page(database, select(filters, search, sites), search, page)._replace(total=total, by_word=by_word)


def _page(database: sqlite3.Connection, selection: Selection, search: Search, page: Page) -> Listing:
    upwards = page.after is not None and page.before is None
    found: list[tuple[sqlite3.Row, str]] = []
    checked, last = 0, None
    for row in islice(_rows(database, selection, page, upwards=upwards), MOST_CHECKED + 1):
        if len(found) > ON_A_PAGE or checked == MOST_CHECKED:
            break
        text = unpack(row["text"])
        checked, last = checked + 1, row["row"]
        if not search.has_tones or search.is_in(f"{row['title'] or ''}\n{text}"):
            found.append((row, text))
    has_more = len(found) > ON_A_PAGE or checked == MOST_CHECKED
    shown = found[:ON_A_PAGE]
    edge = shown[-1][0]["row"] if len(found) > ON_A_PAGE else last
    start = page.after if upwards else page.before
    ends = (edge if has_more else None, None if start is None else (shown[0][0]["row"] if shown else start))
    newer, older = ends if upwards else ends[::-1]
    listed = [_listed(row, text, search) for row, text in (shown[::-1] if upwards else shown)]
    return Listing(listed, 0, newer, older, by_word=False, is_checked=search.has_tones, checked=checked)


def _rows(database: sqlite3.Connection, selection: Selection, page: Page, *, upwards: bool) -> Iterator[sqlite3.Row]:
    low, high = selection.low, selection.high
    if upwards and page.after is not None:
        low = max(low, page.after + 1)
    elif page.before is not None:
        high = min(high, page.before)
    order = "ASC" if upwards else "DESC"
    if selection.match is not None:
        yield from database.execute(
            f"SELECT {_ROW}, text FROM search CROSS JOIN article ON article.row = search.rowid CROSS JOIN body ON body.row = article.row"  # noqa: S608 - our own names
            f" WHERE search MATCH ? AND search.rowid >= ? AND search.rowid < ? ORDER BY search.rowid {order}",
            (selection.match, low, high),
        )
    else:
        yield from database.execute(
            f"SELECT {_ROW}, text FROM article JOIN body ON body.row = article.row"  # noqa: S608 - our own names
            f" WHERE article.row >= ? AND article.row < ? AND gone <= ? ORDER BY article.row {order}",
            (low, high, int(selection.with_gone)),
        )


def _count(database: sqlite3.Connection, selection: Selection) -> int:
    """Count what fits, up to one more than is counted."""
    bounds = (selection.low, selection.high, COUNTED + 1)
    if selection.match is not None:
        query = "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ? LIMIT ?"
        values: tuple[object, ...] = (selection.match, *bounds)
    else:
        query = "SELECT row FROM article WHERE gone <= ? AND row >= ? AND row < ? LIMIT ?"
        values = (int(selection.with_gone), *bounds)
    count: int = database.execute(f"SELECT count(*) FROM ({query})", values).fetchone()[0]  # noqa: S608 - one of the two above
    return count


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
        rows = _rows(database, select(filters, terms, sites), page, upwards=page.after is not None)
        for row in islice(rows, MOST_CHECKED):
            if not terms.has_tones or terms.is_in(f"{row['title'] or ''}\n{unpack(row['text'])}"):
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
