"""Every fault of a server ends the visit of its own site, under its own name, and touches no other site."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.archive import RecordKind, read_pages
from crawler.visit import VisitReport
from tests.crawler import faulty_server as faulty
from tests.crawler.crawling import HURRY, crawl, site_table, write_sites
from tests.crawler.faulty_server import Reply, Server, always, news_site, redirect, serving, with_robots

pytestmark = pytest.mark.slow

ARTICLES = 12

BLOCKED = "<html><title>Request Rejected</title><p>Truy cập bị từ chối. Mã hỗ trợ: 18214</p></html>".encode()
BROKEN = b"<html><body><div <a href=<<>\x00\x01 \xff\xfe </html><p>x</body></b></i><table><tr>"


class Case(NamedTuple):
    answer: faulty.Answer
    failure: str | None  # how the failure of the site begins
    failed: dict[str, int]


MISSING = news_site(ARTICLES, article=lambda _: Reply(404))

CASES = {
    "healthy": Case(news_site(ARTICLES), None, {}),
    "hangs": Case(faulty.hang, "timeout: ", {"timeout": 1}),
    "closes-at-once": Case(faulty.close_at_once, "connection_lost: ", {"connection_lost": 1}),
    "speaks-no-http": Case(faulty.speak_no_http, "malformed: ", {"malformed": 1}),
    "closes-in-the-middle": Case(faulty.close_in_the_middle, "truncated: ", {"truncated": 1}),
    "answers-500": Case(always(Reply(500)), "server_error: status 500", {"server_error": 1}),
    "answers-403": Case(always(Reply(403)), "forbidden: status 403", {"forbidden": 1}),
    "answers-404": Case(always(Reply(404)), "not_found: status 404", {"not_found": 1}),
    "has-no-articles": Case(MISSING, "not_found: status 404", {"not_found": ARTICLES}),
    "circle": Case(redirect({"/": "/a", "/a": "/b", "/b": "/"}), "redirect_loop: ", {"redirect_loop": 1}),
    "itself": Case(redirect({"/": "/"}), "redirect_loop: ", {"redirect_loop": 1}),
    "endless": Case(faulty.redirect_on_and_on, "redirect_loop: ", {"redirect_loop": 1}),
    "elsewhere": Case(redirect({"/": "http://khac.example/"}), "off_site: ", {"off_site": 1}),
    "announced-200-mb": Case(partial(faulty.send_too_much, announced=True), "too_large: ", {"too_large": 1}),
    "sends-200-mb": Case(partial(faulty.send_too_much, announced=False), "too_large: ", {"too_large": 1}),
    "bomb": Case(
        always(Reply(body=faulty.BOMB, headers={"Content-Encoding": "gzip"})), "too_large: ", {"too_large": 1}
    ),
    "no-gzip": Case(
        always(Reply(body=b"\x1f\x8bno", headers={"Content-Encoding": "gzip"})), "bad_encoding: ", {"bad_encoding": 1}
    ),
    "broken-html": Case(always(Reply(body=BROKEN)), "no_links: ", {"no_links": 1}),
    "shell": Case(always(Reply(body=b'<html><div id="root"></div></html>')), "no_links: ", {"no_links": 1}),
    "a-file": Case(
        always(Reply(body=b"%PDF-1.4", headers={"Content-Type": "application/pdf"})), "no_links: ", {"no_links": 1}
    ),
    "robots-503": Case(with_robots(Reply(503), news_site(1)), "robots_unreachable", {"robots_unreachable": 1}),
    "robots-forbids": Case(
        with_robots(Reply(body=b"User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"}), news_site(1)),
        "robots_forbidden: ",
        {},
    ),
    "robots-is-a-page": Case(with_robots(Reply(body=b"<html>User-agent: *\nDisallow: /"), news_site(1)), None, {}),
    "robots-redirects": Case(with_robots(Reply(301, headers={"Location": "/robots2"}), news_site(1)), None, {}),
    "cookie-wall": Case(faulty.cookie_wall(news_site(2)), None, {}),
    "busy-once": Case(faulty.busy_once("1", news_site(1)), None, {}),
    "busy-for-long": Case(faulty.busy_once("3600", news_site(1)), "asked_to_wait: ", {}),
    "drips": Case(faulty.drip, "timeout: ", {"timeout": 1}),
    "sends-browsers-on": Case(faulty.refreshing_to("/danh-sach", faulty.at_list(news_site(2))), None, {}),
    "sends-browsers-away": Case(
        faulty.refreshing_to("http://khac.example/", news_site(1)), "off_site: ", {"off_site": 1}
    ),
    "sends-browsers-round": Case(faulty.refreshing_to("/", news_site(1)), "redirect_loop: ", {"redirect_loop": 1}),
    "fails-with-a-locale": Case(faulty.no_locale(news_site(2)), None, {}),
    "blocks-articles": Case(news_site(2, article=lambda _: Reply(body=BLOCKED)), None, {}),
    "one-bad-article": Case(
        news_site(2, article=lambda one: Reply(500) if "so-1" in one.path else Reply(body=b"<p>x")),
        None,
        {"server_error": 1},
    ),
}


class Crawled(NamedTuple):
    reports: dict[str, VisitReport]
    servers: dict[str, Server]
    archive: Path


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """All faulty sites and a healthy one, visited at the same time by one process."""
    folder = tmp_path_factory.mktemp("faults")
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serving(case.answer)) for name, case in CASES.items()}
        paces = {name: {"pace": HURRY} if name in {"hangs", "drips"} else {} for name in servers}
        tables = [site_table(name, server.address, **paces[name]) for name, server in servers.items()]
        closed = f"http://127.0.0.1:{faulty.closed_port()}"
        tables.append(site_table("refuses", closed))
        tables.append(site_table("unreachable", closed, start=[f"{closed}/{number}" for number in range(9)]))
        half = stack.enter_context(serving(news_site(ARTICLES))).address
        down = [f"{closed}/{number}" for number in range(9)]
        tables.append(site_table("half-down", half, start=[*down, f"{half}/"]))
        tables.append(site_table("no-such-host", "http://khong-co.invalid"))
        tables.append(site_table("private", servers["healthy"].address, private_addresses=False))
        tables.append(site_table("gone-portal", servers["healthy"].address, status="archived"))
        write_sites(folder, tables)
        yield Crawled(crawl(folder), servers, folder / "data" / "archive")


@pytest.mark.parametrize("name", CASES)
def test_a_fault_has_its_name(crawled: Crawled, name: str) -> None:
    report, case = crawled.reports[name], CASES[name]
    assert report.failed == case.failed
    assert (report.failure or "").startswith(case.failure or "")
    assert (report.failure is None) == (case.failure is None)


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        ("refuses", "connection_refused: "),
        ("unreachable", "unreachable: connection_refused, 5 times in a row"),
        ("no-such-host", "no_such_host: "),
        ("private", "private_address: 127.0.0.1 is 127.0.0.1, in a private network; private_addresses = true"),
        ("gone-portal", "archived: "),
    ],
)
def test_a_site_that_cannot_be_asked_has_its_name(crawled: Crawled, name: str, failure: str) -> None:
    assert (crawled.reports[name].failure or "").startswith(failure)


def test_the_healthy_site_is_fetched_whole(crawled: Crawled) -> None:
    report = crawled.reports["healthy"]
    assert (report.articles, report.failure, report.finish_reason) == (ARTICLES, None, "finished")
    asked = crawled.servers["healthy"].asked
    assert asked == {**dict.fromkeys(faulty.article_paths(ARTICLES), 1), "/": 1, "/?page=2": 1, "/robots.txt": 1}


def test_every_answer_is_in_the_archive(crawled: Crawled) -> None:
    whole = [
        "healthy",
        "answers-500",
        "answers-404",
        "has-no-articles",
        "circle",
        "bomb",
        "broken-html",
        "one-bad-article",
        "cookie-wall",
    ]
    for name in whole:
        (path,) = crawled.archive.glob(f"{name}/*.warc.gz")
        assert len(list(read_pages(path))) == crawled.servers[name].asked.total(), name


def test_the_bomb_is_archived_as_sent_and_flagged_when_read(crawled: Crawled) -> None:
    (path,) = crawled.archive.glob("bomb/*.warc.gz")
    assert path.stat().st_size < 2 * len(faulty.BOMB)
    assert [page.kind for page in read_pages(path)] == [RecordKind.RESPONSE, RecordKind.BAD]


def test_nothing_is_fetched_without_leave(crawled: Crawled) -> None:
    assert set(crawled.servers["robots-forbids"].asked) == {"/robots.txt"}
    assert set(crawled.servers["robots-503"].asked) == {"/robots.txt"}
    assert not list(crawled.archive.glob("private/*"))
    assert not list(crawled.archive.glob("gone-portal/*"))


def test_a_failure_of_the_connection_is_tried_once_more(crawled: Crawled) -> None:
    assert crawled.servers["answers-500"].asked["/"] == 2
    assert crawled.servers["answers-404"].asked["/"] == 1
    assert crawled.servers["bomb"].asked["/"] == 1


def test_a_busy_server_gets_its_pause(crawled: Crawled) -> None:
    server = crawled.servers["busy-once"]
    assert server.asked["/"] == 2
    waited = [later - earlier for earlier, later in zip(server.moments, server.moments[1:], strict=False)]
    assert max(waited) >= 1.0


@pytest.mark.parametrize("name", ["sends-browsers-on", "fails-with-a-locale"])
def test_the_articles_behind_are_reached(crawled: Crawled, name: str) -> None:
    assert crawled.reports[name].articles == 2


def test_a_page_that_fails_with_a_locale_is_asked_for_without_it(crawled: Crawled) -> None:
    asked = crawled.servers["fails-with-a-locale"].asked
    assert all(asked[f"/vi_VN{path}"] == asked[path] == 1 for path in faulty.article_paths(2))


def test_a_host_that_is_down_stops_no_other_host_of_its_site(crawled: Crawled) -> None:
    report = crawled.reports["half-down"]
    assert (report.finish_reason, report.articles) == ("finished", ARTICLES)
    assert report.failed == {"host_given_up": 9}, "the first five were tried once"


def test_a_cookie_wall_is_passed(crawled: Crawled) -> None:
    assert crawled.reports["cookie-wall"].articles == 2


@pytest.fixture(scope="module")
def again(crawled: Crawled) -> dict[str, VisitReport]:
    """The second visit to the same sites."""
    return crawl(crawled.archive.parents[1])


def test_the_second_visit_asks_with_conditions(crawled: Crawled, again: dict[str, VisitReport]) -> None:
    report = again["healthy"]
    assert (report.articles, report.not_modified, report.new, report.failure) == (ARTICLES, ARTICLES, 0, None)
    assert crawled.servers["healthy"].asked["/?page=2"] == 1
    *_, path = sorted(crawled.archive.glob("healthy/*.warc.gz"))
    robots, *kinds = [page.kind for page in read_pages(path)]
    assert robots is RecordKind.RESPONSE
    assert kinds == [RecordKind.REVISIT] * (ARTICLES + 1)  # the listing has no ETag, but the same bytes


def test_what_was_given_up_is_tried_again_by_the_next_visit(again: dict[str, VisitReport]) -> None:
    assert again["busy-for-long"].failure is None
    assert again["busy-for-long"].articles == 1
    assert again["answers-500"].failed == {"server_error": 1}
