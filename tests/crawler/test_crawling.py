"""Whole crawls: what is fetched, what is not fetched again, and that nothing is lost when the process is killed."""

import itertools
import random
import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from crawler.archive import RecordKind, read_pages
from crawler.closing import Ending
from crawler.page_index import SqlitePageIndex
from tests.crawler.crawling import crawl, finish, site_table, start_crawl, write_sites
from tests.crawler.faulty_server import (
    HEADLINE,
    Reply,
    Server,
    article_page,
    article_paths,
    listing_page,
    news_site,
    serving,
    with_robots,
)

pytestmark = pytest.mark.slow

MANY = 300


@pytest.fixture
def many() -> Iterator[Server]:
    """A site with 300 articles on 30 listing pages."""
    with serving(news_site(MANY)) as server:
        yield server


def archived_paths(folder: Path) -> list[str]:
    """Paths of all pages in the archive."""
    files = sorted((folder / "data" / "archive").glob("*/*.warc.gz"))
    pages = [page for path in files for page in read_pages(path) if page.kind is RecordKind.RESPONSE]
    return ["/" + page.url.split("/", 3)[3] for page in pages]


@pytest.mark.parametrize("answers", [1, 17, 150])
def test_a_killed_crawl_is_carried_on_and_loses_nothing(tmp_path: Path, many: Server, answers: int) -> None:
    write_sites(tmp_path, [site_table("songmoi", many.address, pace={"delay": 0, "concurrency": 4})])
    process = start_crawl(tmp_path)
    assert many.wait_for(answers)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    asked_before = many.asked.total()
    report = crawl(tmp_path)["songmoi"]
    assert (report.finish_reason, report.failure) == ("finished", None)
    assert set(article_paths(MANY)) <= set(many.asked)
    assert set(article_paths(MANY)) <= set(archived_paths(tmp_path))
    again = {path for path, times in many.asked.items() if times > 1} - {"/robots.txt"}
    assert len(again) <= 4, "only what was in flight is fetched again"
    assert asked_before < MANY


def test_an_interrupted_crawl_is_carried_on(tmp_path: Path, many: Server) -> None:
    write_sites(tmp_path, [site_table("songmoi", many.address)])
    process = start_crawl(tmp_path)
    assert many.wait_for(40)
    process.send_signal(signal.SIGINT)
    assert finish(process)["songmoi"].finish_reason == Ending.SHUTDOWN
    assert many.asked.total() < MANY
    assert crawl(tmp_path)["songmoi"].failure is None
    assert set(article_paths(MANY)) <= set(archived_paths(tmp_path))
    assert all(times == 1 for path, times in many.asked.items() if path != "/robots.txt")


def test_a_site_has_one_visitor_at_a_time(tmp_path: Path) -> None:
    gate = threading.Event()

    def article(handler: BaseHTTPRequestHandler) -> Reply:
        gate.wait(60)
        return article_page(handler)

    with serving(news_site(3, article=article)) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address, pace={"delay": 0, "timeout": 60})])
        first = start_crawl(tmp_path)
        assert server.wait_for(3)
        second = crawl(tmp_path)["songmoi"]
        gate.set()
        assert finish(first)["songmoi"].articles == 3
    assert second.finish_reason == Ending.BUSY
    assert f"{first.pid} is visiting it" in (second.failure or "")
    assert all(times == 1 for times in server.asked.values())


def test_the_usual_visit_stops_at_known_ground(tmp_path: Path) -> None:
    paths = article_paths(60)
    shown = paths[5:]

    def answer(handler: BaseHTTPRequestHandler) -> Reply:
        path, _, query = handler.path.partition("?")
        if path == "/":
            return listing_page(shown, int(query.removeprefix("page=") or 1), 10)
        return article_page(handler) if path in paths else Reply(404)

    with serving(answer) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address)])
        assert crawl(tmp_path)["songmoi"].articles == 55
        first = dict(server.asked)
        shown = paths
        second = crawl(tmp_path)["songmoi"]
        pages = {path for path in server.asked if "page=" in path and server.asked[path] > first.get(path, 0)}
    assert (second.new, second.articles, second.not_modified) == (5, 60, 55)
    assert pages == {"/?page=2"}, "the second page is all known"


def test_what_exceeds_the_limit_of_a_visit_comes_with_the_next(tmp_path: Path) -> None:
    with serving(news_site(20)) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address, max_pages=8)])
        first = crawl(tmp_path)["songmoi"]
        assert (first.fetched, first.failure) == (8, None)
        write_sites(tmp_path, [site_table("songmoi", server.address)])
        crawl(tmp_path)
        assert set(article_paths(20)) <= set(server.asked)


def test_form_posts_are_followed_to_the_last_page(tmp_path: Path) -> None:
    paths = article_paths(7)

    def answer(handler: BaseHTTPRequestHandler) -> Reply:
        if handler.path in paths:
            return article_page(handler)
        if handler.path != "/":
            return Reply(404)
        page = 1
        if handler.command == "POST":
            (body,) = [key for key in server.asked if key.startswith("/ ") and key not in seen]
            seen.add(body)
            fields = parse_qs(body[2:])
            assert fields["__VIEWSTATE"] == [f"state {len(seen)}"]
            page = int(fields["__EVENTARGUMENT"][0])
        items = "".join(f'<p><a href="{path}">{HEADLINE}</a></p>' for path in paths[page * 2 - 2 : page * 2])
        pages = "".join(f"""<a href="javascript:__doPostBack('ctl00$pg','{one}')">{one}</a>""" for one in range(1, 5))
        state = f'<input type="hidden" name="__VIEWSTATE" value="state {page}">'
        return Reply(body=f'<html><form method="post" action="/">{state}{items}{pages}</form></html>'.encode())

    seen: set[str] = set()
    with serving(answer) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address)])
        report = crawl(tmp_path)["songmoi"]
    assert (report.articles, report.failed) == (7, {})
    assert len(seen) == 3


def test_a_gone_article_is_counted_visit_by_visit(tmp_path: Path) -> None:
    paths = article_paths(3)
    gone: set[str] = set()

    def answer(handler: BaseHTTPRequestHandler) -> Reply:
        if handler.path == "/":
            return listing_page(paths, 1, 10)
        return article_page(handler) if handler.path in set(paths) - gone else Reply(404)

    with serving(answer) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address)])
        crawl(tmp_path)
        gone.add(paths[1])
        reports = [crawl(tmp_path, RECHECK_ALL=True)["songmoi"] for _ in range(2)]
        address = server.address + paths[1]
    assert [(report.gone, report.failed, report.failure) for report in reports] == [(1, {}, None)] * 2
    index = SqlitePageIndex(tmp_path / "data" / "index.db")
    assert [(missing.address, missing.misses) for missing in index.missing("songmoi")] == [(address, 2)]
    index.close()


def test_feeds_and_sitemaps_lead_to_articles(tmp_path: Path) -> None:
    paths = article_paths(6)

    def answer(handler: BaseHTTPRequestHandler) -> Reply:
        links = {"/rss": paths[0:2], "/sitemap-1.xml": [*paths[2:4], "/lien-he"]}.get(handler.path, [])
        address = f"http://{handler.headers['Host']}"
        match handler.path:
            case "/":
                return listing_page(paths[4:], 1, 10)
            case "/rss":
                items = "".join(f"<item><link>{address}{path}</link></item>" for path in links)
                return Reply(
                    body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode(),
                    headers={"Content-Type": "text/xml"},
                )
            case "/sitemap.xml":
                return Reply(
                    body=f"<sitemapindex><sitemap><loc>{address}/sitemap-1.xml</loc></sitemap></sitemapindex>".encode()
                )
            case "/sitemap-1.xml":
                return Reply(
                    body=f"<urlset>{''.join(f'<url><loc>{address}{path}</loc></url>' for path in links)}</urlset>".encode()
                )
            case path:
                return article_page(handler) if path in paths else Reply(404)

    with serving(answer) as server:
        feeds, sitemaps = [f"{server.address}/rss"], [f"{server.address}/sitemap.xml"]
        write_sites(tmp_path, [site_table("songmoi", server.address, feeds=feeds, sitemaps=sitemaps)])
        report = crawl(tmp_path)["songmoi"]
    assert (report.articles, report.failed) == (6, {})
    assert "/lien-he" not in server.asked


def test_the_delay_that_robots_txt_asks_for_is_kept(tmp_path: Path) -> None:
    robots = Reply(body=b"User-agent: *\nCrawl-delay: 1\n", headers={"Content-Type": "text/plain"})
    with serving(with_robots(robots, news_site(2))) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address, pace={"delay": 0, "concurrency": 4})])
        crawl(tmp_path, DOWNLOAD_DELAY_JITTER=0)
        moments = server.moments[1:]
    assert len(moments) == 3
    assert all(later - earlier > 0.9 for earlier, later in itertools.pairwise(moments))


def test_a_full_disk_ends_the_visit_and_the_next_carries_on(tmp_path: Path) -> None:
    paths = article_paths(12)
    noise = {path: Reply(body=random.Random(path).randbytes(200_000)) for path in paths}
    with serving(news_site(12, article=lambda handler: noise[handler.path])) as server:
        write_sites(tmp_path, [site_table("songmoi", server.address)])
        report = finish(start_crawl(tmp_path, largest_file=1_000_000, LOG_LEVEL="CRITICAL"))["songmoi"]
        assert report.finish_reason == Ending.DISK_FULL
        assert "the disk is full; what is archived stays readable" in (report.failure or "")
        archived = set(archived_paths(tmp_path))
        assert report.articles == len(archived & set(paths)) < 12
        assert crawl(tmp_path)["songmoi"].failure is None
    assert set(paths) <= set(archived_paths(tmp_path))
    assert all(server.asked[path] == 1 for path in archived - {"/robots.txt"})
