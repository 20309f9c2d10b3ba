"""Writing the archive: every answer as received, in WARC 1.1 files.

A visit to a site writes its own files, ``<site>/<time>-<number>.warc.gz``. Each record is one gzip member, made in
memory and written at once, so that a killed process leaves at most one torn record at the end of the last file.
Chunked transfer is undone by the HTTP client before we see the body; its header is dropped with it.
"""

import base64
import errno
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from crawler.frontier import Fetch

ROTATE_AT = 1_000_000_000  # bytes; WARC 1.1, annex C
GZIP_LEVEL = 3  # 5 % larger than level 9 and a third of its time
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

Headers = tuple[tuple[str, str], ...]


class ArchiveFullError(OSError):
    """The archive cannot be written because its disk is full; all earlier records are readable."""


class Exchange(NamedTuple):
    """A request and its answer, as they went over the wire."""

    url: str
    at: datetime  # when the answer was complete, UTC
    request_headers: Headers
    status: int
    headers: Headers
    body: bytes
    method: str = "GET"
    request_body: bytes = b""
    protocol: str = "HTTP/1.1"
    ip: str | None = None


class ArchiveWriter:
    """Writes the exchanges of one visit to one site; the first file is made with the first exchange."""

    def __init__(self, folder: Path, site: str, software: str, rotate_at: int = ROTATE_AT) -> None:
        self.folder = folder
        self.site = site
        self.bytes_written = 0
        self._software = software
        self._rotate_at = rotate_at
        self._file: BinaryIO | None = None
        self._path = folder
        self._end = 0
        self._number = 0

    def write(self, exchange: Exchange, last: Fetch | None = None) -> Fetch:
        """Archive an exchange; give the answer and where its full record is.

        ``last`` is the last archived answer of the same address: an answer that says "not modified", or has the
        same bytes, becomes a ``revisit`` record that refers to it.

        Raises:
            ArchiveFullError: the disk is full; the file was cut back to its last complete record.
        """
        file = self._open_file(exchange.at)
        digest = digest_of(exchange.body)
        request = _record(WarcRecordType.request, exchange, _request_block(exchange))
        answer = Fetch(
            exchange.status, exchange.at, _header(exchange, "etag"), _header(exchange, "last-modified"), digest
        )
        if last is not None and last.archived_at is not None and _is_revisit(exchange, digest, last):
            response = _revisit(exchange, last, digest, request.record_id)
            answer = last._replace(status=exchange.status, at=exchange.at, etag=answer.etag or last.etag)
        else:
            response = _response(exchange, digest, request.record_id)
            answer = answer._replace(archived_at=exchange.at, record_id=response.record_id)
        head = _member(request)
        offset = self._end + len(head)
        self._append(file, head + _member(response))
        if answer.archive_file is None:
            answer = answer._replace(archive_file=self._path.relative_to(self.folder).as_posix(), archive_offset=offset)
        return answer

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open_file(self, now: datetime) -> BinaryIO:
        if self._file is not None and self._end < self._rotate_at:
            return self._file
        self.close()
        folder = self.folder / self.site
        folder.mkdir(parents=True, exist_ok=True)
        while self._file is None:
            self._number += 1
            self._path = folder / f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{self._number:05}.warc.gz"
            try:
                self._file = self._path.open("xb", buffering=0)
            except FileExistsError:
                continue
        self._end = 0
        self._append(self._file, _member(self._warcinfo(now)))
        return self._file

    def _warcinfo(self, now: datetime) -> WarcRecord:
        lines = {"software": self._software, "format": "WARC File Format 1.1", "isPartOf": self.site}
        record = WarcRecord()
        record.init_headers(WarcRecordType.warcinfo)
        record.record_date = now
        record.headers.append("WARC-Filename", self._path.name)
        record.headers.append("Content-Type", "application/warc-fields")
        record.set_bytes_content("".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode())
        return record

    def _append(self, file: BinaryIO, member: bytes) -> None:
        rest = memoryview(member)
        try:
            while rest:
                rest = rest[file.write(rest) :]
        except OSError as error:
            file.truncate(self._end)
            file.seek(self._end)
            if error.errno in _FULL:
                raise ArchiveFullError(
                    error.errno, f"{self._path}: the disk is full; what is archived stays readable"
                ) from error
            raise
        self._end += len(member)
        self.bytes_written += len(member)


def digest_of(payload: bytes) -> str:
    """Digest in the form of WARC headers: ``sha256:`` and base 32."""
    return f"sha256:{base64.b32encode(hashlib.sha256(payload).digest()).decode()}"


def _is_revisit(exchange: Exchange, digest: str, last: Fetch) -> bool:
    return exchange.status == HTTPStatus.NOT_MODIFIED or (bool(exchange.body) and digest == last.payload_digest)


def _record(kind: WarcRecordType, exchange: Exchange, block: bytes) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.record_date = exchange.at
    record.headers.append("WARC-Target-URI", exchange.url)
    if exchange.ip is not None:
        record.headers.append("WARC-IP-Address", exchange.ip)
    record.headers.append(
        "Content-Type", f"application/http;msgtype={'request' if kind == WarcRecordType.request else 'response'}"
    )
    record.headers.append("WARC-Block-Digest", digest_of(block))
    record.set_bytes_content(block)
    return record


def _response(exchange: Exchange, digest: str, request_id: str | None) -> WarcRecord:
    record = _record(WarcRecordType.response, exchange, _response_head(exchange) + exchange.body)
    record.headers.append("WARC-Payload-Digest", digest)
    record.headers.append("WARC-Concurrent-To", request_id or "")
    return record


def _revisit(exchange: Exchange, last: Fetch, digest: str, request_id: str | None) -> WarcRecord:
    not_modified = exchange.status == HTTPStatus.NOT_MODIFIED
    record = _record(WarcRecordType.revisit, exchange, _response_head(exchange))
    record.headers.append("WARC-Profile", NOT_MODIFIED if not_modified else IDENTICAL)
    record.headers.append("WARC-Payload-Digest", (last.payload_digest or digest) if not_modified else digest)
    record.headers.append("WARC-Refers-To", last.record_id or "")
    record.headers.append("WARC-Refers-To-Target-URI", exchange.url)
    if last.archived_at is not None:
        record.headers.append("WARC-Refers-To-Date", f"{last.archived_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}")
    record.headers.append("WARC-Concurrent-To", request_id or "")
    return record


def _member(record: WarcRecord) -> bytes:
    buffer = BytesIO()
    writer = GzipWriter(buffer, compression_level=GZIP_LEVEL)
    record.write(writer)
    writer.finish()  # ends the gzip member; without it all records would share one, which other readers refuse
    return buffer.getvalue()


def _request_block(exchange: Exchange) -> bytes:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    head = _head(f"{exchange.method} {target} HTTP/1.1", (("Host", parts.netloc), *exchange.request_headers))
    return head + exchange.request_body


def _response_head(exchange: Exchange) -> bytes:
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = ""
    return _head(f"{exchange.protocol} {exchange.status} {phrase}", exchange.headers)


def _head(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace")


def _header(exchange: Exchange, name: str) -> str | None:
    return next((value for key, value in exchange.headers if key.lower() == name), None)
