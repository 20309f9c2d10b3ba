"""Obey robots.txt as RFC 9309 says, which Scrapy's own middleware does only in part."""

import asyncio
import logging
from collections.abc import Awaitable
from http import HTTPStatus
from itertools import count
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from scrapy.utils.misc import load_object

from crawler.addresses import absolute, canonical, host_of
from crawler.closing import Ending, end_crawl
from crawler.failures import Failure, PageFailure, failure_of
from crawler.frontier import PageKind, PageRequest
from crawler.middlewares.components import frontier, spider

MOST_REDIRECTS = 5  # RFC 9309, 2.3.1.2
_UNAVAILABLE = frozenset({HTTPStatus.TOO_MANY_REQUESTS, *(status for status in HTTPStatus if status >= 500)})

logger = logging.getLogger(__name__)


class RobotsMiddleware:
    """Downloader middleware that asks each origin's ``robots.txt`` first.

    Status 4xx, and an HTML page in its place (styled "not found" pages come with 200), mean that there is none. Status
    5xx or no answer means that nothing may be fetched from that host: its addresses stay due, and where the site has no
    other host the visit ends. ``robots.txt`` is read anew by every visit.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._parsers: dict[str, RobotParser] = {}
        self._refused: dict[str, PageFailure] = {}
        self._unavailable: set[str] = set()
        self._lock = asyncio.Lock()
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._parser_class: type[RobotParser] = load_object(crawler.settings["ROBOTSTXT_PARSER"])

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self | None:
        """Build the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> Awaitable[None] | None:
        """Let a request pass, or fail it; there is something to wait for only at an origin's first request.

        Raises:
            PageFailure: ``robots.txt`` forbids the address or cannot be had.
        """
        if request.meta.get("dont_obey_robotstxt") or not self._crawler.settings.getbool("ROBOTSTXT_OBEY"):
            return None
        parser = self._parsers.get(_origin(request))
        if parser is None:
            return self._wait(request)
        self._check(request, parser)
        return None

    async def _wait(self, request: Request) -> None:
        async with self._lock:
            parser = await self._parser(request)
        self._check(request, parser)

    def _check(self, request: Request, parser: RobotParser) -> None:
        if not parser.allowed(request.url, self._agent):
            self._crawler.stats.inc_value("robotstxt/forbidden")
            raise PageFailure(Failure.ROBOTS_FORBIDDEN, f"robots.txt forbids {request.url}")

    async def _parser(self, request: Request) -> RobotParser:
        origin = _origin(request)
        if origin in self._refused:
            raise self._refused[origin]
        if origin not in self._parsers:
            try:
                body = await self._body(f"{origin}/robots.txt")
            except PageFailure as failure:
                if failure.failure is Failure.ROBOTS_UNREACHABLE:
                    self._refused[origin] = failure
                raise
            parser = self._parser_class.from_crawler(self._crawler, body)
            await self._crawler.signals.send_catch_log_async(
                signal=signals.robots_parsed, robotparser=parser, request=request
            )
            self._parsers[origin] = parser
        return self._parsers[origin]

    async def _body(self, address: str) -> bytes:
        try:
            response = await self._answer(address)
        except PageFailure as failure:
            if failure.failure is Failure.OFF_SITE:  # redirected to a host that is not the site's
                return b""
            raise
        except Exception as error:
            if not isinstance(error, IgnoreRequest):
                raise PageFailure(failure_of(error), f"{address}: {error}") from error
            return b""  # too large after decompression: no robots.txt is
        if response.status in _UNAVAILABLE:
            self._unavailable.add(host_of(address))
            if self._unavailable >= spider(self._crawler).site.own_hosts:
                end_crawl(self._crawler, Ending.ROBOTS_UNREACHABLE)
            detail = f"{address} answers {response.status}: nothing may be fetched"
            raise PageFailure(Failure.ROBOTS_UNREACHABLE, detail)
        return response.body if response.status == HTTPStatus.OK and not _is_html(response) else b""

    async def _answer(self, address: str) -> Response:
        for redirects in count():
            request = Request(address, callback=NO_CALLBACK, meta={"dont_obey_robotstxt": True})
            response = await self._crawler.engine.download_async(request)
            self._remember(request, response)
            target = absolute(address, (response.headers.get("Location") or b"").decode("latin-1"))
            is_redirect = HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST
            if not is_redirect or target is None or redirects == MOST_REDIRECTS:
                return response
            address = target
        raise AssertionError("count() has no end")

    def _remember(self, request: Request, response: Response) -> None:
        scheduler = frontier(self._crawler)
        stored = PageRequest(canonical(request.url), request.url, PageKind.ROBOTS)
        fetch = request.meta["fetch"]
        scheduler.index.enqueue(scheduler.visit, [stored], fetch.at)
        scheduler.index.done(scheduler.visit, stored, fetch._replace(status=response.status), None)


def _origin(request: Request) -> str:
    parts = urlparse_cached(request)
    return f"{parts.scheme}://{parts.netloc}"


def _is_html(response: Response) -> bool:
    kind = (response.headers.get("Content-Type") or b"").lower()
    return b"html" in kind or response.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(
        (b"<!doctype", b"<html")
    )
