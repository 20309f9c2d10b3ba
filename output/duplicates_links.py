"""The links between copies as they stand at a version, and the join that puts them into articles.

They have a table of their own, a row whenever one changes: an article whose cluster grows is not written again.
"""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from output.history import Part
from output.known import last_rows, numbered
from output.schema import DUPLICATES, ENDED, Event
from output.segments import read_batches

TABLE = "duplicates"
"""The end of the names of its segments."""

LINKED = ("duplicate_of", "cluster")
"""Columns of articles that come from here."""

_ENDED = pa.array(sorted(ENDED), pa.string())


def read_links(parts: Sequence[Part]) -> pa.Table:
    """Read the links after these parts of segments: columns ``id``, ``family``, ``cluster`` and ``duplicate_of``.

    Raises:
        DatasetError: a segment is missing or damaged.
    """
    batches = (batch for part in parts for batch in read_batches(part.path, DUPLICATES.names, part.start, part.stop))
    log = last_rows(numbered(pa.concat_tables([DUPLICATES.empty_table(), *batches])))
    return log.filter(pc.invert(pc.is_in(log["event"], value_set=_ENDED))).drop_columns(["event", "row"])


def joined(articles: pa.Table, links: pa.Table | None) -> pa.Table:
    """Put the links into a table of articles, which has at least the column ``id``."""
    if links is None or not len(links):
        return articles
    places = pc.index_in(articles["id"], value_set=links["id"])
    for name in LINKED:
        column = links[name].combine_chunks().take(places)
        if name in articles.column_names:
            articles = articles.set_column(articles.column_names.index(name), name, column)
        else:
            articles = articles.append_column(name, column)
    return articles


def changed_links(before: pa.Table, after: pa.Table, ids: pa.ChunkedArray, touched: pa.Array) -> pa.Table:
    """Give the rows to write, by id; ``after`` are the links of the touched ones of the current articles ``ids``."""
    asked = pc.or_(
        pc.is_in(before["id"], value_set=ids.filter(touched)), pc.invert(pc.is_in(before["id"], value_set=ids))
    )
    before = before.filter(asked)
    places = pc.index_in(after["id"], value_set=before["id"])
    is_as_it_was = places.is_valid()
    for name in ("family", *LINKED):
        is_as_it_was = pc.and_(is_as_it_was, _are_same(after[name], before[name].combine_chunks().take(places)))
    events = pc.if_else(places.is_valid(), Event.CHANGE.value, Event.ADD.value)
    written = after.append_column("event", events).filter(pc.invert(is_as_it_was)).select(DUPLICATES.names)
    lost = before["id"].filter(pc.invert(pc.is_in(before["id"], value_set=after["id"])))
    nothing = pa.nulls(len(lost), pa.string())
    ended = pa.table([pa.repeat(Event.WITHDRAW.value, len(lost)), lost, nothing, nothing, nothing], DUPLICATES.names)
    return pa.concat_tables([table.cast(DUPLICATES) for table in (written, ended)]).sort_by("id")


def _are_same(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether values are equal, or both absent."""
    return pc.or_(pc.fill_null(pc.equal(one, other), pa.scalar(value=False)), pc.and_(one.is_null(), other.is_null()))
