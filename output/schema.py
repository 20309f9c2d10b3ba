"""The columns of the dataset, and the way of a record into a row and back.

The schemas are written out rather than derived from the models: a file that people load for years must
not change because a type hint did. A test holds schemas and models together, field by field.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pyarrow as pa

from cleaning.article import Article, Rejection
from cleaning.dates import VIETNAM

FORMAT_VERSION = 1  # of manifests and columns; a folder with a higher one is not touched
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
    WITHDRAW = "withdraw"
    """The page ends in the other table now: an article judged to be none, or a rejection that became one."""


ENDED = frozenset({Event.GONE, Event.WITHDRAW})
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
        ("published", pa.string()),  # ISO 8601: 2023-04-28, or 2023-04-28T08:30:00+07:00
        ("published_raw", pa.string()),
        ("byline", pa.string()),
        ("source_credit", pa.string()),
        ("category", pa.string()),
        ("tags", _TEXTS),
        ("captions", _TEXTS),
        ("images", _IMAGES),
        ("views", pa.int64()),
        ("text", pa.string()),
        ("extracted", pa.string()),
        ("edits", _EDITS),
        ("suggestions", _EDITS),
        ("stripped", _STRIPPED),
        ("sources", pa.map_(pa.string(), pa.string())),
        ("flags", _TEXTS),
        ("quality", _QUALITY),
        ("provenance", _PROVENANCE),
        ("revision", pa.int32()),
        ("first_seen", _TIME),
        ("last_changed", _TIME),
        ("duplicate_of", pa.string()),
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

_DECIDES_REVISION = ("title", "lead", "byline", "source_credit", "category", "tags", "captions", "text")


def article_row(article: Article, event: Event) -> Row:
    """Give the row of an event that holds a whole article; the log adds what it compares by."""
    row = article.model_dump()
    row["event"] = event
    row["published"] = _iso_time(article.published)
    row["published_on"] = _day(article.published)
    return row


def article_from_row(row: Mapping[str, Any]) -> Article:
    """Read an article back; the columns that are no fields of it are left out."""
    fields = {name: row[name] for name in Article.model_fields}
    fields["published"] = _from_iso_time(row["published"])
    fields["sources"] = dict(row["sources"])
    return Article.model_validate(fields)


def rejection_row(rejection: Rejection, event: Event) -> Row:
    """Give the row of an event that holds a rejection."""
    return rejection.model_dump() | {"event": event}


def rejection_from_row(row: Mapping[str, Any]) -> Rejection:
    """Read a rejection back."""
    return Rejection.model_validate({name: row[name] for name in Rejection.model_fields})


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
