"""CDX indexes: what to ask them, and the captures that they list.

Two servers are spoken to: Common Crawl's (pywb: pages of JSON lines, captures in WARC files) and the Wayback
Machine's (one JSON table with a resume key, captures replayed as pages).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from crawler.site import CaptureChoice, WebArchive

LIMIT = 5000  # captures asked for at a time; about 1 MB
PAGE_SIZE = 1  # blocks of 3,000 captures; pywb's default of 5 comes near the largest answer that is taken

_HTML = ("text/html", "application/xhtml+xml")
_OK = ("200", "-")  # Common Crawl's older indexes have no status


class Capture(NamedTuple):
    """One capture of one address."""

    url: str
    timestamp: str  # 14 digits, UTC
    file: str | None = None  # WARC file, as the index names it
    offset: int = 0  # bytes
    length: int = 0  # bytes, compressed

    @property
    def at(self) -> datetime:
        """When it was captured."""
        return datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


class IndexPage(NamedTuple):
    """An answer of an index."""

    captures: tuple[Capture, ...] = ()  # of HTML pages, in the order of the index: by address, then by time
    pages: int | None = None  # how many pages there are, where that was asked
    resume_key: str | None = None  # what goes on behind this page


class CdxError(ValueError):
    """An answer is no CDX index."""


def first_query(archive: WebArchive, host: str) -> str:
    """The first address to ask about a host: for the number of pages, or for the first captures."""
    if archive.records is not None:
        return _query(archive, host, {"showNumPages": "true", "pageSize": PAGE_SIZE})
    return _query(archive, host, {"filter": "statuscode:200", "limit": LIMIT, "showResumeKey": "true"})


def further_queries(archive: WebArchive, host: str, page: IndexPage) -> list[str]:
    """What to ask after an answer."""
    if page.pages is not None:
        return [_query(archive, host, {"page": number, "pageSize": PAGE_SIZE}) for number in range(page.pages)]
    if page.resume_key is not None:
        more = {"filter": "statuscode:200", "limit": LIMIT, "showResumeKey": "true", "resumeKey": page.resume_key}
        return [_query(archive, host, more)]
    return []


def _query(archive: WebArchive, host: str, more: Mapping[str, object]) -> str:
    return f"{archive.index}?{urlencode({'url': f'{host}/*', 'output': 'json', **more})}"


def read_index(body: bytes) -> IndexPage:
    """Read an answer: JSON lines (plain, or behind key and time), or one JSON table whose first row has the names.

    Raises:
        CdxError: it is neither.
    """
    try:
        text = body.decode("utf-8").strip()
        if text.startswith("[["):
            return _read_table(json.loads(text))
        if text in ("", "[]"):
            return IndexPage()
        rows = [json.loads(line[line.index("{") :]) | _head(line) for line in text.splitlines()]
        pages = rows[0].get("pages") if len(rows) == 1 else None
        return IndexPage(pages=int(pages)) if pages is not None else IndexPage(tuple(_captures(rows)))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CdxError(f"no CDX index: {error}; it starts with {body[:60]!r}") from error


def _head(line: str) -> dict[str, str]:
    """The time of a CDXJ line, which stands before its JSON."""
    words = line[: line.index("{")].split()
    return {"timestamp": words[1]} if len(words) > 1 else {}


def _read_table(rows: Sequence[Sequence[str]]) -> IndexPage:
    names, rows = rows[0], rows[1:]
    key = None
    if len(rows) > 1 and not rows[-2]:  # an empty row announces the resume key
        key, rows = rows[-1][0], rows[:-2]
    return IndexPage(tuple(_captures(dict(zip(names, row, strict=True)) for row in rows)), resume_key=key)


def _captures(rows: Iterable[Mapping[str, Any]]) -> Iterator[Capture]:
    """Captures of pages; references to earlier ones, redirects, errors and files are left out."""
    for row in rows:
        status = str(row.get("status", row.get("statuscode", "-")))
        mime = str(row.get("mime-detected") or row.get("mime", row.get("mimetype", "text/html")))
        if status in _OK and mime in _HTML:
            place = (row.get("filename"), int(row.get("offset") or 0), int(row["length"]) if "filename" in row else 0)
            yield Capture(str(row["original"] if "original" in row else row["url"]), str(row["timestamp"]), *place)


def choose(captures: Iterable[Capture], choice: CaptureChoice) -> Iterator[Capture]:
    """All captures, or the last of each address; captures of one address stand together.

    Pages of an index are looked at one by one: of an address whose captures two pages share, each gives its last one.
    """
    if choice is CaptureChoice.ALL:
        yield from captures
        return
    for _, same in groupby(captures, lambda capture: capture.url):
        yield max(same, key=lambda capture: capture.timestamp)
