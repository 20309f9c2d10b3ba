"""Things to clean: an archive of ours, WARC files of other tools, text dumps."""

import json
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive_writer import ArchiveWriter, Exchange
from tests.crawler.commands.newspaper import article_page, article_text

NOON = datetime(2025, 6, 1, 5, tzinfo=UTC)
SITE = "bensay"


def write_archive(data: Path, numbers: Iterable[int], **exchange: object) -> None:
    """Archive the pages of articles as one visit would."""
    writer = ArchiveWriter(data / "archive", SITE, "danvan/0")
    for number in numbers:
        fields: dict[str, object] = {"status": 200, "body": article_page(number), "request_headers": ()}
        fields |= {"url": f"http://bensay.example/bai/{number}", "at": NOON + timedelta(minutes=number)}
        fields |= {"headers": (("Content-Type", "text/html"),), **exchange}
        writer.write(Exchange(**fields))  # type: ignore[arg-type]
    writer.close()


def write_foreign_warc(path: Path, pages: Iterable[tuple[str, bytes]]) -> None:
    """Write pages as another tool does; gzip if the name says so."""
    with path.open("wb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # warcio leaves its temporary files to the garbage collector
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another"}))
        for url, body in pages:
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=headers))


def line(number: int, **fields: object) -> bytes:
    """A line of a ``.jsonl`` dump."""
    record = {"url": f"http://bensay.example/bai/{number}", "text": article_text(number), **fields}
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def write_lines(path: Path, numbers: Iterable[int]) -> None:
    """Write a ``.jsonl`` dump of articles."""
    path.write_bytes(b"".join(map(line, numbers)))
