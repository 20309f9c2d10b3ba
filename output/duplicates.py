"""Duplicates: the same piece of news on several pages, linked to its earliest source, never dropped.

A refresh signs the texts it wrote, compares them with all that are known, and writes what changed in the links.
Signatures are stored: a text is read once for as long as the algorithm stays the same. Exact copies are one text
from the start. Only families that something came into or left are compared again, and they end as a rebuild would
leave them.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from output.duplicates_links import TABLE, read_links
from output.duplicates_relinking import Standing, relinked
from output.history import History, Part
from output.manifest import Segment
from output.schema import ENDED
from output.segments import SegmentWriter
from output.signed import TABLE as SIGNED
from output.signed import read_signed, read_slots, signed
from output.view import View


def duplicate_segments(history: History, version: int, folder: Path, articles: Path | None) -> Iterator[Segment]:
    """Write what a refresh adds to signatures and links as segments in its folder.

    ``version`` is the one being made, ``articles`` its segment with articles, if it has one.

    Raises:
        DatasetError: a segment is missing or damaged.
        OSError: a file could not be written.
    """
    step = _step(history, articles)
    path = folder / f"{version:06}-{SIGNED}.parquet"
    signatures = _written(path, signed(step.view, step.unsigned))
    if signatures is not None:
        yield signatures
    if not len(step.unsigned) and not len(step.left):
        return
    added = [] if signatures is None else [Part(path, 0, signatures.rows)]
    links = relinked(_standing(history, added, step), step.unsigned["id"], read_links(history.parts(TABLE)))
    segment = _written(folder / f"{version:06}-{TABLE}.parquet", [links])
    if segment is not None:
        yield segment


class _Step(NamedTuple):
    """What a refresh changes in the articles."""

    view: View
    current: pa.ChunkedArray
    """Ids of the current articles."""
    unsigned: pa.Table
    """Of these, ``id`` and ``row`` of those to sign: with a new text, or without a signature of this algorithm."""
    left: pa.Table
    """Signatures that counted before, and count no more."""


def _step(history: History, articles: Path | None) -> _Step:
    old = history.parts("articles")
    added = [] if articles is None else [Part(articles, 0, pq.read_metadata(articles).num_rows)]
    before = sum(part.stop - part.start for part in old)
    view = View([*old, *added])
    current, known = view.current(), read_signed(history.parts(SIGNED))
    is_written = pc.greater_equal(current["row"], before)
    unsigned = current.filter(pc.or_(is_written, pc.invert(pc.is_in(current["id"], value_set=known["id"]))))
    last = view.last(before)
    was_current = last.filter(pc.invert(pc.is_in(last["event"], value_set=pa.array(sorted(ENDED), pa.string()))))["id"]
    counted = known.filter(pc.is_in(known["id"], value_set=was_current))
    stays = pc.and_not(_is_among(counted, current), _is_among(counted, unsigned))
    return _Step(view, current["id"], unsigned, counted.filter(pc.invert(stays)))


def _is_among(table: pa.Table, other: pa.Table) -> pa.ChunkedArray:
    return pc.is_in(table["id"], value_set=other["id"])


def _standing(history: History, added: list[Part], step: _Step) -> Standing:
    parts = [*history.parts(SIGNED), *added]
    known = read_signed(parts)
    current = known.filter(pc.is_in(known["id"], value_set=step.current))
    return Standing.of(current, step.left, lambda rows: read_slots(parts, rows))


def _written(path: Path, tables: Iterable[pa.Table]) -> Segment | None:
    """Write tables of one schema as they come; no rows make no file."""
    writer: SegmentWriter | None = None
    try:
        for table in filter(len, tables):
            writer = writer or SegmentWriter(path, table.schema)
            writer.write_table(table)
        return None if writer is None else writer.finish()
    except BaseException:
        if writer is not None:
            writer.abandon()
        raise
