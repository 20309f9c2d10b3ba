"""The queue of repairs to judge: kinds of them, those first whose decision mends most, and the places of each."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from output.inspector.context import before_place, behind_place
from output.inspector.decisions import Decision, Scope
from output.inspector.index_rows import unpack
from output.inspector.places import decision_about
from output.inspector.records import NotFoundError

ON_A_PAGE: Final = 12  # kinds
EXAMPLES: Final = 3  # places shown of a kind
PLACES: Final = 50  # places on the page of one kind
AROUND: Final = 70  # code points shown on each side of a place
_FROM: Final = (
    "SELECT number, id, title, article.site, published, finding.place, before, after, near, confidence, text"
    " FROM finding CROSS JOIN article USING (row) CROSS JOIN body USING (row)"
)
_PLACES: Final = f"{_FROM} WHERE kind = :kind AND number > :after ORDER BY number LIMIT :most"
_PLACES_OF_SITE: Final = (
    f"{_FROM} WHERE kind = :kind AND finding.site = :site AND number > :after ORDER BY number LIMIT :most"
)


class Example(NamedTuple):
    """A place of a kind."""

    number: int
    article: str
    title: str | None
    site: str | None
    published: str | None
    before: str
    after: str
    near: str  # by which a correction knows the place
    around: tuple[str, str]  # what a reader sees before and behind the words
    confidence: float
    decision: Decision | None


class QueuedKind(NamedTuple):
    """A kind of repair."""

    kind: str
    applied: bool
    rule: str
    before: str
    after: str
    places: int
    worth: float
    examples: list[Example]
    decision: Decision | None  # about all of its places


class Queue(NamedTuple):
    """A page of the queue."""

    kinds: list[QueuedKind]
    next: str | None  # cursor


def read_queue(
    database: sqlite3.Connection,
    decisions: Sequence[Decision],
    *,
    applied: bool,
    rule: str = "",
    site: str = "",
    cursor: str = "",
) -> Queue:
    """The next kinds that are not decided as a whole, for all sites or for the one that is asked for."""
    settled = {
        one.kind
        for one in decisions
        if one.scope is Scope.EVERYWHERE or (site and one.site == site and one.scope is Scope.SITE)
    }
    kinds = list[QueuedKind]()
    for row in _kinds(database, applied=applied, rule=rule, site=site, cursor=cursor):
        if len(kinds) == ON_A_PAGE:
            return Queue(kinds, f"{kinds[-1].worth!r}:{kinds[-1].kind}")
        if row["kind"] not in settled:
            kinds.append(_queued(database, row, decisions, EXAMPLES, site))
    return Queue(kinds, None)


def read_kind(
    database: sqlite3.Connection, decisions: Sequence[Decision], kind: str, site: str = "", after: int = 0
) -> QueuedKind:
    """One kind with its places.

    Raises:
        NotFoundError: no place is of this kind.
    """
    row = database.execute("SELECT * FROM kind WHERE kind = ?", (kind,)).fetchone()
    if row is None:
        raise NotFoundError(kind)
    return _queued(database, row, decisions, PLACES, site, after)


def sites_of(database: sqlite3.Connection, kind: str) -> list[tuple[str, int]]:
    """The sites where a kind has places, those with most first."""
    rows = database.execute(
        "SELECT site, count(*) FROM finding WHERE kind = ? AND site IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1", (kind,)
    )
    return [(site, count) for site, count in rows]


def rules_of(database: sqlite3.Connection, *, applied: bool) -> list[tuple[str, int]]:
    """The rules that have something in the queue, with their places."""
    rows = database.execute(
        "SELECT rule, sum(places) FROM kind WHERE applied = ? GROUP BY 1 ORDER BY 2 DESC", (applied,)
    )
    return [(rule, count) for rule, count in rows]


def is_place(number: str) -> bool:
    """Whether a number from an address can be that of a place."""
    return number.isascii() and number.isdecimal() and int(number) < 1 << 62


def is_cursor(cursor: str) -> bool:
    """Whether a cursor from an address can be one."""
    try:
        worth, kind = cursor.split(":")
        return float(worth) >= 0 and kind.isalnum()
    except ValueError:
        return False


def _kinds(database: sqlite3.Connection, *, applied: bool, rule: str, site: str, cursor: str) -> Iterator[sqlite3.Row]:
    conditions, values = ["applied = ?"], list[object]([applied])
    if rule:
        conditions, values = [*conditions, "rule = ?"], [*values, rule]
    if site:
        conditions.append("EXISTS (SELECT 1 FROM finding WHERE finding.kind = kind.kind AND finding.site = ?)")
        values.append(site)
    if cursor:
        worth, kind = cursor.split(":")
        conditions, values = [*conditions, "(worth, kind) < (?, ?)"], [*values, float(worth), kind]
    query = f"SELECT * FROM kind WHERE {' AND '.join(conditions)} ORDER BY worth DESC, kind DESC"  # noqa: S608 - our own words
    yield from database.execute(query, values)


def _queued(
    database: sqlite3.Connection, row: sqlite3.Row, decisions: Sequence[Decision], most: int, site: str, after: int = 0
) -> QueuedKind:
    about = [one for one in decisions if one.kind == row["kind"]]
    given = {"kind": row["kind"], "site": site, "after": after, "most": most}
    found = database.execute(_PLACES_OF_SITE if site else _PLACES, given)
    general = next((one for one in reversed(about) if one.scope is Scope.EVERYWHERE), None)
    return QueuedKind(
        row["kind"],
        bool(row["applied"]),
        row["rule"],
        row["before"],
        row["after"],
        row["places"],
        row["worth"],
        [_example(place, row["kind"], about, applied=bool(row["applied"])) for place in found],
        general,
    )


def _example(row: sqlite3.Row, kind: str, decisions: Sequence[Decision], *, applied: bool) -> Example:
    around = _around(unpack(row["text"]), row["place"], row["after"] if applied else row["before"])
    decision = decision_about(decisions, kind, row["site"], row["id"], row["near"])
    facts = (row["number"], row["id"], row["title"], row["site"], row["published"], row["before"], row["after"])
    return Example(*facts, row["near"], around, row["confidence"], decision)


def _around(text: str, place: int, words: str) -> tuple[str, str]:
    """What stands before and behind the whole words of a finding, which begin before its place where it is inside."""
    start = text.find(words, max(0, place - len(words)))
    start = place if start < 0 else start
    return before_place(text, start, AROUND), behind_place(text, start + len(words), AROUND)
