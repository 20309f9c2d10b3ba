"""A web archive on the loopback that speaks like Common Crawl and like the Wayback Machine."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from tests.crawler.faulty_server import Answer, Reply

WARC_PATH = "crawl-data/segment/warc/00000.warc.gz"


class Kept(NamedTuple):
    """A capture that the archive has."""

    url: str
    timestamp: str
    body: bytes
    status: str = "200 OK"
    mime: str = "text/html"

    def record(self) -> bytes:
        """Its WARC record."""
        date = datetime.strptime(self.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        block = f"HTTP/1.1 {self.status}\r\nContent-Type: {self.mime}\r\n\r\n".encode() + self.body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
            f"WARC-Date: {date:%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {self.url}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        return head.encode() + block + b"\r\n\r\n"


class WebArchiveServer(NamedTuple):
    """The captures, and the WARC file that holds them."""

    kept: Sequence[Kept]
    warc: bytes
    rows: Sequence[dict[str, str]]  # of the index
    page_size: int  # captures in one answer of the index

    @classmethod
    def of(cls, kept: Sequence[Kept], page_size: int = 3) -> "WebArchiveServer":
        """An archive of some captures, in the order of its index."""
        kept = sorted(kept, key=lambda one: (one.url, one.timestamp))
        file, rows = b"", []
        for one in kept:
            record = gzip.compress(one.record())
            row = {"timestamp": one.timestamp, "url": one.url, "mime": one.mime, "status": one.status[:3]}
            rows.append(row | {"filename": WARC_PATH, "offset": str(len(file)), "length": str(len(record))})
            file += record
        return cls(kept, file, rows, page_size)

    def answer(self) -> Answer:
        """How it answers: an index of each kind, records by their place, replayed pages."""

        def answer(handler: BaseHTTPRequestHandler) -> Reply:
            path, query = urlsplit(handler.path).path, parse_qs(urlsplit(handler.path).query)
            if path == "/cc-index":
                return self._cc(query)
            if path == "/cdx/search/cdx":
                return self._wayback(query)
            if path == f"/{WARC_PATH}":
                first, last = handler.headers["Range"].removeprefix("bytes=").split("-")
                return Reply(206, self.warc[int(first) : int(last) + 1], {"Content-Type": "application/octet-stream"})
            if path.startswith("/web/"):
                return self._replay(handler.path)
            return Reply(404)

        return answer

    def _cc(self, query: dict[str, list[str]]) -> Reply:
        rows = [row for row in self.rows if _host(row["url"]) == query["url"][0].removesuffix("/*")]
        if not rows:
            return Reply(404, b'{"message": "No Captures found for: x"}')
        if "showNumPages" in query:
            return Reply(body=json.dumps({"pages": -(-len(rows) // self.page_size), "pageSize": 1}).encode())
        start = int(query["page"][0]) * self.page_size
        return Reply(body=b"".join(json.dumps(row).encode() + b"\n" for row in rows[start : start + self.page_size]))

    def _wayback(self, query: dict[str, list[str]]) -> Reply:
        rows = [row for row in self.rows if _host(row["url"]) == query["url"][0].removesuffix("/*")]
        rows = [row for row in rows if row["status"] == "200"]
        start = int(query.get("resumeKey", ["0"])[0])
        table = [
            [row["timestamp"], row["url"], row["mime"], row["status"]] for row in rows[start : start + self.page_size]
        ]
        more = [[], [str(start + self.page_size)]] if start + self.page_size < len(rows) else []
        head = ["timestamp", "original", "mimetype", "statuscode"]
        return Reply(body=json.dumps([head, *table, *more]).encode() if table else b"[]")

    def _replay(self, path: str) -> Reply:
        """A capture as it was; a time that it has not leads to the next one that it has."""
        timestamp, url = path.removeprefix("/web/").split("id_/", 1)
        same = [one for one in self.kept if one.url == url]
        exact = next((one for one in same if one.timestamp == timestamp), None)
        if exact is None and same:
            return Reply(302, headers={"Location": f"/web/{same[-1].timestamp}id_/{url}"})
        if exact is None:
            return Reply(404)
        headers = {"Content-Type": exact.mime, "Content-Encoding": "gzip", "X-Archive-Orig-Server": "nginx"}
        return Reply(body=gzip.compress(exact.body), headers=headers)


def _host(url: str) -> str:
    return urlsplit(url).netloc
