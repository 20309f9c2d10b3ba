"""What the frontier holds: requests, answers and visits, whatever stores them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class PageKind(StrEnum):
    """What an address is for the crawl."""

    LISTING = "listing"
    """A page of links to articles."""
    ARTICLE = "article"
    """A piece of news."""
    FEED = "feed"
    """RSS or Atom."""
    SITEMAP = "sitemap"
    """A sitemap or an index of sitemaps."""
    ROBOTS = "robots"
    """``robots.txt``."""
    UNKNOWN = "unknown"
    """A menu entry: it is a listing if it turns out to link to articles."""


class PageRequest(NamedTuple):
    """A request as the frontier keeps it."""

    key: str  # canonical address; for form posts and repeated redirects, with what tells them apart
    address: str  # as found, which is what is sent
    kind: PageKind
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = {}
    trail: Mapping[str, object] = {}  # what the spider must remember on the way, as JSON
    priority: int = 0
    attempts: int = 0  # failed ones in this visit


class Fetch(NamedTuple):
    """An answer and where it is archived."""

    status: int
    at: datetime
    etag: str | None = None
    last_modified: str | None = None
    payload_digest: str | None = None
    archive_file: str | None = None  # relative to the archive folder
    archive_offset: int | None = None
    archived_at: datetime | None = None  # WARC-Date of that record
    record_id: str | None = None  # WARC-Record-ID of that record


class Visit(NamedTuple):
    """One visit to a site."""

    site: str
    number: int  # from 1
    began: datetime


class Validators(NamedTuple):
    """What a conditional request sends back."""

    etag: str | None
    last_modified: str | None


class Missing(NamedTuple):
    """An article that used to be there."""

    address: str
    misses: int  # visits in a row that found it gone
    since: datetime  # first of them
