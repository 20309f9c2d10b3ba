"""Give a site up after several failures of the connection in a row."""

import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.closing import Ending, end_crawl
from crawler.failures import UNREACHABLE, failure_of

logger = logging.getLogger(__name__)


class BreakerMiddleware:
    """Downloader middleware that ends the visit after ``BREAKER_FAILURES`` requests in a row without any answer.

    An answer of any status closes the circuit again. What was not fetched stays due for the next visit.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._limit = crawler.settings.getint("BREAKER_FAILURES")
        self._failures = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware of a crawl."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's interface
        """Take note that the host answers."""
        self._failures = 0
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a failure of the connection, and end the visit at the limit."""
        name = failure_of(exception)
        if name not in UNREACHABLE:
            return
        self._failures += 1
        if self._failures == self._limit:
            self._crawler.stats.set_value(
                "failure_detail/unreachable", f"{name}, {self._limit} times in a row, last at {request.url}"
            )
            end_crawl(self._crawler, Ending.UNREACHABLE)
