"""The spider: one class for every site, told what to do by the site file and the layouts."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any, ClassVar, Self, cast

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, UsageError
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure as TwistedFailure

from crawler.answers import AnswerReader, Ground
from crawler.closing import Ending
from crawler.discovery.links import LinkRules
from crawler.middlewares.components import frontier
from crawler.site import Site, SiteStatus, TlsNeed


class SiteSpider(Spider):
    """Walks the listings, feeds and sitemaps of one site and fetches its articles.

    Its subclasses are made by the spider loader, one for each site. Pages only go to the archive; they are read for
    links, never for content. What a page leads to goes to the page index at once, in one transaction with its being
    done: Scrapy would schedule the requests one by one, and never say when the last one is stored.
    """

    site: ClassVar[Site]

    def __init__(self, name: str | None = None, **arguments: object) -> None:
        super().__init__(name, **arguments)
        self.rules = LinkRules(self.site)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: object, **kwargs: object) -> Self:
        """Build the spider of a crawl.

        Raises:
            UsageError: the setting ``BACKFILL_UNTIL`` is no date.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.reader = AnswerReader(cls.site, spider.rules, spider._ground())
        return spider

    reader: AnswerReader

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Set the site's pace and needs, and the contact in the user agent.

        Raises:
            UsageError: a site on the web is to be crawled, and nobody could be reached about it.
        """
        super().update_settings(settings)
        pace, contact = cls.site.pace, str(settings["CONTACT"]).strip()
        if not contact and not cls.site.private_addresses and cls.site.status is SiteStatus.LIVE:
            raise UsageError(
                f"{cls.name} is on the web, and the setting CONTACT is empty: set it in crawler/settings.py, or with"
                " -s CONTACT=…, to a mail or web address where the administrators of the sites can reach you",
                print_help=False,
            )
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
        if TlsNeed.OLD_PROTOCOL in cls.site.tls:
            handlers = {**settings.getdict("DOWNLOAD_HANDLERS"), "https": "crawler.old_tls.OldTlsDownloadHandler"}
            changes |= {"DOWNLOAD_TLS_MIN_VERSION": "TLSv1.0", "DOWNLOAD_HANDLERS": handlers}
        if TlsNeed.UNVERIFIED in cls.site.tls:
            changes["DOWNLOAD_VERIFY_CERTIFICATES"] = False
        settings.setdict(changes, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Put the start addresses into the page index; the engine takes all requests from there.

        Raises:
            CloseSpider: the site is gone; its pages come from web archives.
        """
        if self.site.status is SiteStatus.ARCHIVED:
            advice = f"the site file says that {self.name} is gone; name its web_archives there"
            self.crawler.stats.set_value("failure_detail/archived", advice)
            raise CloseSpider(Ending.ARCHIVED)
        frontier(self.crawler).begin(self.reader.start())
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    def parse(self, response: Response) -> None:
        """Settle an answer together with the requests that it leads to."""
        scheduler = frontier(self.crawler)
        request = scheduler.request_of(response)
        scheduler.answered(response, self.reader.read(request, response))

    def failed(self, failure: TwistedFailure) -> None:
        """Settle a request without an answer."""
        request = cast("Request", failure.request)  # type: ignore[attr-defined]  # Scrapy adds it
        frontier(self.crawler).failed(request, cast("Exception", failure.value))

    def _ground(self) -> Ground:
        until: str | None = self.crawler.settings["BACKFILL_UNTIL"]
        is_backfill = self.crawler.settings.getbool("BACKFILL") or bool(until)
        try:
            return Ground(
                self._adds, bool if is_backfill else self._goes_on, date.fromisoformat(until) if until else None
            )
        except ValueError as error:
            raise UsageError(
                f"BACKFILL_UNTIL: a date like 2024-12-31 is expected, found {until!r}", print_help=False
            ) from error

    def _adds(self, keys: Sequence[str]) -> bool:
        scheduler = frontier(self.crawler)
        return len(scheduler.index.known(self.site.name, keys, scheduler.visit.number + 1)) < len(keys)

    def _goes_on(self, keys: Sequence[str]) -> bool:
        """The first visit goes on as long as there is anything, later ones to known ground."""
        scheduler = frontier(self.crawler)
        if scheduler.visit.number == 1:
            return bool(keys)
        return len(scheduler.index.known(self.site.name, keys, scheduler.visit.number)) < len(keys)
