"""What a probe found."""

from enum import StrEnum

from cleaning import Article, Rejection
from cleaning.record import Record
from crawler.site import Site, TlsNeed


class Role(StrEnum):
    """What an address was asked for as."""

    PAGE = "page"
    """The address that was given."""
    LISTING = "listing"
    """A page of links to articles."""
    FEED = "feed"
    """RSS or Atom."""
    SITEMAP = "sitemap"
    """A sitemap or an index of sitemaps."""


class TlsFinding(Record):
    """How a server encrypts."""

    protocol: str | None
    """Such as ``TLSv1.3``; ``None`` where no way to connect was found."""
    needs: tuple[TlsNeed, ...]
    """What the site file must allow, so that the crawl can connect."""
    detail: str | None
    """What OpenSSL said to the first, strict try; ``None`` where it was content."""


class RobotsFinding(Record):
    """What ``robots.txt`` says to us."""

    is_there: bool
    """Whether there is one; a page in HTML is none."""
    crawl_delay: float | None
    """Seconds asked for between requests."""
    sitemaps: tuple[str, ...]
    """Sitemaps it names."""


class Asked(Record):
    """One address and what it led to."""

    role: Role
    """What it was asked for as."""
    address: str
    """Address."""
    failure: str | None = None
    """Name and detail of what went wrong, ``None`` where the address answered."""
    links: int = 0
    """Articles that a listing or feed links to; addresses that a sitemap lists."""
    has_pager: bool = False
    """Whether the listing leads to a next page."""
    newest: str | None = None
    """Youngest date beside a link of the listing, ``2025-06-01``."""


class PageLook(Record):
    """The look of the first page that answered."""

    address: str
    """Its address after redirects."""
    title: str | None
    """What its ``title`` element says."""
    charset: str
    """Charset that it was read with."""
    layout: str | None
    """Layout whose signs weigh most, ``None`` where none fits."""
    score: int = 0
    """Sum of the weights of that layout's signs."""
    least_score: int = 0
    """Sum from which a page belongs to it."""


class Sample(Record):
    """An article that was tried."""

    address: str
    """Its address."""
    outcome: Article | Rejection | None
    """What the cleaner makes of it; ``None`` where it could not be fetched."""
    failure: str | None = None
    """Why it could not be fetched."""


class Findings(Record):
    """Everything a probe found."""

    site: Site
    """The site file that was tested, or the draft of one."""
    is_draft: bool
    """Whether there is no site file yet."""
    tls: TlsFinding | None = None
    """``None`` for a site without encryption."""
    robots: RobotsFinding | None = None
    """``None`` where nothing was asked for."""
    look: PageLook | None = None
    """``None`` where no page answered."""
    asked: tuple[Asked, ...] = ()
    """Listings, feeds and sitemaps in the order they were asked for."""
    samples: tuple[Sample, ...] = ()
    """Articles that were tried."""
    ended: str | None = None
    """Why the probe as a whole was cut short, ``None`` where it came to its end."""

    def of(self, role: Role) -> list[Asked]:
        """The addresses of one role that answered."""
        return [asked for asked in self.asked if asked.role is role and asked.failure is None]

    @property
    def articles(self) -> list[Article]:
        """The samples that are articles."""
        return [sample.outcome for sample in self.samples if isinstance(sample.outcome, Article)]
