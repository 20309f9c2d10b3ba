"""Reading the archive: from WARC files back to pages.

Any WARC is read: our own (see ``archive_writer``), and those of wget, Heritrix, Browsertrix and Common Crawl, gzip
or plain. This module knows nothing of Scrapy: cleaning runs it in worker processes.
"""

import logging
import re
import zlib
from collections.abc import Generator, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from cleaning.page import RawPage
from crawler.content_encoding import MAX_BODY, ContentEncodingError, decode_body, join_chunks

LONGEST_HEADERS = 1 << 16  # bytes of HTTP headers that may come on top of MAX_BODY
_GZIP = b"\x1f\x8b"
_PIECE = 1 << 16  # bytes read at a time

logger = logging.getLogger(__name__)


class RecordKind(StrEnum):
    """What a record of the archive gives."""

    RESPONSE = "response"
    """A page."""
    TEXT = "text"
    """A page as text, which somebody's extractor made of it (Common Crawl's WET files)."""
    REVISIT = "revisit"
    """The page was asked for again and had not changed; ``detail`` says who found that."""
    BAD = "bad"
    """An answer that cannot be made a page; ``detail`` starts with the name of the reason."""


class ArchivedPage(NamedTuple):
    """One answer in an archive file."""

    page: RawPage | None  # only where kind is ``response`` or ``text``
    url: str
    offset: int  # bytes to its record
    end: int  # bytes to the record behind it: where a later reading goes on
    kind: RecordKind
    detail: str = ""


class _Origin(NamedTuple):
    """What all pages of a file have in common."""

    file: str  # relative to the archive folder
    site: str | None = None
    tls_needs: tuple[str, ...] = ()  # of the visit that wrote the file


def read_pages(path: Path, start: int = 0, folder: Path | None = None) -> Generator[ArchivedPage]:
    """Give the answers in an archive file, in order, from the record at byte ``start`` on.

    Non-HTTP records are passed over. A record that is torn at the end of the file (a killed writer, one that is still
    writing) ends the reading without an error; the next reading, from the last ``end``, finds it complete or not at
    all. ``RawPage.archive_file`` is relative to ``folder``, by default the folder that holds the folders of the sites.
    """
    with path.open("rb") as file:
        origin = _origin(path.relative_to(folder or path.parent.parent).as_posix(), file)
        file.seek(start)
        held: ArchivedPage | None = None
        for record in _records(file, path):
            if held is not None:
                yield held._replace(end=record.stream_pos)
            held = _read(record, origin)
            if held is _TORN:
                return
        end = _end_of_member(path, held.offset) if held is not None else None
        if held is not None and end is not None:
            yield held._replace(end=end)


def page_places(path: Path, start: int = 0) -> Iterator[int]:
    """Offsets of the answers in an archive file, without reading them: places where ``read_pages`` can start."""
    with path.open("rb") as file:
        file.seek(start)
        for record in _records(file, path):
            if record.record_type in _ANSWERS:
                yield record.stream_pos


class PageHead(NamedTuple):
    """What can be known of an answer without reading it."""

    url: str
    site: str | None
    fetched_at: datetime | None
    offset: int  # bytes to its record


def page_heads(path: Path, start: int = 0) -> Iterator[PageHead]:
    """Give the heads of the answers with status 200 in an archive file; damage is passed over in silence."""
    with path.open("rb") as file:
        site = _origin(path.name, file).site
        file.seek(start)
        for record in _records(file, None):
            if record.record_type == WarcRecordType.response and _OK.match(_first_bytes(record)):
                url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
                at = record.record_date if record.headers.get("WARC-Date") else None
                yield PageHead(url, site, at, record.stream_pos)


def _first_bytes(record: WarcRecord) -> bytes:
    try:
        return bytes(record.reader.read(_STATUS_LINE))
    except (OSError, ValueError):
        return b""


_OK = re.compile(rb"HTTP/[\d.]+ 200\b")
_STATUS_LINE = 16  # bytes
_ANSWERS = (WarcRecordType.response, WarcRecordType.revisit, WarcRecordType.conversion)
_TORN = ArchivedPage(None, "", 0, 0, RecordKind.BAD, "torn")


def _origin(name: str, file: BinaryIO) -> _Origin:
    """What the first record of one of our own files says; nothing of others."""
    record = next(_records(file, None), None)
    if record is None or record.record_type != WarcRecordType.warcinfo:
        return _Origin(name)
    lines = record.reader.read(LONGEST_HEADERS).decode("utf-8", "replace").splitlines()
    fields = dict(line.split(": ", 1) for line in lines if ": " in line)
    if not fields.get("software", "").startswith("danvan/"):
        return _Origin(name)
    return _Origin(name, fields.get("isPartOf"), tuple(fields.get("tlsNeeds", "").split()))


def _records(file: BinaryIO, path: Path | None) -> Iterator[WarcRecord]:
    """Records up to the end of the file, or to the place where it stops being an archive."""
    try:
        yield from ArchiveIterator(file, parse_http=False)
    except (OSError, EOFError, ValueError) as error:
        if path is not None:
            logger.warning("%s: reading stops at a damaged record: %s", path, error)


def _read(record: WarcRecord, origin: _Origin) -> ArchivedPage | None:
    """Make a page of a record; ``None`` for a record that holds no answer, ``_TORN`` for a cut one."""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")  # wget 1.14 wrote the brackets of the draft
    place = ArchivedPage(None, url, record.stream_pos, record.stream_pos, RecordKind.BAD)
    if record.record_type == WarcRecordType.revisit:
        profile = (record.headers.get("WARC-Profile") or "").rpartition("/")[2]
        return place._replace(kind=RecordKind.REVISIT, detail=profile)
    if record.record_type == WarcRecordType.conversion:
        return _read_text(record, place, origin)
    if record.record_type != WarcRecordType.response or not record.is_http:
        return None
    if record.content_length > MAX_BODY + LONGEST_HEADERS:
        return place._replace(detail=f"too_large: the answer has {record.content_length} bytes")
    try:
        record.parse_http(quirks_mode=True)  # some archives hold headers with bare line feeds
        body = record.reader.read()
    except (OSError, ValueError) as error:
        return place._replace(detail=f"bad_http: {error}")
    return _TORN if len(body) < record.content_length else _page(record, place, body, origin)


def _read_text(record: WarcRecord, place: ArchivedPage, origin: _Origin) -> ArchivedPage | None:
    """Make a page of a conversion to plain text; conversions to anything else (a picture of the page) give none."""
    if not (record.headers.get("Content-Type") or "").lower().startswith("text/plain"):
        return None
    if record.content_length > MAX_BODY:
        return place._replace(detail=f"too_large: the text has {record.content_length} bytes")
    body = record.reader.read()
    if len(body) < record.content_length:
        return _TORN
    page = RawPage(
        url=place.url,
        body=body,
        fetched_at=record.record_date if record.headers.get("WARC-Date") else None,
        site=origin.site,
        archive_file=origin.file,
        archive_offset=place.offset,
    )
    return place._replace(page=page, kind=RecordKind.TEXT)


def _page(record: WarcRecord, place: ArchivedPage, body: bytes, origin: _Origin) -> ArchivedPage:
    headers = {name.lower(): value for name, value in record.http_headers.items()}
    status = record.http_headers.status_code
    if status is None:
        return place._replace(detail=f"bad_http: no status in {record.http_headers.status_line!r}")
    try:
        if "chunked" in headers.get("transfer-encoding", "").lower():
            body = join_chunks(body)
        body = decode_body(body, headers.get("content-encoding", ""))
    except ContentEncodingError as error:
        return place._replace(detail=str(error))
    page = RawPage(
        url=place.url,
        body=body,
        status=status,
        headers=headers,
        fetched_at=record.record_date if record.headers.get("WARC-Date") else None,
        site=origin.site,
        archive_file=origin.file,
        archive_offset=place.offset,
        tls_needs=origin.tls_needs if place.url.startswith("https:") else (),
    )
    truncated = record.headers.get("WARC-Truncated")
    return place._replace(page=page, kind=RecordKind.RESPONSE, detail=f"truncated: {truncated}" if truncated else "")


def _end_of_member(path: Path, offset: int) -> int | None:
    """End of the gzip member at an offset, ``None`` where the file ends before it.

    A file that is not compressed, or wrongly has one member for all records, ends with its last record.
    """
    with path.open("rb") as file:
        file.seek(offset)
        if file.read(len(_GZIP)) != _GZIP:
            return path.stat().st_size
        file.seek(offset)
        member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        while piece := file.read(_PIECE):
            while piece and not member.eof:  # in pieces, so that a bomb needs no memory
                member.decompress(piece, _PIECE)
                piece = member.unconsumed_tail
            if member.eof:
                return file.tell() - len(member.unused_data)
    return None
