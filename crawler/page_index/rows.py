"""Between the records of the frontier and the rows of a database."""

import json
from datetime import UTC, datetime
from typing import Any, Protocol

from crawler.frontier import Fetch, Leased, Missing, PageKind, PageRequest


class Row(Protocol):
    """A row of a result, its columns by name."""

    def __getitem__(self, column: str, /) -> Any:  # noqa: ANN401 - what a column holds is known by the statement
        """The value of a column."""


def to_seconds(time: datetime | None) -> float | None:
    """A time as the columns hold it."""
    return None if time is None else time.timestamp()


def to_time(seconds: float) -> datetime:
    """A column as a time."""
    return datetime.fromtimestamp(seconds, UTC)


def request_row(request: PageRequest) -> dict[str, object]:
    """Parameters by which a request is stored."""
    return {
        "key": request.key,
        "address": request.address,
        "kind": request.kind.value,
        "method": request.method,
        "body": request.body,
        "headers": json.dumps(dict(request.headers)),
        "trail": json.dumps(dict(request.trail)),
        "priority": request.priority,
    }


def fetch_row(fetch: Fetch) -> dict[str, object]:
    """Parameters by which an archived answer is stored."""
    return {
        "etag": fetch.etag,
        "last_modified": fetch.last_modified,
        "payload_digest": fetch.payload_digest,
        "archive_file": fetch.archive_file,
        "archive_offset": fetch.archive_offset,
        "archived_at": to_seconds(fetch.archived_at),
        "record_id": fetch.record_id,
    }


def read_fetch(row: Row) -> Fetch:
    """The last archived answer of an address."""
    return Fetch(
        *(row["last_status"], to_time(row["last_fetch"]), row["etag"], row["last_modified"], row["payload_digest"]),
        *(row["archive_file"], row["archive_offset"], to_time(row["archived_at"]), row["record_id"]),
    )


def read_leased(row: Row) -> Leased:
    """A request, and what is known of its address."""
    request = PageRequest(
        *(row["key"], row["address"], PageKind(row["kind"]), row["method"], bytes(row["body"])),
        *(json.loads(row["headers"]), json.loads(row["trail"]), row["priority"], row["attempts"]),
    )
    last = None if row["archive_file"] is None else read_fetch(row)
    return Leased(request, last, row["misses"], to_time(row["stood_since"]))


def read_missing(row: Row) -> Missing:
    """An article that was there and is not."""
    return Missing(row["address"], row["misses"], to_time(row["missing_since"]), row["last_status"], row["key"])
