"""Hand the outcome of a page to the frontier: its links and its being done, in one transaction."""

from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.closing import Ending
from crawler.middlewares.components import frontier
from crawler.page_index import IndexFullError


class FrontierMiddleware:
    """Spider middleware that keeps the requests of an answer from the engine and gives them to the page index.

    Scrapy would schedule them one by one and in parallel, and never say when the last one is stored; a process
    killed in between would lose the rest.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware of a crawl."""
        return cls(crawler)

    async def process_spider_output(self, response: Response, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        """Settle the page once the callback has given everything; items go on to the engine."""
        links: list[Request] = []
        async for output in result:
            if isinstance(output, Request):
                links.append(output)
            else:
                yield output
        try:
            frontier(self._crawler).answered(response, links)
        except IndexFullError as error:
            self._crawler.stats.set_value("failure_detail/disk_full", str(error))
            raise CloseSpider(Ending.DISK_FULL) from error

    def process_spider_exception(self, response: Response, exception: Exception) -> None:
        """Settle a page that made the spider fail; Scrapy logs the traceback."""
        if not isinstance(exception, CloseSpider):
            frontier(self._crawler).spider_error(response, exception)
