"""Ask for known pages with a condition, so that an unchanged one need not be sent again."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.frontier import PageKind
from crawler.middlewares.components import frontier


class ConditionalMiddleware:
    """Downloader middleware that adds ``If-None-Match`` and ``If-Modified-Since`` from the page index.

    Every ``UNCONDITIONAL_EVERY`` visits, listings, feeds and sitemaps are asked for without: some servers never change
    their ``ETag``. Scrapy's HTTP cache does not serve here: it grants pages a time of freshness and does not ask at all.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._every = crawler.settings.getint("UNCONDITIONAL_EVERY")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add the conditions to a request of the frontier."""
        key = request.meta.get("key")
        if key is None or request.method != "GET" or self._is_due_in_full(request):
            return
        scheduler = frontier(self._crawler)
        validators = scheduler.index.validators(scheduler.visit.site, key)
        if validators is not None and validators.etag is not None:
            request.headers["If-None-Match"] = validators.etag
        if validators is not None and validators.last_modified is not None:
            request.headers["If-Modified-Since"] = validators.last_modified

    def _is_due_in_full(self, request: Request) -> bool:
        is_article = request.meta.get("kind") == PageKind.ARTICLE
        return not is_article and frontier(self._crawler).visit.number % self._every == 0
