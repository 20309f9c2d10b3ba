"""Duplicates: the same piece of news on several pages, linked to its earliest source, never dropped.

A refresh signs the texts it wrote, compares them with all that are known, and writes what changed in the links.
Signatures are stored: a text is read once for as long as the algorithm stays the same. Only families that something
came into or left are compared again, and they end as a rebuild would leave them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from output.duplicates_clusters import Dated, Link, families, link
from output.duplicates_links import TABLE, read_links
from output.duplicates_matching import Pairs, Texts, matching
from output.history import History, Part
from output.known import last_rows, numbered
from output.manifest import Segment
from output.schema import DUPLICATES, SIGNATURES, Event
from output.segments import SegmentWriter, read_batches
from output.signatures import ALGORITHM, SLOTS, sign
from output.view import View

SIGNED = "signatures"
"""The end of the names of the segments with signatures."""


class Relinked(NamedTuple):
    """The tables that a refresh adds."""

    signatures: pa.Table
    links: pa.Table


def duplicate_segments(history: History, version: int, folder: Path, articles: Path | None) -> Iterator[Segment]:
    """Write what a refresh adds to signatures and links as segments in its folder.

    ``version`` is the one being made, ``articles`` its segment with articles, if it has one.

    Raises:
        DatasetError: a segment is missing or damaged.
        OSError: a file could not be written.
    """
    relinked = relink(history, articles)
    for table, rows in ((SIGNED, relinked.signatures), (TABLE, relinked.links)):
        if not len(rows):
            continue
        writer = SegmentWriter(folder / f"{version:06}-{table}.parquet", rows.schema)
        try:
            writer.write_table(rows)
            segment = writer.finish()
        except BaseException:
            writer.abandon()
            raise
        if segment is not None:
            yield segment


def relink(history: History, articles: Path | None) -> Relinked:
    """Sign the texts without a signature of this algorithm, and find what changes in the links."""
    old = history.parts("articles")
    added = [] if articles is None else [Part(articles, 0, pq.read_metadata(articles).num_rows)]
    view = View([*old, *added])
    current = view.current()
    known = _signatures(history)
    is_written = pc.greater_equal(current["row"], sum(part.stop - part.start for part in old))
    is_known = pc.is_in(current["id"], value_set=known["id"])
    unsigned = current.filter(pc.or_(is_written, pc.invert(is_known)))
    signed = pa.concat_tables([SIGNATURES.empty_table(), *_signed(view, unsigned)])
    kept = known.filter(pc.is_in(known["id"], value_set=current.filter(_is_not_in(current, unsigned))["id"]))
    links = _Articles(pa.concat_tables([kept, signed])).relinked(
        set(unsigned["id"].to_pylist()), read_links(history.parts(TABLE))
    )
    return Relinked(signed, links)


def _is_not_in(table: pa.Table, other: pa.Table) -> pa.ChunkedArray:
    return pc.invert(pc.is_in(table["id"], value_set=other["id"]))


def _signatures(history: History) -> pa.Table:
    """The last signature of every id, of those that this algorithm made."""
    parts = history.parts(SIGNED)
    batches = (batch for part in parts for batch in read_batches(part.path, SIGNATURES.names, part.start, part.stop))
    log = last_rows(numbered(pa.concat_tables([SIGNATURES.empty_table(), *batches])))
    return log.filter(pc.equal(log["algorithm"], ALGORITHM)).select(SIGNATURES.names)


def _signed(view: View, chosen: pa.Table) -> Iterator[pa.Table]:
    for rows in view.tables(chosen):
        signatures = list(sign(rows["text"].to_pylist()))
        columns = {name: [getattr(one, name) for one in signatures] for name in signatures[0]._fields}
        columns |= {"event": [Event.ADD.value] * len(rows), "algorithm": [ALGORITHM] * len(rows)}
        columns |= {name: rows[name] for name in ("id", "published", "first_seen")}
        yield pa.table([columns[name] for name in SIGNATURES.names], schema=SIGNATURES)


class _Articles:
    """The current articles with their signatures."""

    def __init__(self, signatures: pa.Table) -> None:
        table = signatures.sort_by("id").combine_chunks()
        digests = table["text_digest"].combine_chunks().dictionary_encode()
        self._texts = digests.indices.to_numpy()  # article to the number of its text
        firsts = np.unique(self._texts, return_index=True)[1]
        self._of_text: dict[int, list[int]] = defaultdict(list)
        for place, text in enumerate(self._texts.tolist()):
            self._of_text[text].append(place)
        self._table = table
        self._ids: list[str] = table["id"].to_pylist()
        self._signatures = _texts(table.take(firsts))

    def relinked(self, fresh: set[str], links: pa.Table) -> pa.Table:
        """Rows for the links that are not as they were; ``fresh`` are the articles that were signed anew."""
        before = {row.pop("id"): Link(**row) for row in links.to_pylist()}
        members: dict[str, list[str]] = defaultdict(list)  # by family
        for name, old in before.items():
            members[old.family].append(name)
        places = {name: place for place, name in enumerate(self._ids)}
        stirred = {before[name].family for name in before if name in fresh or name not in places}
        wanted = {places[name] for family in stirred for name in members[family] if name in places}
        wanted |= {places[name] for name in fresh}
        touched, pairs = self._reached(wanted, before, members, places)
        after = self._linked(touched, pairs)
        asked = {self._ids[place] for place in touched} | {name for name in before if name not in places}
        return _changes({name: before[name] for name in asked if name in before}, after)

    def _reached(
        self,
        wanted: set[int],
        before: Mapping[str, Link],
        members: Mapping[str, Sequence[str]],
        places: Mapping[str, int],
    ) -> tuple[set[int], Pairs]:
        """The articles that the wanted ones are a family with, and all pairs of their texts."""
        asked = {int(self._texts[place]) for place in wanted}
        pairs = self._matching(asked)
        texts = {*pairs.left.tolist(), *pairs.right.tolist(), *asked}
        touched = {place for text in texts for place in self._of_text[text]}
        old = {before[self._ids[place]].family for place in touched if self._ids[place] in before}
        touched |= {places[name] for family in old for name in members[family] if name in places}
        rest = {int(self._texts[place]) for place in touched} - asked
        return touched, pairs.joined(self._matching(rest)) if rest else pairs

    def _matching(self, texts: set[int]) -> Pairs:
        wanted = np.zeros(len(self._signatures.syllables), np.bool_)
        wanted[list(texts)] = True
        return matching(self._signatures, wanted)

    def _linked(self, touched: set[int], pairs: Pairs) -> dict[str, Link]:
        likeness: dict[int, dict[int, float]] = defaultdict(dict)
        for one, other, alike in zip(*(side.tolist() for side in pairs), strict=True):
            likeness[one][other] = likeness[other][one] = alike
        texts = {int(self._texts[place]) for place in touched}
        by_family: dict[int, list[int]] = defaultdict(list)
        for text, family in families(texts, ((one, other) for one in likeness for other in likeness[one])).items():
            by_family[family] += self._of_text[text]
        linked: dict[str, Link] = {}
        for family_places in by_family.values():
            if len(family_places) > 1:
                linked.update(link(self._dated(family_places), likeness))
        return linked

    def _dated(self, places: Iterable[int]) -> list[Dated]:
        rows = self._table.select(["id", "published", "first_seen"]).take(sorted(places)).to_pylist()
        return [Dated(text=int(self._texts[place]), **row) for place, row in zip(sorted(places), rows, strict=True)]


def _texts(signatures: pa.Table) -> Texts:
    slots = np.frombuffer(b"".join(signatures["slots"].to_pylist()), np.uint8)
    return Texts(
        slots.reshape(len(signatures), 2 * SLOTS),
        signatures["syllables"].to_numpy(),
        signatures["particulars"].to_numpy(),
    )


def _changes(before: Mapping[str, Link], after: Mapping[str, Link]) -> pa.Table:
    rows = []
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            rows.append({"event": Event.WITHDRAW.value, "id": name})
        elif after[name] != before.get(name):
            event = Event.CHANGE if name in before else Event.ADD
            rows.append({"event": event.value, "id": name, **after[name]._asdict()})
    return pa.Table.from_pylist(rows, schema=DUPLICATES)
