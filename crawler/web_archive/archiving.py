"""Archive captures as what they are: answers of the dead site, at their own time."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response

from crawler.archive_writer import Exchange
from crawler.failures import Failure, PageFailure
from crawler.middlewares.archiving import ArchivingMiddleware, exchange_of
from crawler.web_archive.capture_requests import capture_of
from crawler.web_archive.unpacking import CaptureError, exchange_of_record, exchange_of_replay

if TYPE_CHECKING:
    from crawler.frontier import Leased


class CaptureArchivingMiddleware(ArchivingMiddleware):
    """Takes the place of its base in crawls of web archives; answers of indexes, and errors, are archived as they came."""

    def exchange(self, request: Request, response: Response) -> Exchange:
        """The exchange that a capture holds.

        Raises:
            PageFailure: the capture cannot be read.
        """
        sent = exchange_of(request, response)
        leased: Leased | None = request.meta.get("leased")
        capture = capture_of(leased.request) if leased is not None else None
        if capture is None or response.status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
            return sent
        if capture.file is None:
            return exchange_of_replay(capture, sent.headers, sent.body, request.url)
        is_part = response.status == HTTPStatus.PARTIAL_CONTENT
        body = sent.body if is_part else sent.body[capture.offset : capture.offset + capture.length]
        try:
            return exchange_of_record(capture, body, request.url)
        except CaptureError as error:
            raise PageFailure(Failure.MALFORMED, str(error)) from error
