"""Never ask for what was taken down."""

from pathlib import Path
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.failures import Failure, PageFailure
from crawler.middlewares.components import spider
from crawler.refreshing import DATASET
from output.dataset import Dataset
from output.takedowns import Takedowns


class TakenDownMiddleware:
    """Downloader middleware that refuses the addresses and sites of ``scrapy dataset remove``.

    The dataset refuses their pages in any case; this spares their servers. It is not there where nothing is down.
    """

    def __init__(self, crawler: Crawler, takedowns: Takedowns) -> None:
        self._crawler = crawler
        self._takedowns = takedowns

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware of a crawl.

        Raises:
            NotConfigured: nothing is taken down.
            DatasetError: the dataset cannot be read.
        """
        takedowns = Dataset(Path(crawler.settings["DATA_DIR"]) / DATASET).taken_down()
        if not takedowns:
            raise NotConfigured
        return cls(crawler, takedowns)

    def process_request(self, request: Request) -> None:
        """Let a request pass, or fail it.

        Raises:
            PageFailure: the address or the whole site was taken down.
        """
        site = spider(self._crawler).site.name
        if self._takedowns.covers_address(request.url, site):
            what = f"site {site}" if site in self._takedowns.sites else request.url
            raise PageFailure(Failure.TAKEN_DOWN, f"{what} was taken down; scrapy dataset taken-down says why")
