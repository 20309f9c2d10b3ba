"""Four refreshes on one PostgreSQL: they share the sites, and when one is killed nothing is lost or fetched twice."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

import pytest

from crawler.page_index import open_index
from output.dataset import Dataset
from tests.crawler.commands.newspaper import article_page
from tests.crawler.commands.processes import kill_group, wait_until
from tests.crawler.commands.running import run_scrapy, start_scrapy
from tests.crawler.crawling import site_table, write_sites
from tests.crawler.postgres_server import Server

pytestmark = pytest.mark.slow

SITES = 8
ARTICLES = 6
DELAY = 1.0  # seconds between two requests to a site
LEAST_DELAY = 0.7 * DELAY  # Scrapy takes up to 30 % off
SHIFT = 0.4  # seconds by which a busy machine may bring one arrival nearer to the next
AT_ONCE = 2  # sites that a process visits at the same time


class Arrival(NamedTuple):
    """A request as its server saw it."""

    at: float
    path: str


def web_sites() -> list[str]:
    """Names of the sites."""
    return [f"xa{number}" for number in range(SITES)]


class Web:
    """Some sites, each on a port of its own, that note who asks for what and when."""

    def __init__(self) -> None:
        self.arrivals: dict[str, list[Arrival]] = {site: [] for site in web_sites()}
        self.addresses: dict[str, str] = {}

    def serve(self, held: ExitStack) -> None:
        for number, site in enumerate(self.arrivals):
            server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler(number, site))
            self.addresses[site] = f"http://127.0.0.1:{server.server_port}"
            held.callback(server.server_close)
            held.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def _handler(self, number: int, site: str) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.arrivals[site].append(Arrival(time.monotonic(), self.path))
                body = page(number, self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def articles(self) -> Counter[tuple[str, str]]:
        """How often each article was asked for."""
        found = ((site, one.path) for site, arrivals in self.arrivals.items() for one in arrivals)
        return Counter(one for one in found if one[1].startswith("/tin-tuc/"))


def page(site: int, path: str) -> bytes:
    """The home page of a site, one of its articles, or nothing."""
    paths = [f"/tin-tuc/bai-viet-{number}.html" for number in range(1000, 1000 + ARTICLES)]
    if path == "/":
        links = "".join(f'<li><a href="{one}">Tin {one}</a></li>' for one in paths)
        return f"<html><body><ul>{links}</ul></body></html>".encode()
    return article_page(site * 100 + paths.index(path)) if path in paths else b""


@pytest.fixture
def web() -> Iterator[Web]:
    with ExitStack() as held:
        web = Web()
        web.serve(held)
        yield web


@pytest.fixture
def options(tmp_path: Path, web: Web, postgres: Server) -> list[object]:
    pace = {"delay": DELAY, "timeout": 20}
    write_sites(tmp_path, [site_table(site, address, pace=pace) for site, address in web.addresses.items()])
    settings = {
        "SITES_FOLDERS": tmp_path / "sites",
        "DATA_DIR": tmp_path / "data",
        "PAGE_INDEX": postgres.make_database(),
        "SITES_AT_ONCE": AT_ONCE,
        "CONTACT": "thu@songmoi.example",
    }
    return [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]


def place_of(options: list[object]) -> str:
    return next(str(one).partition("=")[2] for one in options if str(one).startswith("PAGE_INDEX="))


def visitors(options: list[object]) -> Counter[int]:
    """Process to the number of sites that it has."""
    return Counter(int(name.rpartition(" ")[2]) for name in owners(options).values())


def owners(options: list[object]) -> dict[str, str]:
    """Site to the process that has it."""
    with closing(open_index(place_of(options))) as index:
        rows = index._all("SELECT site, owner FROM claim WHERE owner IS NOT NULL")  # type: ignore[attr-defined]
    return {row["site"]: row["owner"] for row in rows}


def start(options: list[object]) -> Popen[str]:
    return start_scrapy("refresh", "--due", "--jobs", 1, *options)


def assert_paced(web: Web) -> None:
    """No site was asked faster than its pace, neither from one request to the next nor over all."""
    for site, arrivals in web.arrivals.items():
        times = [arrival.at for arrival in arrivals]
        assert min(later - earlier for earlier, later in pairwise(times)) >= LEAST_DELAY - SHIFT, site
        assert times[-1] - times[0] >= LEAST_DELAY * (len(times) - 1) - SHIFT, site


def assert_whole(tmp_path: Path, options: list[object]) -> None:
    """Every article of every site is in the dataset, and nothing is left to fetch."""
    dataset = Dataset(tmp_path / "data" / "dataset")
    dataset.verify()
    found = Counter(article.site for article in dataset.articles())
    assert found == dict.fromkeys(web_sites(), ARTICLES)
    with closing(open_index(place_of(options))) as index:
        assert {index.due(site) for site in web_sites()} == {0}


def test_four_processes_share_the_sites(tmp_path: Path, web: Web, options: list[object]) -> None:
    refreshes = [start(options) for _ in range(4)]
    try:
        ends = [refresh.communicate(timeout=240) for refresh in refreshes]
    finally:
        for refresh in refreshes:
            kill_group(refresh)
    assert [refresh.returncode for refresh in refreshes] == [0] * 4, ends
    assert set(web.articles().values()) == {1}
    assert len(web.articles()) == SITES * ARTICLES
    assert_paced(web)
    assert_whole(tmp_path, options)
    assert owners(options) == {}


def test_one_of_four_is_killed(tmp_path: Path, web: Web, options: list[object]) -> None:
    refreshes = [start(options) for _ in range(4)]
    try:
        wait_until(lambda: len(web.articles()) >= SITES)
        victim = next(one for one in refreshes if visitors(options)[one.pid])
        orphans = {site for site, owner in owners(options).items() if owner.endswith(f" {victim.pid}")}
        victim.kill()
        for refresh in refreshes:
            refresh.communicate(timeout=240)
    finally:
        for refresh in refreshes:
            kill_group(refresh)
    last = run_scrapy("refresh", "--due", "--jobs", 1, *options)
    assert last.returncode == 0, last.stderr
    twice = {one for one, times in web.articles().items() if times > 1}
    assert len(web.articles()) == SITES * ARTICLES
    assert {site for site, _ in twice} <= orphans
    assert len(twice) <= AT_ONCE
    assert max(web.articles().values()) <= 2
    assert_paced(web)
    assert_whole(tmp_path, options)
