"""The columns of the dataset, and the way of a record into a row and back.

The schemas are written out rather than derived from the models: a file that people load for years must
not change because a type hint did. A test holds schemas and models together, field by field.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pyarrow as pa
from pydantic import BaseModel

from cleaning.article import Article, Quality, Rejection
from cleaning.dates import VIETNAM

FORMAT_VERSION = 2  # of manifests and columns; a folder with a higher one is not touched, lower ones are read
DIGEST_BYTES = 16  # of a sha256, as in the ids: by chance, no two of a billion texts share one

Row = dict[str, Any]
"""One row of a segment: column name to value."""


class Event(StrEnum):
    """What a row of the log says about its id; the last row of an id holds."""

    ADD = "add"
    """First record of this id."""
    CHANGE = "change"
    """The record differs from the one before."""
    RESTORE = "restore"
    """The record is back after it had ended, changed or not."""
    GONE = "gone"
    """The page is no longer on the web; earlier rows keep what it said."""
    TAKEDOWN = "takedown"
    """It was taken down on request; its text goes from the earlier rows with the next compaction."""
    WITHDRAW = "withdraw"
    """The page ends in the other table now: an article judged to be none, or a rejection that became one."""


ENDED = frozenset({Event.GONE, Event.TAKEDOWN, Event.WITHDRAW})
"""Events that take an id out of the current view; their rows hold no text."""

_TIME = pa.timestamp("us", "UTC")
_TEXTS = pa.list_(pa.string())
_EDITS = pa.list_(
    pa.struct(
        [
            ("start", pa.int32()),
            ("before", pa.string()),
            ("after", pa.string()),
            ("rule", pa.string()),
            ("confidence", pa.float64()),
        ]
    )
)
_IMAGES = pa.list_(pa.struct([("url", pa.string()), ("caption", pa.string())]))
_STRIPPED = pa.list_(pa.struct([("text", pa.string()), ("rule", pa.string())]))
_QUALITY = pa.struct(
    [
        ("characters", pa.int32()),
        ("syllables", pa.int32()),
        ("legal_syllables", pa.float64()),
        ("edits_per_1000", pa.float64()),
        ("suggestions", pa.int32()),
        ("boilerplate_share", pa.float64()),
        ("extractor_agreement", pa.float64()),
        ("languages", pa.list_(pa.struct([("language", pa.string()), ("characters", pa.int32())]))),
    ]
)
_PROVENANCE = pa.struct(
    [
        ("fetched_at", _TIME),
        ("archive_file", pa.string()),
        ("archive_offset", pa.int64()),
        ("body_sha256", pa.string()),
        ("layout", pa.string()),
        ("code_version", pa.string()),
        ("model_version", pa.string()),
        ("tls_needs", _TEXTS),
    ]
)

ARTICLES = pa.schema(
    [
        pa.field("event", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        ("url", pa.string()),
        ("site", pa.string()),
        ("title", pa.string()),
        ("title_edits", _EDITS),
        ("lead", pa.string()),
        ("lead_edits", _EDITS),
        ("published", pa.string()),  # ISO 8601: 2023-04-28, or 2023-04-28T08:30:00+07:00
        ("published_raw", pa.string()),
        ("byline", pa.string()),
        ("source_credit", pa.string()),
        ("category", pa.string()),
        ("tags", _TEXTS),
        ("captions", _TEXTS),
        ("caption_edits", pa.list_(_EDITS)),
        ("images", _IMAGES),
        ("views", pa.int64()),
        ("text", pa.string()),
        ("extracted", pa.string()),
        ("edits", _EDITS),
        ("suggestions", _EDITS),
        ("stripped", _STRIPPED),
        ("sources", pa.map_(pa.string(), pa.string())),
        ("flags", _TEXTS),
        ("rights", _TEXTS),
        ("quality", _QUALITY),
        ("provenance", _PROVENANCE),
        ("revision", pa.int32()),
        ("first_seen", _TIME),
        ("last_changed", _TIME),
        ("duplicate_of", pa.string()),
        ("cluster", pa.string()),
        ("published_on", pa.date32()),  # the day of `published` in Vietnam
        ("digest", pa.binary(DIGEST_BYTES)),  # of what decides a revision
        ("ended_at", _TIME),  # of rows that end an article
    ]
)

REJECTIONS = pa.schema(
    [
        pa.field("event", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        ("url", pa.string()),
        ("site", pa.string()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("provenance", _PROVENANCE),
        ("digest", pa.binary(DIGEST_BYTES)),
    ]
)

BLOCKS = pa.schema(
    [
        ("site", pa.string()),
        ("layout", pa.string()),
        pa.field("id", pa.string(), nullable=False),
        ("fetched_at", _TIME),
        ("blocks", pa.list_(pa.uint64())),  # keys of short blocks
        ("prose", pa.list_(pa.uint64())),  # digests of paragraphs
    ]
)

SIGNATURES = pa.schema(  # of output.signatures, a row for each row that holds an article
    [
        pa.field("event", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        ("algorithm", pa.string()),  # signatures of two algorithms are never compared
        ("text_digest", pa.binary(DIGEST_BYTES)),  # equal for exact copies
        ("syllables", pa.int32()),
        ("particulars", pa.int32()),  # different names and numbers
        ("slots", pa.binary()),
        ("published", pa.string()),  # of the article, so that it need not be read
        ("first_seen", _TIME),
    ]
)

DUPLICATES = pa.schema(  # of output.duplicates, a row whenever the links of an article change
    [
        pa.field("event", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        ("family", pa.string()),
        ("cluster", pa.string()),
        ("duplicate_of", pa.string()),
    ]
)

TABLES = {
    "articles": ARTICLES,
    "rejections": REJECTIONS,
    "blocks": BLOCKS,
    "signatures": SIGNATURES,
    "duplicates": DUPLICATES,
}
"""Columns by the name of the table, with which the names of its segments end; in each, the last row of an id holds."""

ADDED_LATER = frozenset(
    {
        "lead_edits",
        "caption_edits",
        "rights",
        "cluster",
        "quality.suggestions",
        "quality.boilerplate_share",
        "quality.extractor_agreement",
        "quality.languages",
        "provenance.tls_needs",
    }
)
"""Columns that files of format 1 lack; their records read with the defaults of the models."""

_DECIDES_REVISION = ("title", "lead", "byline", "source_credit", "category", "tags", "captions", "text")


def article_row(article: Article, event: Event) -> Row:
    """Give the row of an event that holds a whole article; the log adds what it compares by."""
    row = article.model_dump()
    row["event"] = event
    row["published"] = _iso_time(article.published)
    row["published_on"] = _day(article.published)
    return row


def article_from_row(row: Mapping[str, Any]) -> Article:
    """Read an article back; columns that are no fields of it are left out, fields of later formats get their default."""
    fields = _given(row, Article)
    fields["published"] = _from_iso_time(row["published"])
    fields["sources"] = dict(row["sources"])
    fields["quality"] = {"suggestions": len(row["suggestions"])} | _given(row["quality"], Quality)
    return Article.model_validate(fields)


def rejection_row(rejection: Rejection, event: Event) -> Row:
    """Give the row of an event that holds a rejection."""
    return rejection.model_dump() | {"event": event}


def rejection_from_row(row: Mapping[str, Any]) -> Rejection:
    """Read a rejection back."""
    return Rejection.model_validate({name: row[name] for name in Rejection.model_fields})


def fits_format(schema: pa.Schema) -> bool:
    """Whether a file has the columns of a table, of this format or of an earlier one, which only lacks some."""
    return any(_fit(list(schema), table, "") for table in TABLES.values())


def _fit(found: list[pa.Field], expected: Iterable[pa.Field], inside: str) -> bool:
    """Whether the fields found are those expected, in their order, but for some that ``ADDED_LATER`` names."""
    place = 0
    for field in expected:
        path = f"{inside}{field.name}"
        if place < len(found) and found[place].name == field.name and _fits_type(found[place].type, field.type, path):
            place += 1
        elif path not in ADDED_LATER:
            return False
    return place == len(found)


def _fits_type(found: pa.DataType, expected: pa.DataType, path: str) -> bool:
    if pa.types.is_struct(found) and pa.types.is_struct(expected):
        return _fit(list(found), expected, f"{path}.")
    return bool(found == expected)


def complete(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give the rows of an older file the columns of this format; what they lack is null.

    The same rows come out of every file, so that a compaction gives the same bytes whatever it read them from.
    """
    return pa.table([_completed(table, field, len(table)) for field in schema], schema=schema)


def _completed(table: pa.Table, field: pa.Field, rows: int) -> pa.Array | pa.ChunkedArray:
    if field.name not in table.column_names:
        return pa.nulls(rows, field.type)
    column = table[field.name]
    return column if column.type == field.type else _completed_struct(column, field.type)


def _completed_struct(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.Array:
    struct = column.combine_chunks()
    struct = struct.combine_chunks() if isinstance(struct, pa.ChunkedArray) else struct
    there = {field.name for field in struct.type}
    parts = [struct.field(f.name) if f.name in there else pa.nulls(len(struct), f.type) for f in wanted]
    return pa.StructArray.from_arrays(parts, fields=list(wanted), mask=struct.is_null())


def _given(row: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """What a row says of the fields of a model; null stands for a field's default where it has one."""
    values = {name: row.get(name) for name in model.model_fields}
    return {
        name: value for name, value in values.items() if value is not None or model.model_fields[name].is_required()
    }


def article_digest(article: Article) -> bytes:
    """Digest what decides a revision: text, title and the other things a reader reads.

    Left out are counters, pictures, provenance, the record of the cleaning and what the dataset sets.
    Empty fields are left out too, so that a new field does not make every article a changed one.
    """
    decisive = {name: value for name in _DECIDES_REVISION if (value := getattr(article, name))}
    return _digest(decisive | {"published": _iso_time(article.published)})


def rejection_digest(rejection: Rejection) -> bytes:
    """Digest what a repeated rejection has to differ in to be news: reason and detail."""
    return _digest({"reason": rejection.reason, "detail": rejection.detail})


def _digest(value: Mapping[str, object]) -> bytes:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).digest()[:DIGEST_BYTES]


def _iso_time(published: datetime | date | None) -> str | None:
    if isinstance(published, datetime):
        published = published.astimezone(VIETNAM)
    return None if published is None else published.isoformat()


def _from_iso_time(written: str | None) -> datetime | date | None:
    if written is None:
        return None
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


def _day(published: datetime | date | None) -> date | None:
    return published.astimezone(VIETNAM).date() if isinstance(published, datetime) else published
