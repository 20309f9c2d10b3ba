"""Single articles and rejections: found by the index, read from the segments."""

import sqlite3
from typing import Final, NamedTuple

from cleaning.article import Article, Rejection
from output.inspector.schema import event_number
from output.inspector.segments import SegmentReader
from output.schema import ENDED, Event, article_from_row, rejection_from_row

_MOST_NEAR: Final = 20  # copies shown of an article
_FEW: Final = 10  # articles that a beginning of an id can lead to


class NotFoundError(LookupError):
    """The dataset does not have what was asked for."""


class Revision(NamedTuple):
    """A text that an article has had."""

    number: int
    event: str
    version: int
    file: str
    place: int


class Found(NamedTuple):
    """An article as the log has it."""

    id: str
    last_event: Event
    revisions: list[Revision]  # oldest first; of the same number the last

    @property
    def is_current(self) -> bool:
        """Whether it is an article of the latest version."""
        return self.last_event not in ENDED

    def revision(self, number: int | None) -> Revision:
        """One of its texts, by default the last.

        Raises:
            NotFoundError: it has no such text.
        """
        for revision in reversed(self.revisions):
            if number in (None, revision.number):
                return revision
        raise NotFoundError(f"{self.id} has no revision {number}")


class Copy(NamedTuple):
    """An article with nearly the same text."""

    id: str
    site: str | None
    title: str | None
    published: str | None
    is_source: bool


def ids_from(database: sqlite3.Connection, start: str) -> list[str]:
    """Ids of articles that begin like this, a few of them."""
    if not start:
        return []
    rows = database.execute(
        "SELECT DISTINCT id FROM event WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
        (start, f"{start}\U0010ffff", _FEW),
    )
    return [row[0] for row in rows]


def find_article(database: sqlite3.Connection, name: str) -> Found:
    """Find an article by its id, whatever became of it.

    Raises:
        NotFoundError: the log does not know it.
    """
    rows = database.execute(
        "SELECT event.number, event, revision, segment.version, file FROM event"
        " JOIN segment ON segment.number = event.number >> 32 WHERE id = ? ORDER BY event.number",
        (name,),
    ).fetchall()
    if not rows:
        raise NotFoundError(name)
    records = {
        row["revision"]: Revision(
            row["revision"], row["event"], row["version"], row["file"], row["number"] & 0xFFFFFFFF
        )
        for row in rows
        if row["event"] not in ENDED
    }
    return Found(name, Event(rows[-1]["event"]), sorted(records.values(), key=lambda revision: revision.number))


def read_article(segments: SegmentReader, revision: Revision) -> Article:
    """Read one text of an article."""
    return article_from_row(segments.read(revision.file, revision.place))


def with_links(database: sqlite3.Connection, article: Article) -> Article:
    """An article with the links to its copies, which the dataset keeps apart."""
    row = database.execute("SELECT cluster, duplicate_of FROM link WHERE id = ?", (article.id,)).fetchone()
    return article.model_copy(update=dict(row)) if row else article


def copies_of(database: sqlite3.Connection, article: Article) -> list[Copy]:
    """The other articles with the same or nearly the same text, the oldest first."""
    rows = database.execute(
        "SELECT id, site, title, published FROM link JOIN article USING (id)"
        " WHERE cluster = ? AND id <> ? ORDER BY row LIMIT ?",
        (article.cluster, article.id, _MOST_NEAR),
    )
    return [
        Copy(row["id"], row["site"], row["title"], row["published"], row["id"] == article.duplicate_of) for row in rows
    ]


def find_rejection(database: sqlite3.Connection, segments: SegmentReader, name: str) -> Rejection:
    """Find a rejection by its id.

    Raises:
        NotFoundError: no page with this id is rejected.
    """
    row = database.execute(
        "SELECT file, row & 4294967295 AS place FROM rejection JOIN segment ON segment.number = row >> 32 WHERE id = ?",
        (name,),
    ).fetchone()
    if row is None:
        raise NotFoundError(name)
    return rejection_from_row(segments.read(row["file"], row["place"]))


def rows_of_version(database: sqlite3.Connection, after: int, version: int) -> tuple[int, int] | None:
    """First number and number behind the last of the events that the versions from one to another added."""
    low, high = database.execute(
        "SELECT min(number), max(number) FROM segment WHERE version > ? AND version <= ?", (after, version)
    ).fetchone()
    return None if low is None else (event_number(low, 0), event_number(high + 1, 0))
