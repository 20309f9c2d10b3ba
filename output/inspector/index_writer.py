"""Writing one version into the index, in batches of rows.

A batch is written in the order of the rows of ``article``: the full-text index starts a new piece at every step back.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

from output.history import Part
from output.inspector.findings import add_findings, count_kinds
from output.inspector.index_rows import (
    LINK_COLUMNS,
    REJECTION_COLUMNS,
    TAKEN_AWAY,
    Batch,
    Entry,
    read_articles,
    read_plain,
    searched,
    unpack,
)
from output.inspector.schema import DAY_BITS, day_of_row, event_number, mark
from output.schema import ENDED, Event

_MANY: Final = 500  # values in one statement
_GONE: Final = mark("state", "gone")
_COPY: Final = mark("duplicates", "copies")


class Stored(NamedTuple):
    """An article as it stands in the index."""

    row: int
    words: str
    marks: str


class IndexWriter:
    """Adds one version; the caller holds the transaction."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._next: dict[int, int] = dict(database.execute("SELECT day, next FROM day"))

    def add(self, version: int, digest: str, parts: Iterable[tuple[str, Part]]) -> Iterator[int]:
        """Add the rows of a version, by table; gives the rows written, batch by batch."""
        for table, part in parts:
            yield from self._write(table, part, self._add_segment(part.path.name, version))
        self._database.executemany("INSERT OR REPLACE INTO day VALUES (?, ?)", self._next.items())
        count_kinds(self._database)
        self._database.execute("INSERT INTO version VALUES (?, ?)", (version, digest))

    def _write(self, table: str, part: Part, segment: int) -> Iterator[int]:
        match table:
            case "articles":
                for batch in _ahead(read_articles(part)):
                    self._add_articles(batch, segment)
                    yield len(batch.events)
            case "rejections":
                for first, rows in read_plain(part, REJECTION_COLUMNS):
                    self._add_rejections(rows, event_number(segment, first))
                    yield len(rows)
            case _:
                for _, rows in read_plain(part, LINK_COLUMNS):
                    self._add_links(rows)
                    yield len(rows)

    def _add_segment(self, file: str, version: int) -> int:
        number: int = self._database.execute("SELECT coalesce(max(number), 0) + 1 FROM segment").fetchone()[0]
        self._database.execute("INSERT INTO segment VALUES (?, ?, ?)", (number, file, version))
        return number

    # Articles --------------------------------------------------------------------------------------

    def _add_articles(self, batch: Batch, segment: int) -> None:
        """Write the last record of every id of a batch, and how the id stands after the batch."""
        self._database.executemany(
            "INSERT INTO event VALUES (?, ?, ?, ?)",
            ((event_number(segment, place), *event) for place, event in enumerate(batch.events, batch.first)),
        )
        last = {event.id: event.event for event in batch.events}
        known = self._known_rows(list(last))
        records = {entry.id for entry in batch.entries}
        gone = {id_ for id_, event in last.items() if event == Event.GONE}
        self._mark_gone(known[id_] for id_ in gone - records if id_ in known)
        self._remove(row for id_, row in known.items() if id_ in records or last[id_] in TAKEN_AWAY)
        rows = sorted((self._row_for(entry, known.get(entry.id)), entry) for entry in batch.entries)
        self._insert(rows, segment, gone)

    def _known_rows(self, ids: Sequence[str]) -> dict[str, int]:
        return dict(self._among("SELECT id, row FROM article WHERE id IN", ids))

    def _copies(self, ids: Sequence[str]) -> set[str]:
        return {id_ for (id_,) in self._among("SELECT id FROM link WHERE duplicate_of IS NOT NULL AND id IN", ids)}

    def _among(self, query: str, ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query that ends with the ids, which may be many."""
        for start in range(0, len(ids), _MANY):
            part = ids[start : start + _MANY]
            yield from self._database.execute(f"{query} ({','.join('?' * len(part))})", part)

    def _row_for(self, entry: Entry, known: int | None) -> int:
        """The row an article has had, if its day is the same, or the next of its day."""
        if known is not None and day_of_row(known) == entry.day:
            return known
        place = self._next.get(entry.day, 1)
        self._next[entry.day] = place + 1
        return (entry.day << DAY_BITS) + place

    def _insert(self, rows: Sequence[tuple[int, Entry]], segment: int, gone: set[str]) -> None:
        copies = self._copies([entry.id for _, entry in rows])
        marks = {
            row: " ".join((entry.marks, *[_GONE] * (entry.id in gone), *[_COPY] * (entry.id in copies)))
            for row, entry in rows
        }
        self._database.executemany(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((row, entry.id, segment, entry.place, *entry.columns, int(entry.id in gone)) for row, entry in rows),
        )
        self._database.executemany(
            "INSERT INTO body VALUES (?, ?, ?)", ((row, marks[row], entry.packed) for row, entry in rows)
        )
        self._search_for(Stored(row, entry.words, marks[row]) for row, entry in rows)
        findings = [(row, entry.columns[0], entry.findings) for row, entry in rows if entry.id not in gone]
        add_findings(self._database, findings)

    def _search_for(self, rows: Iterable[Stored]) -> None:
        self._database.executemany("INSERT INTO search (rowid, words, marks) VALUES (?, ?, ?)", rows)

    def _remove(self, rows: Iterable[int]) -> None:
        in_order = sorted(rows)
        self._forget(self._stored(in_order))
        for table in ("article", "body", "finding"):
            self._database.executemany(f"DELETE FROM {table} WHERE row = ?", ((row,) for row in in_order))  # noqa: S608 - our tables

    def _mark_gone(self, rows: Iterable[int]) -> None:
        """Note that pages are no longer on the web; their articles stay to be found, without being asked for review."""
        ended = [(row,) for row in self._change_marks(sorted(rows), _GONE, is_set=True)]
        self._database.executemany("UPDATE article SET gone = 1 WHERE row = ?", ended)
        self._database.executemany("DELETE FROM finding WHERE row = ?", ended)

    def _change_marks(self, rows: Iterable[int], word: str, *, is_set: bool) -> list[int]:
        """Give articles a mark, or take it from them; those that it changed."""
        stored = [one for one in self._stored(rows) if (word in one.marks.split()) != is_set]
        self._forget(stored)
        others = [[mark for mark in one.marks.split() if mark != word] for one in stored]
        marked = [
            one._replace(marks=" ".join([*kept, word] if is_set else kept))
            for one, kept in zip(stored, others, strict=True)
        ]
        self._search_for(marked)
        self._database.executemany("UPDATE body SET marks = ? WHERE row = ?", ((one.marks, one.row) for one in marked))
        return [one.row for one in marked]

    def _stored(self, rows: Iterable[int]) -> list[Stored]:
        find = "SELECT title, marks, text FROM article JOIN body USING (row) WHERE row = ?"
        found = ((row, *self._database.execute(find, (row,)).fetchone()) for row in rows)
        return [Stored(row, searched(title, unpack(text)), marks) for row, title, marks, text in found]

    def _forget(self, stored: Iterable[Stored]) -> None:
        """Take articles out of the full-text index, which has to be told the very words that it was given."""
        self._database.executemany(
            "INSERT INTO search (search, rowid, words, marks) VALUES ('delete', ?, ?, ?)", stored
        )

    # Rejections ------------------------------------------------------------------------------------

    def _add_rejections(self, rows: Sequence[Mapping[str, Any]], first: int) -> None:
        """Write the last rejection of every id; one that became an article goes."""
        last = {row["id"]: (number, row) for number, row in enumerate(rows, first)}
        self._database.executemany("DELETE FROM rejection WHERE id = ?", ((id_,) for id_ in last))
        self._database.executemany(
            "INSERT INTO rejection VALUES (?, ?, ?, ?, ?, ?)",
            (
                (number, row["id"], row["site"], row["reason"], row["detail"], row["url"])
                for number, row in last.values()
                if row["event"] not in ENDED
            ),
        )

    # Links ------------------------------------------------------------------------------------------

    def _add_links(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write how articles stand to their copies; what became a copy, or is none any more, is marked anew."""
        last = {row["id"]: row for row in rows}
        before = self._copies(list(last))
        standing = [row for row in last.values() if row["event"] not in ENDED]
        self._database.executemany("DELETE FROM link WHERE id = ?", ((id_,) for id_ in last))
        self._database.executemany("INSERT INTO link VALUES (:id, :cluster, :duplicate_of)", standing)
        after = self._copies(list(last))
        known = self._known_rows([*(before ^ after)])
        self._change_marks(sorted(row for id_, row in known.items() if id_ in after), _COPY, is_set=True)
        self._change_marks(sorted(row for id_, row in known.items() if id_ not in after), _COPY, is_set=False)


def _ahead(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Make the next batch while one is written: SQLite and the compression leave the interpreter free."""
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = maker.submit(next, batches, None)
            yield batch
