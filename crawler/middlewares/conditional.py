"""Ask for known pages with a condition, so that an unchanged one need not be sent again."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from crawler.frontier import Leased, PageKind, PageRequest
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
        leased: Leased | None = request.meta.get("leased")
        last = leased.comparable if leased is not None else None
        if leased is None or last is None or request.method != "GET" or self._is_due_in_full(leased.request):
            return
        if last.etag is not None:
            request.headers["If-None-Match"] = last.etag
        if last.last_modified is not None:
            request.headers["If-Modified-Since"] = last.last_modified

    def _is_due_in_full(self, request: PageRequest) -> bool:
        return request.kind is not PageKind.ARTICLE and frontier(self._crawler).visit.number % self._every == 0
