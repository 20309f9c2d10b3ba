"""What the index keeps of an article: the row of a list, the words it is found by, and the places to judge."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pyarrow as pa

from output.history import Part
from output.inspector.findings import EditColumn, Finding
from output.inspector.fold import fold
from output.inspector.quality_classes import classes_of
from output.inspector.schema import day_number, mark
from output.inspector.segments import read_slices
from output.schema import ENDED, Event


class Fields(NamedTuple):
    """What the index needs of an article, beside its edits; as the columns of a segment have it."""

    id: str
    site: str | None
    title: str | None
    title_edits: list[dict[str, str]] | None  # only their rules
    caption_edits: list[list[dict[str, str]]] | None  # only their rules
    published: str | None
    published_on: date | None
    text: str
    stripped: list[dict[str, str]] | None  # only their rules
    flags: list[str] | None
    quality: dict[str, Any] | None
    revision: int | None


_ONLY_RULES: Final = {
    "title_edits": "title_edits.list.element.rule",
    "caption_edits": "caption_edits.list.element.list.element.rule",
    "stripped": "stripped.list.element.rule",
}
COLUMNS: Final = ("event", "edits", "suggestions", *(_ONLY_RULES.get(name, name) for name in Fields._fields))
"""Columns of a segment that the index is made from."""

_LZ4: Final = pa.Codec("lz4_raw")  # half the size; zstd takes a third and five times the time


TAKEN_AWAY: Final = ENDED - {Event.GONE}
"""Events after which an article is not to be found; what is gone from the web stays."""
REJECTION_COLUMNS: Final = ("event", "id", "site", "reason", "detail", "url")
LINK_COLUMNS: Final = ("event", "id", "cluster", "duplicate_of")
_BATCH: Final = 4_000  # rows; their texts in all forms are about 50 MB


class Logged(NamedTuple):
    """A row of the log of articles."""

    id: str
    event: str
    revision: int


class Entry(NamedTuple):
    """One article for the index."""

    place: int  # in its segment
    id: str
    day: int
    columns: tuple[Any, ...]  # site, title, published, revision, edits, suggestions, characters, flags
    marks: str
    words: str  # folded
    packed: bytes  # the text
    findings: tuple[Finding, ...]


class Batch(NamedTuple):
    """Some rows of the log, made ready to be written."""

    first: int  # place of the first of them in its segment
    events: list[Logged]
    entries: list[Entry]  # of the last record of every id that is to be found


def read_articles(part: Part) -> Iterator[Batch]:
    """Read rows of articles, batch by batch."""
    first = part.start
    for table in read_slices(part, COLUMNS, _BATCH):
        columns = (table[name].to_pylist() for name in ("id", "event", "revision"))
        events = [Logged(id_, event, revision or 1) for id_, event, revision in zip(*columns, strict=True)]
        last = {event.id: event.event for event in events}
        records = {event.id: place for place, event in enumerate(events) if event.event not in ENDED}
        kept = sorted(place for id_, place in records.items() if last[id_] not in TAKEN_AWAY)
        yield Batch(first, events, list(entries(table, kept, first)))
        first += len(events)


def read_plain(part: Part, columns: Sequence[str]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Read rows of a table whose rows are small, batch by batch, each with the place of its first."""
    first = part.start
    for table in read_slices(part, columns, _BATCH):
        yield first, table.to_pylist()
        first += len(table)


def entries(batch: pa.Table, wanted: Sequence[int], first: int) -> Iterator[Entry]:
    """Make entries of some rows of a batch, whose first row is row ``first`` of its segment."""
    chosen = batch.take(pa.array(wanted, pa.int64()))
    edits, suggestions = (EditColumn(chosen[name].combine_chunks()) for name in ("edits", "suggestions"))
    columns = (_values(chosen, name) for name in Fields._fields)
    for row, (place, *values) in enumerate(zip(wanted, *columns, strict=True)):
        fields = Fields(*values)
        made, suggested = edits.rules(row), suggestions.rules(row)
        yield Entry(
            first + place,
            fields.id,
            day_number(fields.published_on),
            _listed(fields, len(made), len(suggested)),
            _marks(fields, made, len(suggested)),
            searched(fields.title, fields.text),
            pack(fields.text),
            (*edits.applied(row, fields.text), *suggestions.suggested(row, fields.text)),
        )


def _listed(fields: Fields, edits: int, suggestions: int) -> tuple[Any, ...]:
    """What a list shows of an article."""
    head = (fields.site, fields.title, fields.published, fields.revision or 1)
    beside = len(fields.title_edits or ()) + sum(map(len, fields.caption_edits or ()))
    counts = (edits + beside, suggestions, len(fields.text))
    return (*head, *counts, " ".join(fields.flags or ()))


def _marks(fields: Fields, rules: Iterable[str], suggestions: int) -> str:
    """The words by which filters find an article."""
    in_title = (edit["rule"] for edit in fields.title_edits or ())
    revision = "revised" if (fields.revision or 1) > 1 else "first"
    return " ".join(
        [
            _some("site", frozenset((fields.site or "",))),
            _some("revision", frozenset((revision,))),
            _some("rule", frozenset((*rules, *in_title))),
            _some("stripped", frozenset(block["rule"] for block in fields.stripped or ())),
            _some("flag", frozenset(fields.flags or ())),
            _some("quality", frozenset(classes_of(fields.quality or {}, suggestions))),
        ]
    )


@lru_cache(4096)  # most articles have one of few combinations
def _some(name: str, values: frozenset[str]) -> str:
    """The words of some values of a filter; the name of a rule can be those of several."""
    parts = {part for value in values for part in (value.split("+") if name == "rule" else (value,))}
    return " ".join(mark(name, part) for part in sorted(parts))


def searched(title: str | None, text: str) -> str:
    """The words by which an article is found."""
    return fold(f"{title or ''}\n{text}")


def pack(text: str) -> bytes:
    """A text as the index keeps it, for what stands around a hit."""
    packed = text.encode("utf-8", "surrogatepass")
    compressed: bytes = _LZ4.compress(packed, asbytes=True)
    return len(packed).to_bytes(4, "big") + compressed


def unpack(packed: bytes) -> str:
    """A text that was packed."""
    text: bytes = _LZ4.decompress(packed[4:], int.from_bytes(packed[:4], "big"), asbytes=True)
    return text.decode("utf-8", "surrogatepass")


def _values(batch: pa.Table, name: str) -> list[Any]:
    """The values of a column; a file of an earlier format may lack it."""
    return batch[name].to_pylist() if name in batch.schema.names else [None] * len(batch)
