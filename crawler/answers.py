"""What an answer leads to: the kind of page it is, the requests that follow from it, or what is wrong with it."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple

from lxml.html import HtmlElement
from scrapy.http import Response, TextResponse
from scrapy.utils.response import get_base_url, get_meta_refresh

from cleaning.layout import Layout, detect, load_layouts
from crawler.addresses import absolute, is_not_found
from crawler.discovery.feeds import feed_links
from crawler.discovery.links import LinkRules, looks_like_article
from crawler.discovery.listings import Listing, read_listing
from crawler.discovery.pagers import Step
from crawler.discovery.sitemaps import sitemap_links
from crawler.failures import Failure, PageFailure
from crawler.frontier import PageKind, PageRequest
from crawler.site import Site

MOST_REDIRECTS = 10
MOST_COOKIE_WALLS = 3  # redirects to the same address that only set a cookie
LONGEST_REFRESH = 10.0  # seconds; a slower meta refresh reloads a page for its readers
START, FEED, ARTICLE, MENU, PAGER, RELATED = 1000, 900, 500, 400, 300, 100  # priorities: news first, the past last
SURE = 3  # listings in a row with one layout, after which it counts as the site's own
SURE_OF_NONE = 12  # listings in a row without any: to look for the signs of all families costs as much as parsing


class Trail(NamedTuple):
    """What a request remembers of the way that led to it."""

    page: int = 1  # in the pager of a listing
    level: int = 0  # menus followed
    via: tuple[str, ...] = ()  # addresses that redirected here
    shown: str = ""  # digest of the article links of the page before, to notice a pager that goes nowhere

    @classmethod
    def of(cls, request: PageRequest) -> "Trail":
        """The trail of a request that went through the page index."""
        stored: Mapping[str, Any] = request.trail
        return cls(**{**stored, "via": tuple(stored.get("via", ()))})

    def stored(self) -> dict[str, object]:
        """What is to be kept of it: the page index holds a million of them, and most are empty."""
        return {name: value for name, value in self._asdict().items() if value != self._field_defaults[name]}


class Answer(NamedTuple):
    """What an answer turned out to be."""

    kind: PageKind
    links: tuple[PageRequest, ...] = ()
    failure: PageFailure | None = None


class Ground(NamedTuple):
    """How far a visit goes into the past, decided by the articles that a listing page shows."""

    adds: Callable[[Sequence[str]], bool]  # whether any of these keys is new to the page index
    goes_on: Callable[[Sequence[str]], bool]  # whether a visit looks behind a page with these keys
    until: date | None = None  # pages whose articles are all older end the way


@cache
def _layouts() -> dict[str, Layout]:
    return load_layouts()


class AnswerReader:
    """Reads the answers of one site for links, never for content."""

    def __init__(self, site: Site, rules: LinkRules, ground: Ground) -> None:
        self._site = site
        self._rules = rules
        self._ground = ground
        self._layout = _LayoutMemory(site)

    def read(self, request: PageRequest, response: Response) -> Answer:
        """Say what an answer of any status leads to."""
        if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
            return self._redirected(request, response)
        if response.status != HTTPStatus.OK:
            return Answer(request.kind)
        match request.kind:
            case PageKind.LISTING | PageKind.UNKNOWN:
                return self._read_listing(request, response)
            case PageKind.FEED:
                return Answer(request.kind, tuple(self._articles(feed_links(response.body, response.url))))
            case PageKind.SITEMAP:
                return Answer(request.kind, tuple(self._read_sitemap(response)))
            case PageKind.ARTICLE:
                return Answer(request.kind, tuple(self._related(response)))
            case PageKind.ROBOTS:
                return Answer(request.kind)

    # Listings ----------------------------------------------------------------------------------------

    def _read_listing(self, request: PageRequest, response: Response) -> Answer:
        trail = Trail.of(request)
        listing = self._listing(response, trail.page)
        if listing is None or not (listing.articles or listing.listings or listing.menu):
            return self._empty(request, response, trail)
        keys = self._keys(listing.articles)
        # An empty page shows the newest titles in its margin, as every page does: it is no listing by that.
        kind = PageKind.LISTING if self._ground.adds(keys) else request.kind
        return Answer(kind, (*self._articles(listing.articles), *self._further(listing, keys, trail)))

    def _listing(self, response: Response, page: int) -> Listing | None:
        tree = response.selector.root if isinstance(response, TextResponse) else None
        if not isinstance(response, TextResponse) or not isinstance(tree, HtmlElement):
            return None
        layout = self._layout.of(response.text)
        return read_listing(tree, response.url, get_base_url(response), page, self._rules, layout)

    def _further(self, listing: Listing, keys: Sequence[str], trail: Trail) -> Iterator[PageRequest]:
        """The menu, from the first page of a start address, and the next page of the listing."""
        if trail.level == 0 and trail.page == 1:
            for address in (*listing.listings, *listing.menu):
                yield self._request(address, PageKind.UNKNOWN, MENU, Trail(level=1))
        shown = hashlib.sha256("\n".join(listing.articles).encode()).hexdigest()[:16]
        if listing.next_page is None or shown == trail.shown or not self._goes_on(listing, keys):
            return
        yield self._next_page(listing.next_page, trail._replace(page=trail.page + 1, via=(), shown=shown))

    def _goes_on(self, listing: Listing, keys: Sequence[str]) -> bool:
        if not self._ground.goes_on(keys):
            return False
        until = self._ground.until
        return until is None or (newest := listing.newest()) is None or newest >= until

    def _empty(self, request: PageRequest, response: Response, trail: Trail) -> Answer:
        """A start page without links is a failure of the site, unless it sends browsers on; others end a listing."""
        if request.kind is not PageKind.LISTING or trail.page > 1 or trail.level > 0:
            return Answer(request.kind)
        wait, target = get_meta_refresh(response) if isinstance(response, TextResponse) else (None, None)
        if target is not None and wait is not None and wait <= LONGEST_REFRESH:
            return self._follow(request, response, absolute(response.url, target))
        detail = f"{response.url} has no link to an article or a listing"
        return Answer(request.kind, failure=PageFailure(Failure.NO_LINKS, detail))

    def _articles(self, addresses: Sequence[str], priority: int = ARTICLE) -> Iterator[PageRequest]:
        for address in addresses:
            if self._rules.may_fetch(address):
                yield self._request(address, PageKind.ARTICLE, priority, Trail())

    def _related(self, response: Response) -> Iterator[PageRequest]:
        """The articles that an article links to, where the site file says that nothing else reaches the past."""
        listing = self._listing(response, 1) if self._site.follow_related else None
        return self._articles(listing.articles, RELATED) if listing is not None else iter(())

    def _read_sitemap(self, response: Response) -> Iterator[PageRequest]:
        links = sitemap_links(response.body, response.url)
        layout = _layouts()[self._site.layout] if self._site.layout is not None else None
        for address in links.sitemaps:
            if self._rules.is_own(address):
                yield self._request(address, PageKind.SITEMAP, FEED, Trail())
        for address in links.pages:
            kind = self._rules.kind_of(address, layout)
            is_likely = kind is None and not self._rules.knows_articles and looks_like_article(address)
            if kind is PageKind.ARTICLE or is_likely:
                yield from self._articles([address])

    # Redirects ---------------------------------------------------------------------------------------

    def _redirected(self, request: PageRequest, response: Response) -> Answer:
        if response.status == HTTPStatus.NOT_MODIFIED:
            return Answer(request.kind)
        location = (response.headers.get("Location") or b"").decode("utf-8", "replace")
        return self._follow(request, response, absolute(response.url, location))

    def _follow(self, request: PageRequest, response: Response, target: str | None) -> Answer:
        trail = Trail.of(request)
        failure = self._bad_target(request, response, target, trail)
        if failure is not None or target is None:
            return Answer(request.kind, failure=failure)
        cookie = "; ".join(value.decode("latin-1").split(";", 1)[0] for value in response.headers.getlist("Set-Cookie"))
        is_again = self._rules.key(target) == self._rules.key(response.url)
        is_start = trail.level == 0 and request.kind is PageKind.LISTING
        trail = trail._replace(via=(*trail.via, response.url))
        follower = self._request(target, request.kind, START if is_start else ARTICLE, trail)
        if is_again:
            follower = follower._replace(key=f"{follower.key} again {len(trail.via)}")
        return Answer(request.kind, (follower._replace(headers={"Cookie": cookie} if cookie and is_again else {}),))

    def _bad_target(
        self, request: PageRequest, response: Response, target: str | None, trail: Trail
    ) -> PageFailure | None:
        if target is None:
            return PageFailure(Failure.MALFORMED, f"{response.url} redirects to no address")
        repeats = (*trail.via, response.url).count(target)
        is_cookie_wall = target == response.url and "Set-Cookie" in response.headers and repeats <= MOST_COOKIE_WALLS
        if (repeats and not is_cookie_wall) or len(trail.via) >= MOST_REDIRECTS:
            detail = f"{response.url} redirects to {target} after {len(trail.via)} redirects"
            return PageFailure(Failure.REDIRECT_LOOP, detail)
        if not self._rules.is_own(target):
            detail = f"{response.url} redirects to {target}, which is on none of the site's hosts"
            return PageFailure(Failure.OFF_SITE, detail)
        if request.kind is PageKind.ARTICLE and is_not_found(target):
            return PageFailure(Failure.NOT_FOUND, f"{response.url} redirects to {target}")
        return None

    # Requests ----------------------------------------------------------------------------------------

    def start(self) -> Iterator[PageRequest]:
        """Where every visit begins: the listings, feeds and sitemaps of the site file."""
        for address in self._site.start:
            yield self._request(address, PageKind.LISTING, START, Trail())
        for address in self._site.feeds:
            yield self._request(address, PageKind.FEED, FEED, Trail())
        for address in self._site.sitemaps:
            yield self._request(address, PageKind.SITEMAP, FEED, Trail())

    def _request(self, address: str, kind: PageKind, priority: int, trail: Trail) -> PageRequest:
        return PageRequest(self._rules.key(address), address, kind, trail=trail.stored(), priority=priority)

    def _next_page(self, step: Step, trail: Trail) -> PageRequest:
        request = self._request(step.address, PageKind.LISTING, PAGER - min(trail.page, PAGER), trail)
        if step.target is None:
            return request
        return request._replace(
            # The state that the form carries differs at every visit; what stays is the control and the page.
            key=f"POST {request.key} {step.target} {step.argument} page {trail.page}",
            method="POST",
            body=step.form,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

    def _keys(self, addresses: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(map(self._rules.key, addresses)))


class _LayoutMemory:
    """The layout of a site's listings: looked for page by page until some in a row agree."""

    def __init__(self, site: Site) -> None:
        self._given = site.layout
        self._last: Layout | None = None
        self._times = 0

    def of(self, html: str) -> Layout | None:
        """The layout of a page."""
        if self._given is not None:
            return _layouts()[self._given]
        if self._last is not None and self._times >= SURE and self._last.score(html) >= self._last.least_score:
            return self._last
        if self._last is None and self._times >= SURE_OF_NONE:
            return None
        found = detect(html, _layouts())
        self._times = self._times + 1 if found is self._last else 1
        self._last = found
        return found
