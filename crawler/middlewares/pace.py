"""Slow down when the site asks for it: ``Crawl-delay`` and ``Retry-After``, which Scrapy leaves to us."""

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawler.closing import Ending, end_crawl
from crawler.middlewares.components import frontier

LONGEST_CRAWL_DELAY = 120.0  # seconds; longer ones were mistakes for milliseconds

_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})

logger = logging.getLogger(__name__)


class PaceMiddleware:
    """Downloader middleware that raises the delay to ``Crawl-delay`` and pauses the crawl for ``Retry-After``.

    A pause longer than ``LONGEST_WAIT`` ends the visit instead; what was not fetched stays due. How long the server took
    for its answers is added up in ``latency/seconds`` and ``latency/answers``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._longest = crawler.settings.getfloat("LONGEST_WAIT")
        crawler.signals.connect(self.robots_parsed, signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware of a crawl."""
        return cls(crawler)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Make the delay of the crawl at least the one that ``robots.txt`` asks for."""
        asked = robotparser.crawl_delay(self._agent)
        if asked is None or asked <= self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        delay = min(asked, LONGEST_CRAWL_DELAY)
        logger.info("%s asks for %s s between requests", request.url, delay)
        self._crawler.stats.set_value("pace/crawl_delay", delay)
        downloader = self._crawler.engine.downloader
        key = downloader.get_slot_key(request)
        downloader.per_slot_settings[key] = {
            **downloader.per_slot_settings.get(key, {}),
            "delay": delay,
            "concurrency": 1,
        }
        if key in downloader.slots:
            downloader.slots[key].delay, downloader.slots[key].concurrency = delay, 1
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = delay

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how long an answer took, and pause where a busy server says for how long."""
        self._crawler.stats.inc_value("latency/seconds", request.meta.get("download_latency", 0.0))
        self._crawler.stats.inc_value("latency/answers")
        if response.status in _BUSY:
            seconds = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
            if seconds is not None and seconds > self._longest:
                self._crawler.stats.set_value(
                    "failure_detail/asked_to_wait", f"{response.url} asks to wait {seconds:.0f} s"
                )
                end_crawl(self._crawler, Ending.ASKED_TO_WAIT)
            elif seconds is not None:
                self._crawler.stats.inc_value("pace/retry_after")
                frontier(self._crawler).pause(seconds)
        return response


def retry_after(value: str, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, given as seconds or as a date; ``None`` if it says neither."""
    if value.strip().isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())
