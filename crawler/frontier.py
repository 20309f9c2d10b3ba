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


class LastVisit(NamedTuple):
    """The last visit to a site, as far as its schedule cares."""

    began: datetime
    has_ended: bool  # one that was cut short is carried on as soon as it may be


class Leased(NamedTuple):
    """A request that is to be sent, and what is known of its address."""

    request: PageRequest
    last: Fetch | None  # the last archived answer
    misses: int  # visits in a row that found the page gone
    stood_since: datetime  # since when the text is as it is, as far as is known

    @property
    def comparable(self) -> Fetch | None:
        """The last answer, if a new one may be a mere reference to it.

        While a page is missing there is none: what comes back, even unchanged, must be archived and read as a page.
        """
        return None if self.misses else self.last


class Reading(NamedTuple):
    """What cleaning found at an address, for the visits to come."""

    key: str
    stood_since: datetime | None = None  # ``None`` where the text is as it was
    next_due: datetime | None = None  # ``None`` where the crawl's own time stands; for a miss, where there is none
    missed_at: datetime | None = None  # the page says that the article is gone, though its status does not


class Missing(NamedTuple):
    """An article that used to be there."""

    address: str
    misses: int  # visits in a row that found it gone
    since: datetime  # first of them
    status: int  # of the last one
    key: str
