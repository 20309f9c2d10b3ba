"""Settle a page that made the spider fail, so that it is accounted for like every other."""

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from crawler.middlewares.components import frontier


class FrontierMiddleware:
    """Spider middleware that gives a failed page up for this visit; Scrapy logs the traceback."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware of a crawl."""
        return cls(crawler)

    def process_spider_exception(self, response: Response, exception: Exception) -> None:
        """Settle the page; an end of the whole crawl is none of its faults."""
        if not isinstance(exception, CloseSpider):
            frontier(self._crawler).spider_error(response, exception)
