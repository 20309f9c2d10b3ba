"""What is known of every id, small enough to hold for a million articles (about 80 bytes each)."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.history import Part
from output.schema import DIGEST_BYTES, ENDED, Event
from output.segments import read_batches

_ARTICLE_COLUMNS = ("id", "event", "digest", "revision", "first_seen", "last_changed", "ended_at")
_REJECTION_COLUMNS = ("id", "event", "digest", "provenance.fetched_at")
_TIME = pa.timestamp("us", "UTC")
_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("event", pa.string()),
        ("digest", pa.binary(DIGEST_BYTES)),
        ("revision", pa.int32()),
        ("first_seen", _TIME),
        ("last_changed", _TIME),
        ("ended_at", _TIME),
    ]
)


class State(NamedTuple):
    """The state of one id after its last event."""

    event: Event
    digest: bytes  # of its last record, see output.schema
    revision: int = 1
    first_seen: datetime | None = None
    last_changed: datetime | None = None  # fetch of its last record
    ended_at: datetime | None = None

    @property
    def has_ended(self) -> bool:
        """Whether the id is out of the current view."""
        return self.event in ENDED


class Known:
    """The state of every id of one table, found by its id."""

    def __init__(self, states: pa.Table) -> None:
        """Take the last row of every id, in any order."""
        self._states = states.take(pc.sort_indices(states["id"])).combine_chunks()
        self._ids = _one_array(self._states["id"])

    def __len__(self) -> int:
        return len(self._ids)

    def get(self, id: str) -> State | None:  # noqa: A002 - the field's name
        """Find the state of an id."""
        place = bisect_left(range(len(self._ids)), id, key=lambda index: self._ids[index].as_py())
        if place == len(self._ids) or self._ids[place].as_py() != id:
            return None
        row = self._states.slice(place, 1).to_pylist()[0]
        del row["id"]
        return State(**row | {"event": Event(row["event"])})


def known_articles(parts: Iterable[Part]) -> Known:
    """Read what is known of the articles in these parts of segments, oldest first."""
    return Known(_last_states([table for part in parts for table in _read(part, _ARTICLE_COLUMNS)]))


def known_rejections(parts: Iterable[Part]) -> Known:
    """Read what is known of the rejections in these parts of segments, oldest first."""
    return Known(_last_states([_with_fetch(table) for part in parts for table in _read(part, _REJECTION_COLUMNS)]))


def numbered(log: pa.Table) -> pa.Table:
    """Put the number of every row into the column ``row``."""
    return log.append_column("row", pa.array(np.arange(len(log))))


def last_rows(log: pa.Table) -> pa.Table:
    """Keep the last row of every id, in the order of the log, which is numbered."""
    ids = log["id"].combine_chunks().dictionary_encode()  # a third of the time of grouping by texts
    ids = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    if len(ids.dictionary) == len(log):
        return log
    last = np.empty(len(ids.dictionary), np.int64)
    last[ids.indices.to_numpy()] = np.arange(len(log))  # of equal indices, the last one counts
    return log.take(np.sort(last))


def _read(part: Part, columns: Sequence[str]) -> Iterator[pa.Table]:
    return read_batches(part.path, columns, part.start, part.stop)


def _last_states(tables: list[pa.Table]) -> pa.Table:
    log = pa.concat_tables([_SCHEMA.empty_table(), *(table.select(_SCHEMA.names).cast(_SCHEMA) for table in tables)])
    return last_rows(numbered(log)).select(_SCHEMA.names)


def _with_fetch(table: pa.Table) -> pa.Table:
    """Give rejections the columns of articles: they have no revisions, and one time."""
    fetched = pc.struct_field(table["provenance"], "fetched_at")
    nothing = pa.nulls(len(table), _TIME)
    ones = pa.array([1] * len(table), pa.int32())
    columns = {"revision": ones, "first_seen": nothing, "last_changed": fetched, "ended_at": nothing}
    for name, column in columns.items():
        table = table.append_column(name, column)
    return table


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
