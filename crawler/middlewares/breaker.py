"""Give a host up after several failures of the connection in a row."""

import logging
from collections import Counter
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.addresses import host_of
from crawler.closing import Ending, end_crawl
from crawler.failures import UNREACHABLE, Failure, PageFailure, failure_of
from crawler.middlewares.components import spider

logger = logging.getLogger(__name__)


class BreakerMiddleware:
    """Downloader middleware that asks a host no more after ``BREAKER_FAILURES`` requests in a row without any answer.

    An answer of any status starts the count anew. When all hosts of the site are given up, the visit ends; what was
    not fetched stays due for the next.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._limit = crawler.settings.getint("BREAKER_FAILURES")
        self._failures: Counter[str] = Counter()
        self._given_up: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request pass, or fail it at once.

        Raises:
            PageFailure: its host was given up.
        """
        if self._given_up and (host := host_of(request.url)) in self._given_up:
            raise PageFailure(Failure.HOST_GIVEN_UP, f"{host} was given up; {request.url} waits for the next visit")

    def process_response(self, request: Request, response: Response) -> Response:
        """Take note that the host answers."""
        if self._failures:
            self._failures.pop(host_of(request.url), None)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a failure of the connection, and give the host up at the limit."""
        name, host = failure_of(exception), host_of(request.url)
        if name not in UNREACHABLE or isinstance(exception, PageFailure):  # our own say what was counted before
            return
        self._failures[host] += 1
        if self._failures[host] != self._limit:
            return
        self._given_up.add(host)
        detail = f"{name}, {self._limit} times in a row, last at {request.url}"
        logger.info("%s is given up: %s", host, detail)
        if self._given_up >= spider(self._crawler).site.own_hosts:
            self._crawler.stats.set_value("failure_detail/unreachable", detail)
            end_crawl(self._crawler, Ending.UNREACHABLE)
