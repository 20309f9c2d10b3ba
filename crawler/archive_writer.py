"""Writing the archive: every answer as received, in WARC 1.1 files.

A visit to a site writes its own files, ``<site>/<time>-<number>.warc.gz``. Each record is one gzip member, made in
memory and written at once, so that a killed process leaves at most one torn record at the end of the last file.
Chunked transfer is undone by the HTTP client before we see the body; its header is dropped with it. Records are put
together here rather than by FastWARC, which reads them: that takes half the time, and the archive is a tenth of a crawl.
"""

import base64
import errno
import hashlib
import uuid
import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import urlsplit

from crawler.frontier import Fetch

ROTATE_AT = 1_000_000_000  # bytes; WARC 1.1, annex C
GZIP_LEVEL = 1  # on pages of 80 kB 4 % larger than level 3 (and 13 % than 9) in two thirds of its time
STORED = 0  # level of what came compressed: trying again takes as long as for text and gains nothing
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

_SIGNATURES = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}

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
    source: Headers = ()  # header fields that say where a capture of somebody else's was taken from


class ArchiveWriter:
    """Writes the exchanges of one visit to one site; the first file is made with the first exchange."""

    def __init__(
        self, folder: Path, site: str, software: str, rotate_at: int = ROTATE_AT, tls_needs: Iterable[str] = ()
    ) -> None:
        self.folder = folder
        self.site = site
        self.bytes_written = 0
        self._software = software
        self._tls_needs = tuple(tls_needs)
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
        file = self._open_file(datetime.now(UTC) if exchange.source else exchange.at)
        digest = digest_of(exchange.body)
        request_id = _record_id()
        answer = Fetch(
            exchange.status, exchange.at, _header(exchange, "etag"), _header(exchange, "last-modified"), digest
        )
        record_id = _record_id()
        if last is not None and last.archived_at is not None and _is_revisit(exchange, digest, last):
            response = _revisit(exchange, last, digest, record_id, request_id)
            answer = last._replace(status=exchange.status, at=exchange.at, etag=answer.etag or last.etag)
        else:
            response = _response(exchange, digest, record_id, request_id)
            answer = answer._replace(archived_at=exchange.at, record_id=record_id)
        head = b"" if exchange.source else _request(exchange, request_id)  # nobody sent us that request
        offset = self._end + len(head)
        self._append(file, head + response)
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
        self._append(self._file, self._warcinfo(now))
        return self._file

    def _warcinfo(self, now: datetime) -> bytes:
        lines = {"software": self._software, "format": "WARC File Format 1.1", "isPartOf": self.site}
        if self._tls_needs:
            lines["tlsNeeds"] = " ".join(self._tls_needs)
        fields = {"WARC-Filename": self._path.name, "Content-Type": "application/warc-fields"}
        block = "".join(f"{name}: {value}\r\n" for name, value in lines.items()).encode()
        return _member("warcinfo", _record_id(), now, fields, block)

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


def _record_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _request(exchange: Exchange, record_id: str) -> bytes:
    return _member("request", record_id, exchange.at, _fields(exchange, "request"), _request_block(exchange))


def _response(exchange: Exchange, digest: str, record_id: str, request_id: str) -> bytes:
    fields = _fields(exchange, "response") | {"WARC-Payload-Digest": digest}
    fields |= dict(exchange.source) if exchange.source else {"WARC-Concurrent-To": request_id}
    level = STORED if _is_compressed(exchange) else GZIP_LEVEL
    return _member("response", record_id, exchange.at, fields, _response_head(exchange), exchange.body, level=level)


def _revisit(exchange: Exchange, last: Fetch, digest: str, record_id: str, request_id: str) -> bytes:
    not_modified = exchange.status == HTTPStatus.NOT_MODIFIED
    fields = _fields(exchange, "response") | {
        "WARC-Profile": NOT_MODIFIED if not_modified else IDENTICAL,
        "WARC-Payload-Digest": (last.payload_digest or digest) if not_modified else digest,
        "WARC-Refers-To": last.record_id or "",
        "WARC-Refers-To-Target-URI": exchange.url,
        "WARC-Concurrent-To": request_id,
    }
    if last.archived_at is not None:
        fields["WARC-Refers-To-Date"] = _date(last.archived_at)
    return _member("revisit", record_id, exchange.at, fields, _response_head(exchange))


def _is_compressed(exchange: Exchange) -> bool:
    """Whether the body starts as its coding does; some servers name one and send text."""
    coding = (_header(exchange, "content-encoding") or "").strip().lower()
    return exchange.body.startswith(_SIGNATURES.get(coding, ()))


def _fields(exchange: Exchange, message: str) -> dict[str, str]:
    fields = {"WARC-Target-URI": exchange.url, "Content-Type": f"application/http;msgtype={message}"}
    return fields if exchange.ip is None else {**fields, "WARC-IP-Address": exchange.ip}


def _date(time: datetime) -> str:
    return f"{time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _member(
    kind: str, record_id: str, at: datetime, fields: Mapping[str, str], *block: bytes, level: int = GZIP_LEVEL
) -> bytes:
    """A record as a gzip member of its own; without that other readers refuse the file."""
    named = {"WARC-Type": kind, "WARC-Record-ID": record_id, "WARC-Date": _date(at), **fields}
    lines = ["WARC/1.1", *(f"{name}: {value}" for name, value in named.items())]
    lines += [f"Content-Length: {sum(map(len, block))}", "", ""]
    gzip = zlib.compressobj(level, wbits=16 + zlib.MAX_WBITS)
    packed = [gzip.compress(part) for part in ("\r\n".join(lines).encode(), *block, b"\r\n\r\n")]
    return b"".join([*packed, gzip.flush()])


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
