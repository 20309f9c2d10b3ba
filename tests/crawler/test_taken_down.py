"""What was taken down is not asked for, and that is no failure of the site."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from cleaning.identity import article_id
from output.dataset import Dataset
from output.removal import reinstate, take_down
from tests.crawler.crawling import finish, site_table, start_crawl, write_sites
from tests.output.records import article, refreshed

pytestmark = pytest.mark.slow

HEADLINE = "Phát động trồng cây đầu xuân ở xóm số"
LISTING = "".join(f'<p><a href="/tin/{number}.html">{HEADLINE} {number}</a></p>' for number in (101, 102, 103))
NOW = datetime(2026, 5, 1, tzinfo=UTC)


class _Pages(BaseHTTPRequestHandler):
    """A listing and three articles; notes what it is asked for."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = f"<html><body>{LISTING if self.path == '/' else f'<p>{HEADLINE}.</p>'}</body></html>".encode()
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _served() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Pages", (_Pages,), {"asked": asked}))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _known(folder: Path, address: str) -> Dataset:
    """A dataset that knows the first article."""
    dataset = Dataset(folder / "data" / "dataset")
    (folder / "data").mkdir()
    url = f"{address}/tin/101.html"
    refreshed(dataset, article(article_id(url), url=url, site="xom"))
    return dataset


def test_an_address_is_not_asked_for_until_that_is_lifted(tmp_path: Path) -> None:
    with _served() as (address, asked):
        write_sites(tmp_path, [site_table("xom", address)])
        dataset = _known(tmp_path, address)
        take_down(dataset, f"{address}/tin/102.html", "theo đơn", NOW, "1")
        report = finish(start_crawl(tmp_path))["xom"]
        assert {path for path in asked if path.startswith("/tin")} == {"/tin/101.html", "/tin/103.html"}
        assert (report.failure, dict(report.failed), report.forbidden) == (None, {}, 1)
        reinstate(dataset, f"{address}/tin/102.html", "rút đơn", NOW, "1")
        finish(start_crawl(tmp_path, RECHECK_ALL=True))
        assert "/tin/102.html" in asked


def test_nothing_of_a_site_is_asked_for(tmp_path: Path) -> None:
    with _served() as (address, asked):
        write_sites(tmp_path, [site_table("xom", address)])
        take_down(_known(tmp_path, address), "xom", "theo đơn", NOW, "1")
        report = finish(start_crawl(tmp_path))["xom"]
        assert asked == []
        assert report.failure is not None
        assert "site xom was taken down; scrapy dataset taken-down says why" in report.failure
