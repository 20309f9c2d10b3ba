"""The HTTP of the sample web."""

import gzip
import http.client
import socket
from urllib.parse import urlsplit

import pytest

from crawler.demo.content import SampleArticle
from crawler.demo.web import SampleWeb
from tests.crawler.demo.client import fetch

CACHED = ("/feed/", "/wp-sitemap.xml", "/wp-sitemap-posts-post-1.xml")


@pytest.fixture
def article_url(web: SampleWeb, articles: list[SampleArticle]) -> str:
    return web.url_of("naluong", articles[4].slug)


def test_a_connection_stays_open(web: SampleWeb) -> None:
    connection = http.client.HTTPConnection(urlsplit(web.addresses["songha"]).netloc, timeout=10)
    sockets = []
    for path in ("/tin-tuc", "/khong-co", "/robots.txt"):
        connection.request("GET", path)
        answer = connection.getresponse()
        assert len(answer.read()) == int(answer.headers["Content-Length"])
        sockets.append(connection.sock)
    assert sockets[0] is sockets[1] is sockets[2] is not None
    connection.close()


def test_a_connection_is_closed_for_a_client_that_wants_it(web: SampleWeb) -> None:
    assert fetch(web.addresses["songha"] + "/robots.txt", Connection="close").headers["Connection"] == "close"


def test_head_is_get_without_the_body(web: SampleWeb, site: str) -> None:
    url = web.addresses[site] + "/robots.txt"
    head, full = fetch(url, method="HEAD"), fetch(url)
    assert head.body == b""
    assert head.headers["Content-Type"] == full.headers["Content-Type"]
    assert abs(int(head.headers["Content-Length"]) - len(full.body)) <= 3  # counters may have a digit more


def test_a_kept_page_is_not_sent_again_to_who_has_it(web: SampleWeb, article_url: str) -> None:
    for url in (article_url, *(web.addresses["naluong"] + path for path in CACHED)):
        answer = fetch(url)
        for validator in (
            {"If_None_Match": answer.headers["ETag"]},
            {"If_Modified_Since": answer.headers["Last-Modified"]},
        ):
            again = fetch(url, None, **validator)
            assert (again.status, again.body) == (304, b"")
            assert again.headers["ETag"] == answer.headers["ETag"]
            assert "Content-Length" not in again.headers


@pytest.mark.parametrize(
    "validators",
    [
        {"If_None_Match": '"another"'},
        {"If_None_Match": ""},
        {"If_Modified_Since": "Sat, 01 Jan 2022 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
        {"If_None_Match": '"another"', "If_Modified_Since": "Sat, 01 Jan 2050 00:00:00 GMT"},
    ],
)
def test_a_kept_page_is_sent_to_who_has_another(article_url: str, validators: dict[str, str]) -> None:
    assert fetch(article_url, None, **validators).status == 200


def test_an_unchanged_article_keeps_its_validators_at_the_second_visit(web: SampleWeb, article_url: str) -> None:
    first = fetch(article_url)
    web.visit = 2
    assert fetch(article_url, If_None_Match=first.headers["ETag"]).status == 304
    assert fetch(article_url).body == first.body


def test_an_edited_article_and_the_feed_do_not(web: SampleWeb, articles: list[SampleArticle]) -> None:
    urls = [
        web.url_of("naluong", articles[1].slug),
        *(web.addresses["naluong"] + path for path in ("/feed/", "/wp-sitemap-posts-post-1.xml")),
    ]
    first = [fetch(url) for url in urls]
    web.visit = 2
    for url, before in zip(urls, first, strict=True):
        assert fetch(url, If_None_Match=before.headers["ETag"]).status == 200
        assert fetch(url, If_Modified_Since=before.headers["Last-Modified"]).status == 200


@pytest.mark.parametrize("site", ["songha", "tayvan", "hoagiang", "binhloc"])
def test_pages_with_counters_have_no_validators(web: SampleWeb, articles: list[SampleArticle], site: str) -> None:
    answer = fetch(web.url_of(site, articles[4].slug), If_Modified_Since="Sat, 01 Jan 2050 00:00:00 GMT")
    assert answer.status == 200
    assert "ETag" not in answer.headers


def test_a_kept_page_is_packed_for_who_can_unpack_it(article_url: str) -> None:
    plain, packed = fetch(article_url), fetch(article_url, Accept_Encoding="br, gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(("length", "status"), [("", 411), ("many", 411), ("99999999999", 413)])
def test_a_form_without_a_sensible_length_is_refused(web: SampleWeb, length: str, status: int) -> None:
    parts = urlsplit(web.addresses["hoagiang"])
    header = f"Content-Length: {length}\r\n" if length else ""
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        connection.sendall(f"POST /portal/Pages/Tin-tuc.aspx HTTP/1.1\r\nHost: x\r\n{header}\r\n".encode())
        assert connection.recv(12) == f"HTTP/1.1 {status}".encode()


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/%ff%fe",
        "/..%2f..%2fetc",
        "/" + "a" * 3000,
        "/en/" * 400,
        "/?p=x&s",
        "/tin-tuc.aspx?p=-1&cm=999",
        "/tin-tuc.aspx?p=" + "9" * 5000,
        "/category/tin-tuc/page/99999/",
        "/page/0/",
    ],
)
def test_no_address_breaks_a_site(web: SampleWeb, site: str, path: str) -> None:
    assert fetch(web.addresses[site] + path).status in {200, 301, 302, 404}
