"""What a visit must not exceed, and how far it reaches: hours, bytes, known ground, days, hosts, names of hosts."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from cleaning.dates import VIETNAM
from crawler.closing import Ending
from tests.crawler.crawling import ROOT, crawl, site_table, write_sites
from tests.crawler.faulty_server import HEADLINE, Answer, Reply, article_page, article_paths, news_site, serving

pytestmark = pytest.mark.slow


def around_now(begin: timedelta, end: timedelta) -> str:
    """Hours that begin and end so long after this moment."""
    now = datetime.now(VIETNAM)
    return f"{now + begin:%H:%M}-{now + end:%H:%M}"


def test_outside_its_hours_a_site_is_not_asked(tmp_path: Path) -> None:
    hour = timedelta(hours=1)
    with serving(news_site(2)) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address, hours=around_now(2 * hour, 3 * hour))])
        closed = crawl(tmp_path)["songmoi"]
        assert (closed.finish_reason, closed.failure, server.asked.total()) == (Ending.OUTSIDE_HOURS, None, 0)
        write_sites(tmp_path, [site_table("songmoi", server.address, hours=around_now(-hour, 3 * hour))])
        assert crawl(tmp_path)["songmoi"].articles == 2


def test_a_visit_ends_when_it_received_enough_and_the_next_goes_on(tmp_path: Path) -> None:
    def large(handler: BaseHTTPRequestHandler) -> Reply:
        return article_page(handler)._replace(body=b"<p>x</p>" * 10_000)

    with serving(news_site(9, article=large)) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address, max_bytes=200_000)])
        first = crawl(tmp_path)["songmoi"]
        assert (first.articles, first.failure) == (3, None)  # the third of 80 kB goes over the limit
        write_sites(tmp_path, [site_table("songmoi", server.address)])
        assert crawl(tmp_path)["songmoi"].failure is None
    assert set(article_paths(9)) <= set(server.asked)


def chain(number: int) -> Answer:
    """A site whose listing shows its newest article only; each links to the one before it."""
    paths = article_paths(number)

    def answer(handler: BaseHTTPRequestHandler) -> Reply:
        if handler.path == "/":
            return Reply(body=f'<html><h3><a href="{paths[0]}">{HEADLINE}</a></h3></html>'.encode())
        if handler.path not in paths:
            return Reply(404)
        older = paths[paths.index(handler.path) + 1 :][:1]
        related = "".join(f'<li><a href="{path}">{HEADLINE}</a></li>' for path in older)
        return Reply(body=f"<html><h1>{HEADLINE}</h1><p>x</p><ul>{related}</ul></html>".encode())

    return answer


@pytest.mark.parametrize(("follows", "articles"), [(True, 7), (False, 1)])
def test_links_between_articles_are_followed_where_the_site_file_says_so(
    tmp_path: Path, follows: bool, articles: int
) -> None:
    with serving(chain(7)) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address, follow_related=follows)])
        assert crawl(tmp_path)["songmoi"].articles == articles


def dated_site(days: int) -> Answer:
    """A site with two articles a day, one day a listing page, back from 30/06/2024; the header shows another date."""
    paths = article_paths(2 * days)

    def answer(handler: BaseHTTPRequestHandler) -> Reply:
        path, _, query = handler.path.partition("?")
        if path != "/":
            return article_page(handler) if path in paths else Reply(404)
        page = int(query.removeprefix("page=") or 1)
        day = datetime(2024, 7, 1, tzinfo=VIETNAM) - timedelta(days=page)
        items = "".join(
            f'<div><h3><a href="{one}">{HEADLINE}</a></h3><i>{day:%d/%m/%Y}</i></div>'
            for one in paths[2 * page - 2 : 2 * page]
        )
        following = f'<a rel="next" href="/?page={page + 1}">Trang sau</a>' if page < days else ""
        return Reply(body=f"<html><p>Hôm nay 1/1/2026</p>{items}{following}</html>".encode())

    return answer


def test_a_backfill_walks_to_a_day(tmp_path: Path) -> None:
    with serving(dated_site(20)) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address)])
        first = crawl(tmp_path, BACKFILL_UNTIL="2024-06-26")["songmoi"]
        pages = {path for path in server.asked if "page=" in path}
        assert pages == {f"/?page={page}" for page in range(2, 7)}  # the sixth, of 25/06, is the first that is older
        assert first.articles == 12
        assert crawl(tmp_path)["songmoi"].new == 0, "the usual visit stops at known ground"
        whole = crawl(tmp_path, BACKFILL=True)["songmoi"]
    assert whole.new == 28 + 14  # articles and listing pages
    assert all(server.asked[path] == 1 for path in article_paths(40)[12:])


def test_an_article_on_two_hosts_of_a_site_is_fetched_once(tmp_path: Path) -> None:
    """``http`` and ``https``, ``www.`` and none cannot be had on one loopback address; their keys can."""
    paths = article_paths(3)

    def answer(handler: BaseHTTPRequestHandler) -> Reply:
        if handler.path == "/":
            host = handler.headers["Host"]
            doubled = [path + twin for path in paths for twin in ("", "?utm_source=zalo", "#binh-luan", "?fbclid=x")]
            links = "".join(f'<h3><a href="http://{host}{path}">{HEADLINE}</a></h3>' for path in doubled)
            return Reply(body=f"<html>{links}</html>".encode())
        return article_page(handler) if handler.path in paths else Reply(404)

    with serving(answer) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address)])
        assert crawl(tmp_path)["songmoi"].articles == 3
    assert sum(times for path, times in server.asked.items() if path.startswith("/bai")) == 3


REBINDING = """
import json, socket
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import defer, reactor
from scrapy.resolver import CachingThreadedResolver
from scrapy.settings import Settings
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

answers = ["113.160.0.1", "127.0.0.1"]
socket.gethostbyname = lambda name: answers.pop(0)
CachingThreadedResolver(reactor, 10_000, 5.0).install_on_reactor()
found = []

@implementer(IResolutionReceiver)
class Receiver:
    def resolutionBegan(self, _): pass
    def addressResolved(self, address): found.append(address.host)
    def resolutionComplete(self): reactor.stop()

async def main():
    found.append(await reactor.resolve("songmoi.example"))  # what the check sees
    reactor.nameResolver.resolveHostName(Receiver(), "songmoi.example", 80)  # what a connection is made to

defer.ensureDeferred(main())
reactor.run()
print(json.dumps([found, answers]))
"""


def test_a_name_that_changes_its_address_after_the_check_is_asked_at_the_checked_one() -> None:
    done = subprocess.run(
        [sys.executable, "-c", REBINDING], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(done.stdout) == [["113.160.0.1"] * 2, ["127.0.0.1"]]
