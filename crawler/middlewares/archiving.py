"""Archive every answer as received, before anything else looks at it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawler.addresses import canonical
from crawler.archive_writer import ArchiveFullError, ArchiveWriter, Exchange
from crawler.archive_writer import Headers as ArchivedHeaders
from crawler.failures import Failure, PageFailure
from crawler.frontier import Fetch, Leased
from crawler.middlewares.components import frontier, spider


class ArchivingMiddleware:
    """Downloader middleware next to the network: it sees requests complete, and answers still compressed.

    Errors, redirects and ``robots.txt`` are archived like pages. Where the answer stands in the archive goes along as
    ``request.meta["fetch"]``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._writer: ArchiveWriter | None = None
        crawler.signals.connect(self._close, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware of a crawl."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write an exchange to the archive.

        Raises:
            PageFailure: the disk is full.
        """
        last = self._last(request)
        exchange = self.exchange(request, response)
        writer = self._open_writer()
        try:
            fetch = writer.write(exchange, last)
        except ArchiveFullError as error:
            raise PageFailure(Failure.DISK_FULL, str(error)) from error
        request.meta["fetch"] = fetch
        stats = self._crawler.stats
        stats.inc_value(
            "archive/revisit" if last is not None and fetch.record_id == last.record_id else "archive/response"
        )
        stats.set_value("archive/bytes", writer.bytes_written)
        return response

    def exchange(self, request: Request, response: Response) -> Exchange:
        """What is archived of an answer."""
        return exchange_of(request, response)

    def _last(self, request: Request) -> Fetch | None:
        """The answer that this one may be a mere reference to; ``robots.txt`` is not leased, but looked up."""
        leased: Leased | None = request.meta.get("leased")
        if leased is not None:
            return leased.comparable
        scheduler = frontier(self._crawler)
        return scheduler.index.last_fetch(scheduler.visit.site, canonical(request.url))

    def _open_writer(self) -> ArchiveWriter:
        if self._writer is None:
            settings = self._crawler.settings
            software = settings["USER_AGENT"].split(" ", 1)[0]
            folder = archive_folder(settings["DATA_DIR"])
            site = spider(self._crawler).site
            rotate_at = settings.getint("ARCHIVE_ROTATE_AT")
            self._writer = ArchiveWriter(folder, site.name, software, rotate_at, site.tls)
        return self._writer

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def archive_folder(data_dir: str) -> Path:
    """Place of the archive in the folder ``DATA_DIR``."""
    return Path(data_dir) / "archive"


def exchange_of(request: Request, response: Response) -> Exchange:
    """A request and its answer as they went over the wire."""
    return Exchange(
        url=request.url,
        at=datetime.now(UTC),
        request_headers=_flat(request.headers),
        status=response.status,
        headers=_flat(response.headers),
        body=response.body,
        method=request.method,
        request_body=request.body,
        protocol=response.protocol or "HTTP/1.1",
        ip=str(response.ip_address) if response.ip_address is not None else None,
    )


def _flat(headers: Headers) -> ArchivedHeaders:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values
    )
