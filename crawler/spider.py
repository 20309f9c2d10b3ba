"""The spider: one class for every site, told what to do by the site file and the layouts."""

import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, ClassVar, NamedTuple, cast

from lxml.html import HtmlElement
from scrapy import Request, Spider
from scrapy.exceptions import CloseSpider
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from scrapy.utils.response import get_base_url
from twisted.python.failure import Failure as TwistedFailure

from cleaning.layout import Layout, detect, load_layouts
from crawler.addresses import absolute, canonical, is_not_found
from crawler.closing import Ending
from crawler.discovery.feeds import feed_links
from crawler.discovery.links import LinkRules, looks_like_article
from crawler.discovery.listings import Listing, read_listing
from crawler.discovery.pagers import Step
from crawler.discovery.sitemaps import sitemap_links
from crawler.failures import Failure, PageFailure
from crawler.frontier import PageKind
from crawler.middlewares.components import frontier
from crawler.site import Site, SiteStatus, TlsNeed

MOST_REDIRECTS = 10
MOST_COOKIE_WALLS = 3  # redirects to the same address that only set a cookie
START, FEED, ARTICLE, MENU, PAGER = 1000, 900, 500, 400, 300  # priorities: news first, the past last


class Trail(NamedTuple):
    """What a request remembers of the way that led to it."""

    page: int = 1  # in the pager of a listing
    level: int = 0  # menus followed
    via: tuple[str, ...] = ()  # addresses that redirected here
    shown: str = ""  # digest of the article links of the page before, to notice a pager that goes nowhere

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Trail":
        """The trail of a request that went through the page index."""
        return cls(**{**stored, "via": tuple(stored.get("via", ()))})


@cache
def _layouts() -> dict[str, Layout]:
    return load_layouts()


class SiteSpider(Spider):
    """Walks the listings, feeds and sitemaps of one site and fetches its articles.

    Its subclasses are made by the spider loader, one for each site. Pages only go to the archive; they are read for
    links, never for content.
    """

    site: ClassVar[Site]

    def __init__(self, name: str | None = None, **arguments: object) -> None:
        super().__init__(name, **arguments)
        self.rules = LinkRules(self.site)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Set the site's pace and needs, and the contact in the user agent."""
        super().update_settings(settings)
        pace, contact = cls.site.pace, settings["CONTACT"]
        changes: dict[str, Any] = {
            "CONCURRENT_REQUESTS": pace.concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": pace.concurrency,
            "DOWNLOAD_DELAY": pace.delay,
            "DOWNLOAD_TIMEOUT": pace.timeout,
            "AUTOTHROTTLE_START_DELAY": pace.delay,
            "AUTOTHROTTLE_TARGET_CONCURRENCY": float(pace.concurrency),
        }
        if pace.delay == 0:
            changes["AUTOTHROTTLE_ENABLED"] = False  # it would set a delay of its own
        if contact:
            changes["USER_AGENT"] = f"{settings['USER_AGENT']} {contact}"
        if TlsNeed.UNVERIFIED in cls.site.tls:
            changes["DOWNLOAD_VERIFY_CERTIFICATES"] = False
        if TlsNeed.OLD_PROTOCOL in cls.site.tls:
            changes |= {"DOWNLOAD_TLS_MIN_VERSION": "TLSv1.0", "DOWNLOADER_CLIENT_TLS_CIPHERS": "DEFAULT:@SECLEVEL=0"}
        settings.setdict(changes, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the listings, feeds and sitemaps of the site file.

        Raises:
            CloseSpider: the site is gone; its pages come from web archives.
        """
        if self.site.status is SiteStatus.ARCHIVED:
            advice = f"the site file says that {self.name} is gone; read it from WARC files with scrapy clean FILE"
            self.crawler.stats.set_value("failure_detail/archived", advice)
            raise CloseSpider(Ending.ARCHIVED)
        if not self.settings["CONTACT"] and not self.site.private_addresses:
            self.logger.warning("the setting CONTACT is empty: administrators of %s cannot reach you", self.name)
        for address in self.site.start:
            yield self._request(address, PageKind.LISTING, START, Trail())
        for address in self.site.feeds:
            yield self._request(address, PageKind.FEED, FEED, Trail())
        for address in self.site.sitemaps:
            yield self._request(address, PageKind.SITEMAP, FEED, Trail())

    def _request(self, address: str, kind: PageKind, priority: int, trail: Trail, key: str | None = None) -> Request:
        meta = {"kind": kind, "trail": trail._asdict(), "key": key}
        return Request(address, priority=priority, meta=meta, callback=self.parse, errback=self.failed)

    def failed(self, failure: TwistedFailure) -> None:
        """Settle a request without an answer."""
        request = cast("Request", failure.request)  # type: ignore[attr-defined]  # Scrapy adds it
        frontier(self.crawler).failed(request, cast("Exception", failure.value))

    def parse(self, response: Response) -> Iterator[Request]:
        """Give the requests that an answer leads to. What goes wrong is left in ``response.meta["failure"]``."""
        if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
            yield from self._follow_redirect(response)
        elif response.status == HTTPStatus.OK:
            kind: PageKind = response.meta["kind"]
            match kind:
                case PageKind.LISTING | PageKind.UNKNOWN:
                    yield from self._read_listing(response)
                case PageKind.FEED:
                    yield from self._articles(feed_links(response.body, response.url))
                case PageKind.SITEMAP:
                    yield from self._read_sitemap(response)
                case PageKind.ARTICLE | PageKind.ROBOTS:
                    pass  # the archive has it

    # Listings ----------------------------------------------------------------------------------------

    def _read_listing(self, response: Response) -> Iterator[Request]:
        trail = Trail.of(response.meta["trail"])
        tree = response.selector.root if isinstance(response, TextResponse) else None
        if not isinstance(response, TextResponse) or not isinstance(tree, HtmlElement):
            self._fail_empty(response, trail)
            return
        base = get_base_url(response)
        listing = read_listing(tree, response.url, base, trail.page, self.rules, self._layout(response.text))
        if not (listing.articles or listing.listings or listing.menu):
            self._fail_empty(response, trail)
        if self._adds_news(listing.articles):
            response.meta["kind"] = PageKind.LISTING
        yield from self._articles(listing.articles)
        if trail.level == 0 and trail.page == 1:
            yield from self._menu(listing)
        shown = hashlib.sha256("\n".join(listing.articles).encode()).hexdigest()[:16]
        if listing.next_page is not None and shown != trail.shown and self._is_news(listing.articles):
            yield self._next_page(listing.next_page, trail._replace(page=trail.page + 1, via=(), shown=shown))

    def _fail_empty(self, response: Response, trail: Trail) -> None:
        """A start page without links is a failure of the site; elsewhere it is only the end of a listing."""
        if response.meta["kind"] is PageKind.LISTING and trail.page == 1 and trail.level == 0:
            response.meta["failure"] = PageFailure(
                Failure.NO_LINKS, f"{response.url} has no link to an article or a listing"
            )

    def _layout(self, html: str) -> Layout | None:
        if self.site.layout is not None:
            return _layouts()[self.site.layout]
        return detect(html, _layouts())

    def _articles(self, addresses: Sequence[str]) -> Iterator[Request]:
        for address in addresses:
            if self.rules.may_fetch(address):
                yield self._request(address, PageKind.ARTICLE, ARTICLE, Trail())

    def _menu(self, listing: Listing) -> Iterator[Request]:
        for address in (*listing.listings, *listing.menu):
            yield self._request(address, PageKind.UNKNOWN, MENU, Trail(level=1))

    def _adds_news(self, articles: Sequence[str]) -> bool:
        """Whether a menu entry is a listing: an empty page shows the newest titles in its margin, as every page does."""
        scheduler = frontier(self.crawler)
        keys = _keys(articles)
        return len(scheduler.index.known(self.site.name, keys, scheduler.visit.number + 1)) < len(keys)

    def _is_news(self, articles: Sequence[str]) -> bool:
        """Whether a visit goes on behind a page with these articles: the first always, later ones to known ground."""
        scheduler = frontier(self.crawler)
        keys = _keys(articles)
        if scheduler.visit.number == 1:
            return bool(keys)
        return len(scheduler.index.known(self.site.name, keys, scheduler.visit.number)) < len(keys)

    def _next_page(self, step: Step, trail: Trail) -> Request:
        priority = PAGER - min(trail.page, PAGER)
        if step.target is None:
            return self._request(step.address, PageKind.LISTING, priority, trail)
        # The state that the form carries differs at every visit; what stays is the control and the page.
        key = f"POST {canonical(step.address)} {step.target} {step.argument} page {trail.page}"
        request = self._request(step.address, PageKind.LISTING, priority, trail, key)
        form_type = {"Content-Type": "application/x-www-form-urlencoded"}
        return request.replace(method="POST", body=step.form, headers=form_type)

    def _read_sitemap(self, response: Response) -> Iterator[Request]:
        links = sitemap_links(response.body, response.url)
        layout = _layouts()[self.site.layout] if self.site.layout is not None else None
        for address in links.sitemaps:
            if self.rules.is_own(address):
                yield self._request(address, PageKind.SITEMAP, FEED, Trail())
        for address in links.pages:
            kind = self.rules.kind_of(address, layout)
            if kind is PageKind.ARTICLE or (
                kind is None and not self.rules.knows_articles and looks_like_article(address)
            ):
                yield from self._articles([address])

    # Redirects ---------------------------------------------------------------------------------------

    def _follow_redirect(self, response: Response) -> Iterator[Request]:
        if response.status == HTTPStatus.NOT_MODIFIED:
            return
        trail = Trail.of(response.meta["trail"])
        target = absolute(response.url, (response.headers.get("Location") or b"").decode("utf-8", "replace"))
        failure = self._bad_redirect(response, target, trail)
        if failure is not None or target is None:
            response.meta["failure"] = failure
            return
        cookie = "; ".join(value.decode("latin-1").split(";", 1)[0] for value in response.headers.getlist("Set-Cookie"))
        again = canonical(target) == canonical(response.url)
        is_start = trail.level == 0 and response.meta["kind"] is PageKind.LISTING
        request = self._request(
            target,
            response.meta["kind"],
            START if is_start else ARTICLE,
            trail._replace(via=(*trail.via, response.url)),
            f"{canonical(target)} again {len(trail.via) + 1}" if again else None,
        )
        yield request.replace(headers={"Cookie": cookie}) if cookie and again else request

    def _bad_redirect(self, response: Response, target: str | None, trail: Trail) -> PageFailure | None:
        if target is None:
            return PageFailure(Failure.MALFORMED, f"{response.url} redirects to no address")
        repeats = (*trail.via, response.url).count(target)
        is_cookie_wall = target == response.url and "Set-Cookie" in response.headers and repeats <= MOST_COOKIE_WALLS
        if (repeats and not is_cookie_wall) or len(trail.via) >= MOST_REDIRECTS:
            return PageFailure(
                Failure.REDIRECT_LOOP, f"{response.url} redirects to {target} after {len(trail.via)} redirects"
            )
        if not self.rules.is_own(target):
            return PageFailure(
                Failure.OFF_SITE, f"{response.url} redirects to {target}, which is on none of the site's hosts"
            )
        if response.meta["kind"] is PageKind.ARTICLE and is_not_found(target):
            return PageFailure(Failure.NOT_FOUND, f"{response.url} redirects to {target}")
        return None


def _keys(addresses: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(map(canonical, addresses)))
