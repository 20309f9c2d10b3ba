"""The parts of our own crawl that middlewares work with, by their real types."""

from typing import TYPE_CHECKING, cast

from scrapy.crawler import Crawler

from crawler.scheduler import IndexScheduler

if TYPE_CHECKING:
    from crawler.spider import SiteSpider


def frontier(crawler: Crawler) -> IndexScheduler:
    """The scheduler of a running crawl."""
    return cast("IndexScheduler", crawler.engine.scheduler)


def spider(crawler: Crawler) -> "SiteSpider":
    """The spider of a crawl."""
    return cast("SiteSpider", crawler.spider)
