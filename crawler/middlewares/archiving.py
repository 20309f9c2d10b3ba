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
        scheduler = frontier(self._crawler)
        key = request.meta.get("key") or canonical(request.url)
        last = scheduler.index.comparable(scheduler.visit.site, key)
        writer = self._open_writer()
        try:
            fetch = writer.write(_exchange(request, response), last)
        except ArchiveFullError as error:
            raise PageFailure(Failure.DISK_FULL, str(error)) from error
        request.meta["fetch"] = fetch
        stats = self._crawler.stats
        stats.inc_value(
            "archive/revisit" if last is not None and fetch.record_id == last.record_id else "archive/response"
        )
        stats.set_value("archive/bytes", writer.bytes_written)
        return response

    def _open_writer(self) -> ArchiveWriter:
        if self._writer is None:
            settings = self._crawler.settings
            software = settings["USER_AGENT"].split(" ", 1)[0]
            folder = archive_folder(settings["DATA_DIR"])
            self._writer = ArchiveWriter(
                folder, spider(self._crawler).site.name, software, settings.getint("ARCHIVE_ROTATE_AT")
            )
        return self._writer

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def archive_folder(data_dir: str) -> Path:
    """Place of the archive in the folder ``DATA_DIR``."""
    return Path(data_dir) / "archive"


def _exchange(request: Request, response: Response) -> Exchange:
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
