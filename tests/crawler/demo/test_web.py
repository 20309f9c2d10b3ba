"""The sample web as a client sees it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.demo.content import SampleArticle, load_articles
from crawler.demo.web import SampleWeb
from crawler.site import load_sites
from tests.crawler.demo.client import fetch, walk

ROOT = Path(__file__).parents[3]
OTHER_LABELS = {"songha": "Lượt xem: ", "tayvan": "View count: "}


def test_every_site_has_a_port_of_its_own(web: SampleWeb) -> None:
    assert len({urlsplit(address).port for address in web.addresses.values()}) == 5


def test_all_articles_are_reached_and_no_link_of_the_site_is_dead(
    web: SampleWeb, site: str, articles: list[SampleArticle]
) -> None:
    answers = list(walk(web.addresses[site] + "/"))
    front = {302: "/portal/Pages/default.aspx"}
    if site == "hoagiang":
        assert answers[0].headers["Location"] == front[answers[0].status]
        answers = list(walk(web.addresses[site] + front[302]))
    reached = {answer.url for answer in answers}
    assert {web.url_of(site, article.slug) for article in articles if article.first_visit} <= reached
    assert {answer.url for answer in answers if answer.status != 200} == set()
    assert all(
        answer.text.rstrip().endswith("</html>") for answer in answers if "html" in answer.headers["Content-Type"]
    )


def test_articles_are_reached_from_the_start_addresses_of_the_site_file(
    web: SampleWeb, site: str, articles: list[SampleArticle]
) -> None:
    entry = next(entry for entry in tomllib.loads(web.site_file())["site"] if entry["name"] == site)
    reached = {answer.url for start in entry["start"] for answer in walk(start)}
    assert {web.url_of(site, article.slug) for article in articles if article.first_visit} <= reached


def test_an_article_of_the_second_visit_is_not_linked_at_the_first(
    web: SampleWeb, site: str, articles: list[SampleArticle]
) -> None:
    start = tomllib.loads(web.site_file())["site"]
    entry = next(entry for entry in start if entry["name"] == site)
    assert web.url_of(site, articles[-1].slug) not in {answer.url for answer in walk(entry["start"][0])}


def test_the_articles_of_the_project_are_reached(site: str) -> None:
    articles = load_articles(site)
    with SampleWeb({site: articles}, visit=2) as web:
        entry = tomllib.loads(web.site_file())["site"][0]
        reached = {answer.url for answer in walk(entry["start"][0])}
        assert {web.url_of(site, article.slug) for article in articles if article.second_visit} <= reached


def test_the_page_has_the_text_as_typed(web: SampleWeb, site: str, articles: list[SampleArticle]) -> None:
    article = articles[4]
    words = fetch(web.url_of(site, article.slug)).words
    for text in (article.title, article.lead, *article.blocks(1)):
        assert text.typed.removeprefix("!").removeprefix("## ") in words
    assert article.byline is not None
    assert article.byline in words


def test_the_page_never_has_the_text_as_meant_or_the_notation(
    web: SampleWeb, site: str, articles: list[SampleArticle]
) -> None:
    page = fetch(web.url_of(site, articles[4].slug))
    assert "kinh tế - xã hội của xã" not in page.words
    assert "{hyphen|" not in page.text
    assert "đất & mở" not in page.text  # escaped


@pytest.mark.parametrize("place", ["article", "list"])
def test_two_requests_differ_in_counters_only(
    web: SampleWeb, site: str, articles: list[SampleArticle], place: str
) -> None:
    url = (
        web.url_of(site, articles[4].slug)
        if place == "article"
        else tomllib.loads(web.site_file())["site"][0]["start"][0]
    )
    first, second = fetch(url).text, fetch(url).text
    assert re.split(r"\d+", first) == re.split(r"\d+", second)
    changed = [
        pair for pair in zip(re.findall(r"\d+", first), re.findall(r"\d+", second), strict=True) if pair[0] != pair[1]
    ]
    if site == "naluong" and place == "article":
        assert changed == []
    else:
        assert 1 <= len(changed) <= 4


def test_the_view_counter_starts_where_the_article_says_and_grows(
    web: SampleWeb, articles: list[SampleArticle]
) -> None:
    for site, label in OTHER_LABELS.items():
        url = web.url_of(site, articles[9].slug)
        seen = [int(re.findall(rf"{label}(\d+)", fetch(url).text)[0]) for _ in range(3)]
        assert seen == [seen[0], seen[0] + 1, seen[0] + 2]
        assert seen[0] >= articles[9].views


@pytest.mark.parametrize(
    ("site", "status", "words"),
    [
        ("songha", 404, "Trang yêu cầu không tồn tại"),
        ("tayvan", 404, "Trang yêu cầu không tồn tại"),
        ("naluong", 410, "Error 404"),
        ("binhloc", 200, "Bài viết không tồn tại"),
        ("hoagiang", 302, ""),
    ],
)
def test_a_gone_article_is_answered_as_its_family_does(
    web: SampleWeb, articles: list[SampleArticle], site: str, status: int, words: str
) -> None:
    url = web.url_of(site, articles[0].slug)
    assert fetch(url).status == 200
    web.visit = 2
    answer = fetch(url)
    assert answer.status == status
    assert words in answer.text
    assert articles[0].lead.typed not in answer.text
    if site == "hoagiang":
        there = fetch(web.addresses[site] + answer.headers["Location"])
        assert (there.status, "Không tìm thấy trang" in there.text) == (200, True)


def test_a_new_article_comes_with_the_second_visit(web: SampleWeb, site: str, articles: list[SampleArticle]) -> None:
    url = web.url_of(site, articles[-1].slug)
    assert articles[-1].lead.typed not in fetch(url).words
    web.visit = 2
    assert articles[-1].lead.typed in fetch(url).words


def test_only_the_edited_article_has_another_text(web: SampleWeb, site: str, articles: list[SampleArticle]) -> None:
    first = {article.slug: _body(fetch(web.url_of(site, article.slug)).words) for article in articles[1:5]}
    web.visit = 2
    second = {article.slug: _body(fetch(web.url_of(site, article.slug)).words) for article in articles[1:5]}
    assert [slug for slug in first if first[slug] != second[slug]] == [articles[1].slug]
    assert "sáu tháng đầu năm" in second[articles[1].slug]


def _body(words: str) -> str:
    """From the lead to the byline."""
    return words[words.index("Sáng ngày") : words.index("Lò Văn Bưởi")]


def test_what_was_asked_is_listed(articles: list[SampleArticle]) -> None:
    with SampleWeb({"binhloc": articles}) as web:
        fetch(web.addresses["binhloc"] + "/tin-tuc.aspx?p=2")
        fetch(web.addresses["binhloc"] + "/nothing-here", method="HEAD")
        assert Counter(web.requests) == Counter(
            [("binhloc", "GET", "/tin-tuc.aspx?p=2", 200), ("binhloc", "HEAD", "/nothing-here", 404)]
        )


def test_the_site_file_is_one_that_the_crawler_reads(web: SampleWeb, tmp_path: Path) -> None:
    (tmp_path / "sample.toml").write_text(web.site_file(), encoding="utf-8")
    sites = load_sites([tmp_path])
    assert list(sites) == ["songha", "tayvan", "hoagiang", "binhloc", "naluong"]
    assert all(site.private_addresses and site.pace.delay == 0 for site in sites.values())
    assert [name for name, site in sites.items() if site.sitemaps] == ["songha", "naluong"]


def test_only_the_sites_with_articles_are_served(articles: list[SampleArticle]) -> None:
    with SampleWeb({"tayvan": articles}) as web:
        assert list(web.addresses) == ["tayvan"]


def test_wrong_names_and_visits_are_refused(articles: list[SampleArticle]) -> None:
    with pytest.raises(ValueError, match=r"found articles for \['nowhere'\]"):
        SampleWeb({"nowhere": articles})
    with pytest.raises(ValueError, match="found visit 3"):
        SampleWeb({"songha": articles}).visit = 3


def test_after_the_stop_nothing_answers_and_open_connections_are_closed(articles: list[SampleArticle]) -> None:
    web = SampleWeb({"songha": articles})
    web.start()
    netloc = urlsplit(web.addresses["songha"]).netloc
    connection = http.client.HTTPConnection(netloc, timeout=10)
    connection.request("GET", "/robots.txt")
    connection.getresponse().read()
    sock = connection.sock
    assert isinstance(sock, socket.socket)
    web.stop()
    assert web.addresses == {}
    assert sock.recv(1) == b""
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(netloc, timeout=10).request("GET", "/")


def test_it_can_be_started_again(articles: list[SampleArticle]) -> None:
    web = SampleWeb({"songha": articles})
    for _ in range(2):
        with web:
            assert fetch(web.url_of("songha", articles[5].slug)).status == 200


@pytest.fixture
def served() -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "crawler.demo.web"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_as_a_program_it_prints_the_addresses_and_ends_when_told(
    served: subprocess.Popen[str], stop: signal.Signals
) -> None:
    assert served.stdout is not None
    lines = [served.stdout.readline().split() for _ in range(5)]
    assert [name for name, _ in lines] == ["songha", "tayvan", "hoagiang", "binhloc", "naluong"]
    assert fetch(lines[0][1] + "/tin-tuc").status == 200
    served.send_signal(stop)
    assert served.wait(timeout=60) == 0
