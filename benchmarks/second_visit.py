"""A second visit to an unchanged site of 10,000 pages that honours conditions: bytes, articles read again, memory."""

import os
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple

ARTICLES = 9_800
PER_LISTING = 50  # 196 listing pages: 9,996 pages in all
PARAGRAPHS = 12  # about 14 kB a page, as the smaller ones of real sites
SITE = """[[site]]
name = "lon"
title = "Trang tin lớn"
organization = "Huyện ủy"
kind = "party"
level = "district"
start = ["{address}/"]
pace = {{ delay = 0, concurrency = 8 }}
private_addresses = true
"""
_TEXT = (
    "Bà con thôn trên đồi họp nhau sửa con đường ra bến sông, bí thư chi bộ nghe từng nhà góp ý rồi chia việc, các cụ nấu "
    "nước chè, đoàn viên dựng lại cầu treo, và cán bộ dân vận hẹn trở lại trong chuyến thăm thứ {number} của năm. "
)


class Visit(NamedTuple):
    """What a refresh took."""

    sent: int  # bytes by the server
    requests: int
    cleaned: int  # articles
    megabytes: float  # peak of the process
    seconds: float


class Site(ThreadingHTTPServer):
    """A news site whose articles and listings carry an ``ETag``."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.lock, self.sent, self.requests = Lock(), 0, 0
        Thread(target=self.serve_forever, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Site

    def do_GET(self) -> None:
        body = _page(self.path)
        tag = f'"{self.path}"'
        status = 404 if body is None else 304 if self.headers.get("If-None-Match") == tag else 200
        content = body.encode() if body is not None and status == 200 else b""
        head = f"HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\nETag: {tag}\r\n"
        answer = f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content
        with self.server.lock:
            self.server.sent += len(answer)
            self.server.requests += 1
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


def _page(path: str) -> str | None:
    name, _, query = path.partition("?")
    if name == "/":
        return _listing(int(query.removeprefix("page=") or 1))
    number = name.removeprefix("/tin/bai-viet-so-").removesuffix(".html")
    return _article(int(number)) if number.isdecimal() and int(number) < ARTICLES else None


def _listing(page: int) -> str:
    numbers = range((page - 1) * PER_LISTING, min(page * PER_LISTING, ARTICLES))
    items = "".join(f'<h3><a href="/tin/bai-viet-so-{one}.html">{_title(one)}</a></h3>' for one in numbers)
    following = (
        f'<a rel="next" href="/?page={page + 1}">Trang sau</a>' if numbers and numbers[-1] < ARTICLES - 1 else ""
    )
    return f"<html><body>{items}{following}</body></html>"


def _article(number: int) -> str:
    text = "".join(f"<p>{_TEXT.format(number=f'{number}.{one}') * 3}</p>" for one in range(PARAGRAPHS))
    return f"<html><head><title>{_title(number)}</title></head><body><h1>{_title(number)}</h1><p>12/11/2023</p>{text}</body></html>"


def _title(number: int) -> str:
    return f"Huyện ủy sơ kết công tác dân vận chín tháng, lần thứ {number}"


def main() -> None:
    """Print both visits and the share of the second's bytes."""
    site = Site()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "sites").mkdir()
        (folder / "sites" / "lon.toml").write_text(SITE.format(address=f"http://127.0.0.1:{site.server_port}"))
        visits = {"first visit": _refresh(folder, site), "second visit, all asked again": _refresh(folder, site)}
    site.shutdown()
    print(f"{'':<32} {'requests':>8} {'MB sent':>8} {'cleaned':>8} {'peak MB':>8} {'seconds':>8}")
    for name, visit in visits.items():
        figures = f"{visit.requests:>8} {visit.sent / 1e6:>8.2f} {visit.cleaned:>8} {visit.megabytes:>8.0f}"
        print(f"{name:<32} {figures} {visit.seconds:>8.0f}")
    first, second = visits.values()
    print(f"the second's bytes: {100 * second.sent / first.sent:.2f} % of the first's")


def _refresh(folder: Path, site: Site) -> Visit:
    site.sent = site.requests = 0
    settings = {"DATA_DIR": folder / "data", "SITES_FOLDERS": folder / "sites"}
    command = [sys.executable, "-m", "scrapy", "refresh", "--all", *(f"--set={k}={v}" for k, v in settings.items())]
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    out = child.stdout.read() if child.stdout is not None else ""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise RuntimeError(f"scrapy refresh ended with status {child.returncode}: {out}")
    articles = next((line.split()[-1] for line in out.splitlines() if line.strip().startswith("articles ")), "0")
    return Visit(
        site.sent, site.requests, int(articles.replace(",", "")), usage.ru_maxrss / 1000, time.monotonic() - began
    )


if __name__ == "__main__":
    main()
