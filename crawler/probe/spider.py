"""The crawl that is a probe: a dozen requests in a row, each decided by the answers before."""

from collections.abc import AsyncIterator, Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from protego import Protego
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.response import get_base_url, get_meta_refresh

from cleaning import Article, Cleaner
from crawler.addresses import absolute, canonical, host_of
from crawler.answers import LONGEST_REFRESH, MOST_REDIRECTS
from crawler.discovery.feeds import feed_links
from crawler.discovery.links import LinkRules, looks_like_article
from crawler.discovery.sitemaps import sitemap_links
from crawler.failures import UNREACHABLE, Failure, PageFailure, failure_of, failure_of_status
from crawler.probe.findings import Asked, Findings, RobotsFinding, Role, Sample
from crawler.probe.reading import asked_listing, feeds_of, listing_of, look_of, most_newsy, raw_page, spread
from crawler.site import Site
from crawler.spider import SiteSpider

ARTICLES = 3  # that a person looks at
MOST_TRIED = 6  # pages tried until so many were found
MOST_LISTINGS = 4  # menu entries tried
MOST_FEEDS = 2


class ProbeSpider(SiteSpider):
    """Asks a site for what a crawl would begin with, and cleans a few of its articles.

    ``findings`` grows with every answer, so that a probe which is cut short still tells what it saw. ``tell`` is told
    every address before it is asked: at the usual pace a probe takes a minute.
    """

    findings: Findings
    cleaner: Cleaner
    tell: Callable[[str], None]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: object, **kwargs: object) -> "ProbeSpider":
        """Build the spider of a probe; it takes note of every ``robots.txt``."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._note_robots, signals.response_received)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Carry the probe out; nothing of it goes through the page index."""
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request
        if self.findings.is_draft:
            await self._look_at_address(self.site.start[0])
        else:
            await self._look_at_site()

    # The two kinds of probes -------------------------------------------------------------------------

    async def _look_at_address(self, address: str) -> None:
        """Find out what a site has, from one of its addresses."""
        response = await self._fetch(address, Role.PAGE, may_move=True)
        if response is None:
            return
        self._note(look=look_of(response))
        sample = Sample(address=response.url, outcome=self.cleaner.clean_page(raw_page(response, self.site, address)))
        if isinstance(sample.outcome, Article):
            self._note(samples=(sample,))
            home = await self._fetch(urljoin(response.url, "/"), Role.PAGE)
            response = home if home is not None else response
        self._set_site(self.site.model_copy(update={"start": (response.url,)}))
        listing = listing_of(response, self.rules, self.site)
        self._add(asked_listing(response.url, listing))
        articles = list(listing.articles) if listing is not None else []
        if listing is not None:
            for entry in most_newsy((*listing.listings, *listing.menu), self.rules, MOST_LISTINGS):
                articles += await self._look_at_listing(entry)
        for feed in feeds_of(response)[:MOST_FEEDS]:
            articles += await self._look_at_feed(feed)
        for sitemap in self._sitemaps(response.url):
            articles += await self._look_at_sitemap(sitemap)
        await self._try_articles(articles)

    async def _look_at_site(self) -> None:
        """Ask for everything that a site file names."""
        articles: list[str] = []
        for address in self.site.start:
            articles += await self._look_at_listing(address)
        for address in self.site.feeds:
            articles += await self._look_at_feed(address)
        for address in self.site.sitemaps:
            articles += await self._look_at_sitemap(address)
        await self._try_articles(articles)

    # What is asked for -------------------------------------------------------------------------------

    async def _look_at_listing(self, address: str) -> list[str]:
        response = await self._fetch(address, Role.LISTING)
        if response is None:
            return []
        if self.findings.look is None:
            self._note(look=look_of(response))
        listing = listing_of(response, self.rules, self.site)
        self._add(asked_listing(address, listing))
        return list(listing.articles) if listing is not None else []

    async def _look_at_feed(self, address: str) -> list[str]:
        response = await self._fetch(address, Role.FEED)
        if response is None:
            return []
        links = [link for link in feed_links(response.body, response.url) if self.rules.may_fetch(link)]
        self._add(Asked(role=Role.FEED, address=address, links=len(links)))
        return links

    async def _look_at_sitemap(self, address: str) -> list[str]:
        response = await self._fetch(address, Role.SITEMAP)
        if response is None:
            return []
        links = sitemap_links(response.body, response.url)
        self._add(Asked(role=Role.SITEMAP, address=address, links=len(links.pages) + len(links.sitemaps)))
        return [page for page in links.pages if self.rules.may_fetch(page) and looks_like_article(page)]

    def _sitemaps(self, home: str) -> Iterable[str]:
        """Those that ``robots.txt`` names, else the usual place."""
        robots = self.findings.robots
        named = [link for link in (robots.sitemaps if robots is not None else ()) if self.rules.is_own(link)]
        return named or [urljoin(home, "/sitemap.xml")]

    async def _try_articles(self, addresses: Iterable[str]) -> None:
        """Clean articles until enough of them are some."""
        seen = {canonical(sample.address) for sample in self.findings.samples}
        unique = [address for address in dict.fromkeys(addresses) if canonical(address) not in seen]
        for address in spread(unique, ARTICLES)[:MOST_TRIED]:
            if len(self.findings.articles) >= ARTICLES:
                return
            self._note(samples=(*self.findings.samples, await self._sample(address)))

    async def _sample(self, address: str) -> Sample:
        try:
            response = await self._follow(address)
        except PageFailure as failure:
            return Sample(address=address, outcome=None, failure=str(failure))
        return Sample(address=address, outcome=self.cleaner.clean_page(raw_page(response, self.site, address)))

    # Requests ----------------------------------------------------------------------------------------

    async def _fetch(self, address: str, role: Role, *, may_move: bool = False) -> Response | None:
        """Ask for an address; what goes wrong is noted."""
        try:
            return await self._follow(address, may_move=may_move)
        except PageFailure as failure:
            self._add(Asked(role=role, address=address, failure=str(failure)))
            return None

    async def _follow(self, address: str, *, may_move: bool = False) -> Response:
        """Ask for an address and follow its redirects; the given address ``may_move`` to another host.

        Raises:
            PageFailure: no page came.
        """
        cookie: str | None = None
        for _ in range(MOST_REDIRECTS):
            response = await self._ask(address, cookie)
            target = _target(response)
            if target is None:
                if (failure := failure_of_status(response.status)) is not None:
                    raise PageFailure(failure, f"status {response.status}: {address}")
                return response
            cookie = _cookie(response) if target == address else None
            if may_move and not self.rules.is_own(target):
                self._set_site(self.site.model_copy(update={"start": (target,), "hosts": (host_of(target),)}))
            address = target
        raise PageFailure(Failure.REDIRECT_LOOP, f"{address} after {MOST_REDIRECTS} redirects")

    async def _ask(self, address: str, cookie: str | None) -> Response:
        """Ask once, and once more where the host did not answer.

        Raises:
            PageFailure: nothing came.
        """
        self.tell(address)
        headers = {"Cookie": cookie} if cookie else None
        for tries_left in (1, 0):
            request = Request(address, callback=NO_CALLBACK, headers=headers)
            try:
                return await self.crawler.engine.download_async(request)
            except PageFailure:
                raise
            except Exception as error:
                if failure_of(error) not in UNREACHABLE or not tries_left:
                    raise PageFailure(failure_of(error), f"{address}: {str(error) or type(error).__name__}") from error
        raise AssertionError("the second try returns or raises")

    # What is found -----------------------------------------------------------------------------------

    def _note(self, **found: object) -> None:
        self.findings = self.findings.model_copy(update=found)

    def _add(self, asked: Asked) -> None:
        self._note(asked=(*self.findings.asked, asked))

    def _set_site(self, site: Site) -> None:
        site = Site.model_validate(site.model_dump())  # a copy would keep the hosts that it had computed
        type(self).site = site
        self.rules = LinkRules(site)
        self._note(site=site)

    def _note_robots(self, response: Response) -> None:
        if not response.url.endswith("/robots.txt") or self.findings.robots is not None:
            return
        text = response.body.decode("utf-8", "replace")
        is_there = response.status == HTTPStatus.OK and "<html" not in text[:1000].lower()
        parsed = Protego.parse(text if is_there else "")
        delay = parsed.crawl_delay(self.settings["ROBOTSTXT_USER_AGENT"])
        links = (absolute(response.url, link) for link in parsed.sitemaps)
        sitemaps = tuple(link for link in links if link is not None)
        self._note(robots=RobotsFinding(is_there=is_there, crawl_delay=delay, sitemaps=sitemaps))


def _target(response: Response) -> str | None:
    """Where an answer sends browsers on to."""
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
        location = (response.headers.get("Location") or b"").decode("utf-8", "replace")
        return absolute(response.url, location)
    if not isinstance(response, TextResponse):
        return None
    wait, target = get_meta_refresh(response)
    if target is None or wait is None or wait > LONGEST_REFRESH:
        return None
    return absolute(get_base_url(response), target) if target != response.url else None  # a page that reloads itself


def _cookie(response: Response) -> str:
    values = response.headers.getlist("Set-Cookie")
    return "; ".join(value.decode("latin-1").split(";", 1)[0] for value in values)
