"""Bare Scrapy on a list of addresses: ``python -m benchmarks.crawl_bare FOLDER FILE``."""

import json
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

# Those of danvan's settings that decide what Scrapy itself does for a page.
SETTINGS = {
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "CONCURRENT_ITEMS": 4,
    "DOWNLOAD_DELAY": 0,
    "HTTPERROR_ALLOW_ALL": True,
    "REDIRECT_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "RETRY_ENABLED": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}


class BareSpider(Spider):
    """Fetches addresses and does nothing with them."""

    name = "bare"

    def __init__(self, addresses: Iterable[str], **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        super().__init__(**kwargs)
        self._addresses = list(addresses)

    async def start(self) -> AsyncIterator[Request]:
        """All addresses at once; Scrapy's scheduler holds them."""
        for address in self._addresses:
            yield Request(address, dont_filter=True)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[None]:  # noqa: ANN401, ARG002 - Scrapy's signature
        """Nothing."""
        yield from ()


def main(folder: Path, file: str) -> None:
    """Fetch the addresses of a file, one crawl a site, as danvan does."""
    addresses = json.loads((folder / file).read_text(encoding="utf-8"))
    process = AsyncCrawlerProcess(SETTINGS)
    for _, of_site in groupby(addresses, key=lambda address: urlsplit(address).netloc):
        process.crawl(BareSpider, addresses=list(of_site))
    if addresses:
        process.start()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
