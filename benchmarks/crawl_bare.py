"""Bare Scrapy on the pages of another crawl: ``python -m benchmarks.crawl_bare FOLDER FILE fetch|follow|keep``."""

import json
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

# Those of danvan's settings that decide what Scrapy itself does for a page.
SETTINGS: dict[str, Any] = {
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "CONCURRENT_REQUESTS": 8,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "CONCURRENT_ITEMS": 4,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_MAXSIZE": 8_000_000,
    "ROBOTSTXT_OBEY": True,
    "HTTPERROR_ALLOW_ALL": True,
    "REDIRECT_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "RETRY_ENABLED": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}

Page = Mapping[str, str]  # site, address, method, body, kind


class FetchingSpider(Spider):
    """Fetches pages and does nothing with them."""

    name = "fetch"

    def __init__(self, pages: Sequence[Page], **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        super().__init__(**kwargs)
        self._pages = pages

    async def start(self) -> AsyncIterator[Request]:
        """All pages at once, listings first; Scrapy's scheduler holds them and knows the repeated ones."""
        for page in sorted(self._pages, key=lambda page: page["kind"] == "article"):
            form = {"Content-Type": "application/x-www-form-urlencoded"} if page["method"] == "POST" else {}
            yield Request(
                page["address"],
                method=page["method"],
                body=page["body"],
                headers=form,
                callback=self.parse_article if page["kind"] == "article" else self.parse_listing,
            )

    def parse_article(self, response: Response) -> Iterator[Request]:  # noqa: ARG002 - Scrapy's signature
        """Nothing."""
        yield from ()

    def parse_listing(self, response: Response) -> Iterator[Request]:  # noqa: ARG002 - Scrapy's signature
        """Nothing."""
        yield from ()


class FollowingSpider(FetchingSpider):
    """Reads the links of listings and follows those to the pages, as the spider of a person would."""

    name = "follow"

    def __init__(self, pages: Sequence[Page], **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        super().__init__(pages, **kwargs)
        self._wanted = {page["address"] for page in pages}

    def parse_listing(self, response: Response) -> Iterator[Request]:
        """The links of a page, as Scrapy's tutorial takes them."""
        for link in response.css("a::attr(href)").getall():
            address = response.urljoin(link)
            if address in self._wanted:
                yield Request(address, callback=self.parse_article)


def main(folder: Path, file: str, way: str) -> None:
    """Fetch the pages of a file, one crawl a site, as danvan does."""
    pages = json.loads((folder / file).read_text(encoding="utf-8"))
    cache = {"HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": str(folder / "cache")} if way == "keep" else {}
    process = AsyncCrawlerProcess(SETTINGS | cache)
    for _, of_site in groupby(pages, key=itemgetter("site")):
        process.crawl(FetchingSpider if way == "fetch" else FollowingSpider, pages=list(of_site))
    if pages:
        process.start()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
