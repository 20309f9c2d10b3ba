"""One site with every fault there is: each of its addresses ends under a name, and the other sites notice nothing."""

import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import pytest

from cleaning import Reason
from crawler.health import SiteVisit, read_visits
from crawler.page_index import open_index
from output.dataset import Dataset
from tests.crawler import faulty_server as faulty
from tests.crawler.commands.newspaper import article_page, article_text, newspaper
from tests.crawler.commands.running import in_data, run_scrapy
from tests.crawler.crawling import HURRY, site_table, write_sites
from tests.crawler.faulty_server import HEADLINE, Answer, Reply, Server, always, serving
from tests.crawler.test_tls import DAY, NOW, certificate, modern, old

pytestmark = pytest.mark.slow

NEIGHBOURS = ("bensay", "songmoi", "doiche")
ARTICLES = 12  # of each neighbour

BLOCKED = "<html><title>Access Denied</title><p>Yêu cầu này bị chặn, mã hỗ trợ 18214.</p></html>".encode()
SENT_WRONG = {"Content-Type": "text/html; charset=iso-8859-1"}
SENT_ON = b'<html><head><meta http-equiv="refresh" content="0; url=/bai/khac"></head><body></body></html>'


class Fault(NamedTuple):
    """What an article's address answers, and how it ends."""

    answer: Answer
    failure: str | None = None  # of the crawl
    rejected: Reason | None = None  # by the cleaner


FAULTS = {
    "mot-bai-lanh-lan-trong-so-do": Fault(always(Reply(body=article_page("lành")))),
    "bai-gui-sai-bang-ma-ky-tu": Fault(always(Reply(body=article_page("mã"), headers=SENT_WRONG))),
    "bai-chuyen-huong-mai-khong-het": Fault(always(Reply(302, headers={"Location": "/buoc/1"})), "redirect_loop"),
    "bai-tu-chuyen-bang-the-meta": Fault(always(Reply(body=SENT_ON)), rejected=Reason.EMPTY_SHELL),
    "bai-bi-tuong-lua-chan-lai": Fault(always(Reply(body=BLOCKED)), rejected=Reason.BLOCK_PAGE),
    "bai-bi-cat-mat-nua-sau": Fault(faulty.close_in_the_middle, "truncated"),
    "bai-nen-thanh-qua-bom-lon": Fault(
        always(Reply(body=faulty.BOMB, headers={"Content-Encoding": "gzip"})), "too_large"
    ),
    "bai-bao-truoc-la-qua-dai": Fault(partial(faulty.send_too_much, announced=True), "too_large"),
    "bai-dai-ma-khong-bao-truoc": Fault(partial(faulty.send_too_much, announced=False), "too_large"),
    "bai-nho-tung-giot-mot-mai": Fault(faulty.drip, "timeout"),
    "bai-khong-bao-gio-tra-loi": Fault(faulty.hang, "timeout"),
    "bai-bi-ngat-ket-noi-ngay": Fault(faulty.close_at_once, "connection_lost"),
    "bai-tra-loi-khong-phai-http": Fault(faulty.speak_no_http, "malformed"),
    "bai-chuyen-vao-mang-noi-bo": Fault(always(Reply(302, headers={"Location": "http://10.0.0.1/"})), "off_site"),
    "bai-nen-ma-khong-phai-nen": Fault(
        always(Reply(body=b"\x1f\x8bno", headers={"Content-Encoding": "gzip"})), "bad_encoding"
    ),
    "bai-lam-may-chu-bi-loi": Fault(always(Reply(500)), "server_error"),
    "bai-khong-con-o-day-nua": Fault(always(Reply(404)), "not_found"),
    "bai-chi-danh-cho-nguoi-nha": Fault(always(Reply(403)), "forbidden"),
}
"""By the last part of the address, which is long enough for a slug."""

LOCALE = "/vi_VN/bai/bai-hong-khi-co-ngon-ngu"  # answers 502 with its locale
TRAPS = ("/lich/2023/11", "/tin?date=&page=2", "/c/portal/update_language?p=1", "/tai-ve/van-ban-so-12.pdf")
ROBOTS = Reply(body=b"<html><body>User-agent: *<br>Disallow: /</body></html>")


class Hostile:
    """The site; what it links to on other ports is told when they are known."""

    def __init__(self) -> None:
        self.elsewhere: tuple[str, ...] = ()

    def __call__(self, handler: BaseHTTPRequestHandler) -> Reply | None:
        """Answer a request, each path in its way."""
        path = handler.path.partition("?")[0]
        if path == "/robots.txt":
            return ROBOTS
        if path == "/":
            return Reply(body=self._listing())
        if path.startswith("/buoc/"):
            return faulty.redirect_on_and_on(handler)
        if path == LOCALE:
            return Reply(502)
        if path == LOCALE.removeprefix("/vi_VN"):
            return Reply(body=article_page("ngôn ngữ"))
        fault = FAULTS.get(path.removeprefix("/bai/"))
        return Reply(404) if fault is None else fault.answer(handler)

    def _listing(self) -> bytes:
        links = [*(f"/bai/{slug}" for slug in FAULTS), LOCALE, *TRAPS, *self.elsewhere]
        items = "".join(f'<h3><a href="{link}">{HEADLINE}</a></h3>' for link in links)
        return f"<html><body>{items}</body></html>".encode()


class Refreshed(NamedTuple):
    folder: Path
    result: CompletedProcess[str]
    hostile: Server
    neighbours: dict[str, Server]
    visits: dict[str, SiteVisit]


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refreshed]:
    """A refresh of the hostile site and its neighbours in one process."""
    folder = tmp_path_factory.mktemp("hostile")
    expired = modern(certificate(folder, "127.0.0.1", expires=NOW - DAY))
    ancient = old(certificate(folder, "127.0.0.1", expires=NOW + DAY), ssl.TLSVersion.TLSv1)
    answer = Hostile()
    with ExitStack() as stack:
        hostile = stack.enter_context(serving(answer))
        encrypted = [stack.enter_context(serving(newspaper(1), context)) for context in (expired, ancient)]
        hosts = [f"127.0.0.1:{server.server_port}" for server in (hostile, *encrypted)]
        answer.elsewhere = tuple(f"https://{host}/bai/bai-o-may-chu-ma-hoa-hong" for host in hosts[1:])
        neighbours = {name: stack.enter_context(serving(newspaper(ARTICLES))) for name in NEIGHBOURS}
        tables = [site_table("hiem-ac", hostile.address, hosts=hosts, pace=HURRY)]
        tables += [site_table(name, server.address) for name, server in neighbours.items()]
        write_sites(folder, tables)
        result = run_scrapy("refresh", *in_data(folder), "--jobs", 1)
        visits = {name: seen[-1] for name, seen in read_visits(folder / "data").items()}
        yield Refreshed(folder, result, hostile, neighbours, visits)


def expected() -> Counter[str]:
    """Addresses given up, by name; both encrypted hosts are asked for ``robots.txt`` first, and fail there."""
    return Counter(fault.failure for fault in FAULTS.values() if fault.failure is not None) + Counter(tls=2)


def test_every_address_ends_under_its_name(refreshed: Refreshed) -> None:
    crawl = refreshed.visits["hiem-ac"].crawl
    assert crawl.failed == expected()
    assert crawl.failure is None, "there were articles"
    index = open_index(str(refreshed.folder / "data" / "index.db"))
    states = index.counts("hiem-ac")
    index.close()
    assert {state for _, state in states} == {"done"}


def test_the_summary_names_them(refreshed: Refreshed) -> None:
    (line,) = (line for line in refreshed.result.stderr.splitlines() if line.startswith("hiem-ac: "))
    for name, number in expected().items():
        assert f"{number} {name}" in line
    assert "Traceback" not in refreshed.result.stderr


def test_what_came_is_an_article_or_a_rejection_with_its_reason(refreshed: Refreshed) -> None:
    dataset = Dataset(refreshed.folder / "data" / "dataset")
    texts = {one.text for one in dataset.articles() if one.site == "hiem-ac"}
    assert texts == {article_text(number) for number in ("lành", "mã", "ngôn ngữ")}
    rejected = refreshed.visits["hiem-ac"].cleaned.rejected
    assert {fault.rejected for fault in FAULTS.values() if fault.rejected is not None} <= rejected.keys()


def test_traps_are_not_asked_for(refreshed: Refreshed) -> None:
    assert not refreshed.hostile.asked.keys() & set(TRAPS)


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_the_neighbours_are_whole(refreshed: Refreshed, name: str) -> None:
    crawl = refreshed.visits[name].crawl
    assert (crawl.articles, crawl.failed, crawl.finish_reason) == (ARTICLES, {}, "finished")


def test_the_neighbours_do_not_wait_for_it(refreshed: Refreshed) -> None:
    """All of theirs was asked for while it was still at its slow answers."""
    last = max(max(server.moments) for server in refreshed.neighbours.values())
    assert last < max(refreshed.hostile.moments)
