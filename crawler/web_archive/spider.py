"""The spider of a dead site: it asks web archives, and settles captures like pages."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.addresses import absolute
from crawler.answers import Answer
from crawler.archive_writer import ArchiveWriter
from crawler.failures import Failure, PageFailure
from crawler.frontier import Fetch, PageKind, PageRequest
from crawler.middlewares.archiving import archive_folder
from crawler.middlewares.components import frontier
from crawler.site import Site
from crawler.spider import SiteSpider
from crawler.web_archive.capture_requests import CaptureRequests, capture_of
from crawler.web_archive.cdx import CdxError, read_index
from crawler.web_archive.unpacking import replayed
from crawler.web_archive.warc_files import exchanges_of, warc_files

if TYPE_CHECKING:
    from scrapy import Request

_ARCHIVING = "crawler.middlewares.archiving.ArchivingMiddleware"
_CAPTURE_ARCHIVING = "crawler.web_archive.archiving.CaptureArchivingMiddleware"


class WebArchiveSpider(SiteSpider):
    """``site`` is the stand-in with the hosts of the archives, ``dead_site`` what the site file says."""

    dead_site: ClassVar[Site]

    def __init__(self, name: str | None = None, **arguments: object) -> None:
        super().__init__(name, **arguments)
        self.requests = CaptureRequests(self.dead_site)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Set what every site sets, and the archiving of captures."""
        super().update_settings(settings)
        middlewares = settings.getdict("DOWNLOADER_MIDDLEWARES")
        place = middlewares[_ARCHIVING]
        swapped = {**middlewares, _ARCHIVING: None, _CAPTURE_ARCHIVING: place}
        settings.set("DOWNLOADER_MIDDLEWARES", swapped, priority="spider")

    async def start(self) -> AsyncIterator[Any]:
        """Take in the WARC files that are new, and put the questions to the indexes into the page index."""
        for path in warc_files(self.dead_site):
            await self._take_in(path)
        frontier(self.crawler).begin(self.requests.start())
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    def parse(self, response: Response) -> None:
        """Settle an answer of an index together with its captures, or a capture."""
        scheduler = frontier(self.crawler)
        request = scheduler.request_of(response)
        scheduler.answered(response, self._read(request, response))

    def _read(self, request: PageRequest, response: Response) -> Answer:
        capture = capture_of(request)
        if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
            return self._moved(request, response)
        if capture is not None or response.status != HTTPStatus.OK:
            return Answer(request.kind)
        try:
            return Answer(request.kind, tuple(self.requests.after(request, read_index(response.body))))
        except CdxError as error:
            return Answer(request.kind, failure=PageFailure(Failure.MALFORMED, f"{response.url}: {error}"))

    def _moved(self, request: PageRequest, response: Response) -> Answer:
        """A replay sends on to the capture that it really has."""
        target = absolute(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
        capture, shown = capture_of(request), replayed(target or "")
        if response.status == HTTPStatus.NOT_MODIFIED:
            return Answer(request.kind)
        if capture is None or shown is None or shown[0] == capture.timestamp:
            return Answer(request.kind, failure=PageFailure(Failure.OFF_SITE, f"{response.url} redirects to {target}"))
        number = int(str(request.trail["archive"]))
        return Answer(request.kind, (self.requests.request_for(capture._replace(timestamp=shown[0]), number),))

    async def _take_in(self, path: Path) -> None:
        """Copy the captures of a WARC file into the archive, once; a file that grew is another one."""
        scheduler = frontier(self.crawler)
        key = f"file {path.absolute()} {path.stat().st_size}"
        if scheduler.index.known(self.site.name, [key], scheduler.visit.number + 1):
            return
        settings = self.crawler.settings
        writer = ArchiveWriter(archive_folder(settings["DATA_DIR"]), self.site.name, settings["USER_AGENT"].split()[0])
        for exchange in exchanges_of(path, self.dead_site, self.requests):
            writer.write(exchange)
            self.crawler.stats.inc_value(f"page/{PageKind.ARTICLE}/ok")
            await asyncio.sleep(0)  # other sites crawl meanwhile
        writer.close()
        request = PageRequest(key, path.absolute().as_uri(), PageKind.SITEMAP)
        scheduler.index.enqueue(scheduler.visit, [request], datetime.now(UTC))
        scheduler.index.done(scheduler.visit, request, Fetch(HTTPStatus.OK, datetime.now(UTC)), None)
