"""From what a web archive sends to the exchange that it once recorded."""

import re
from io import BytesIO

from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.archive_writer import Exchange, Headers
from crawler.content_encoding import MAX_BODY
from crawler.web_archive.cdx import Capture

_ORIGINAL = "x-archive-orig-"
_NOT_ORIGINAL = frozenset({"content-length", "transfer-encoding", "connection"})  # of the transfer from the archive
_KEPT = frozenset({"content-type", "content-encoding"})  # said of the body as it came


class CaptureError(ValueError):
    """What came is not the capture."""


def exchange_of_record(capture: Capture, body: bytes, source: str) -> Exchange:
    """The exchange in a WARC record, which is what a byte range of a WARC file is.

    Raises:
        CaptureError: there is no such record in it.
    """
    try:
        for record in ArchiveIterator(BytesIO(body), record_types=WarcRecordType.response, parse_http=False):
            record.parse_http(quirks_mode=True)
            payload = record.reader.read(MAX_BODY + 1)
            url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
            status = record.http_headers.status_code
            if url != capture.url or status is None or len(payload) > MAX_BODY:
                raise CaptureError(f"the record at {source} is {url}, status {status}; {capture.url} is expected")
            headers = tuple((name, value) for name, value in record.http_headers.items())
            date = record.record_date if record.headers.get("WARC-Date") else capture.at
            origin = (("WARC-Source-URI", source), ("WARC-Source-Range", byte_range(capture)))
            return Exchange(url, date, (), status, headers, payload, source=origin)
    except (OSError, EOFError, ValueError) as error:
        raise CaptureError(f"{source}, {byte_range(capture)}: {error}") from error
    raise CaptureError(f"{source}, {byte_range(capture)}: no response record")


def exchange_of_replay(capture: Capture, headers: Headers, body: bytes, source: str) -> Exchange:
    """The exchange that a replay shows: the body as it was, the headers behind ``X-Archive-Orig-``."""
    low = [(name.lower(), value) for name, value in headers]
    original = [
        (name.removeprefix(_ORIGINAL), value)
        for name, value in low
        if name.startswith(_ORIGINAL) and name.removeprefix(_ORIGINAL) not in _NOT_ORIGINAL | _KEPT
    ]
    as_sent = [(name, value) for name, value in low if name in _KEPT]
    return Exchange(
        capture.url, capture.at, (), 200, (*as_sent, *original), body, source=(("WARC-Source-URI", source),)
    )


def byte_range(capture: Capture) -> str:
    """The range of bytes that holds a capture, as HTTP asks for it."""
    return f"bytes={capture.offset}-{capture.offset + capture.length - 1}"


_REPLAYED = re.compile(r"/(\d{14})(?:id_)?/(https?:/.*)")


def replayed(address: str) -> tuple[str, str] | None:
    """Time and address of the capture that an address of a replay shows."""
    match = _REPLAYED.search(address)
    return (match[1], match[2]) if match else None
