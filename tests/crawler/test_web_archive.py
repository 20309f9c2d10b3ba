"""Dead sites read from web archives."""

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import ArchivedPage, RecordKind, read_pages
from crawler.site import CaptureChoice, SiteFileError, load_sites
from crawler.web_archive.cdx import Capture, CdxError, choose, read_index
from crawler.web_archive.unpacking import CaptureError, byte_range, exchange_of_record
from output.dataset import Dataset
from tests.crawler.commands.newspaper import article_page
from tests.crawler.commands.running import in_data, run_scrapy
from tests.crawler.crawling import crawl, site_table, write_sites
from tests.crawler.faulty_server import Reply, serving
from tests.crawler.web_archive_server import Kept, WebArchiveServer

if TYPE_CHECKING:
    from collections.abc import Mapping

HOST = "bensay.example"
OLD, NEW = "20230102030405", "20240607080910"


def kept_articles(number: int) -> list[Kept]:
    """Two captures of each article, and what else archives hold of a site."""
    pages = [
        Kept(f"http://{HOST}/bai/tin-so-{place}-cua-xa-ben-say", timestamp, article_page(place))
        for place in range(number)
        for timestamp in (OLD, NEW)
    ]
    return [
        *pages,
        Kept(f"http://{HOST}/", NEW, b"<html>Trang chu</html>"),
        Kept(f"http://{HOST}/bai/tin-so-900-cua-xa-ben-say", NEW, b"", status="404 Not Found"),
        Kept(f"http://{HOST}/bai/anh-so-1-cua-xa-ben-say", NEW, b"GIF89a", mime="image/gif"),
        Kept("http://khac.example/bai/tin-so-1-cua-xa-khac", NEW, article_page(1)),
    ]


def archived_site(address: str, kind: str, **fields: object) -> str:
    """The table of a dead site in an archive at an address."""
    ways: Mapping[str, Mapping[str, object]] = {
        "records": {"index": f"{address}/cc-index", "records": f"{address}/"},
        "replay": {"index": f"{address}/cdx/search/cdx", "replay": f"{address}/web"},
    }
    known = {"status": "archived", "start": [f"http://{HOST}/"], "web_archives": [ways[kind]]}
    return site_table("bensay", address, **{**known, **fields})


def pages_of(folder: Path) -> list[ArchivedPage]:
    """The captures in our archive, in order."""
    files = sorted((folder / "data" / "archive").glob("*/*.warc.gz"))
    pages = [page for file in files for page in read_pages(file) if page.kind is RecordKind.RESPONSE]
    return [page for page in pages if HOST in page.url.split("/")[2]]


def captured(folder: Path) -> list[tuple[str, str]]:
    """Address and time of each."""
    pages = [page.page for page in pages_of(folder) if page.page is not None]
    return [(page.url, f"{page.fetched_at:%Y%m%d%H%M%S}") for page in pages]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["records", "replay"])
@pytest.mark.parametrize(("captures", "times"), [("latest", [NEW]), ("all", [OLD, NEW])])
def test_captures_come_with_their_own_address_and_time(
    kind: str, captures: str, times: list[str], tmp_path: Path
) -> None:
    page_size = 3 if captures == "all" else 50  # of an address that two pages share, both know a latest capture
    with serving(WebArchiveServer.of(kept_articles(5), page_size).answer()) as server:
        write_sites(tmp_path, [archived_site(server.address, kind, captures=captures)])
        report = crawl(tmp_path)["bensay"]
        assert (report.failure, report.articles) == (None, 5 * len(times))
        first = server.asked.total()
        again = crawl(tmp_path)["bensay"]
        assert (again.failure, again.articles) == (None, 0)
        assert server.asked.total() - first < 8, "only the index is asked again"
    urls = [f"http://{HOST}/bai/tin-so-{place}-cua-xa-ben-say" for place in range(5)]
    assert sorted(captured(tmp_path)) == [(url, time) for url in urls for time in times]
    page = pages_of(tmp_path)[0].page
    assert page is not None
    assert page.body == article_page(0)
    assert (page.site, page.headers["content-type"]) == ("bensay", "text/html")


@pytest.mark.slow
def test_where_a_capture_came_from_is_on_record(tmp_path: Path) -> None:
    with serving(WebArchiveServer.of(kept_articles(1)).answer()) as server:
        write_sites(tmp_path, [archived_site(server.address, "records")])
        crawl(tmp_path)
    (file,) = (tmp_path / "data" / "archive").glob("*/*.warc.gz")
    text = gzip.decompress(file.read_bytes())
    assert b"WARC-Source-URI: http://127.0.0.1" in text
    assert b"WARC-Source-Range: bytes=" in text


@pytest.mark.slow
def test_a_dead_site_becomes_a_dataset(tmp_path: Path) -> None:
    with serving(WebArchiveServer.of(kept_articles(4)).answer()) as server:
        options = in_data(tmp_path)
        write_sites(tmp_path, [archived_site(server.address, "replay", captures="all")])
        refresh = run_scrapy("refresh", "bensay", *options)
    assert refresh.returncode == 0, refresh.stderr
    articles = list(Dataset(tmp_path / "data" / "dataset").articles())
    assert {article.url for article in articles} == {
        f"http://{HOST}/bai/tin-so-{place}-cua-xa-ben-say" for place in range(4)
    }
    assert {f"{article.provenance.fetched_at:%Y%m%d%H%M%S}" for article in articles} <= {OLD, NEW}
    assert {article.site for article in articles} == {"bensay"}


@pytest.mark.slow
@pytest.mark.parametrize(("captures", "number"), [("latest", 4), ("all", 7)])  # of three articles and a picture
def test_warc_files_are_taken_in_once(captures: str, number: int, tmp_path: Path) -> None:
    (tmp_path / "cu").mkdir()
    (tmp_path / "cu" / "a.warc.gz").write_bytes(WebArchiveServer.of(kept_articles(3)).warc)
    fields = {"status": "archived", "captures": captures, "web_archives": [{"files": [f"{tmp_path}/cu/*.warc.gz"]}]}
    write_sites(tmp_path, [site_table("bensay", f"http://{HOST}", **fields)])
    for _ in range(2):
        assert crawl(tmp_path)["bensay"].failure is None
        assert len(captured(tmp_path)) == number
    assert {time for _, time in captured(tmp_path)} == ({NEW} if captures == "latest" else {OLD, NEW})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (lambda _: Reply(body=b"<html>Bao tri</html>"), "malformed"),
        (lambda _: Reply(404), "not_found"),
        (lambda _: Reply(503), "robots_unreachable"),
    ],
)
def test_an_archive_that_does_not_serve(answer: object, failure: str, tmp_path: Path) -> None:
    with serving(answer) as server:  # type: ignore[arg-type]
        write_sites(tmp_path, [archived_site(server.address, "records")])
        report = crawl(tmp_path)["bensay"]
    assert report.failure is not None
    assert failure in report.failure


CC_ROW = '{"urlkey": "x", "timestamp": "20240607080910", "url": "http://a/", "mime": "text/html", "status": "200", "filename": "f", "offset": "5", "length": "9"}'
CAPTURE = Capture("http://a/", NEW, "f", 5, 9)


@pytest.mark.parametrize(
    ("body", "captures"),
    [
        (CC_ROW, [CAPTURE]),
        (f"{CC_ROW}\n{CC_ROW}\n", [CAPTURE, CAPTURE]),
        (f"example,a)/ {NEW} " + CC_ROW.replace('"timestamp": "20240607080910", ', ""), [CAPTURE]),  # CDXJ
        (CC_ROW.replace('"status": "200", ', ""), [CAPTURE]),  # before 2015
        (CC_ROW.replace('"200"', '"301"'), []),
        (CC_ROW.replace("text/html", "warc/revisit"), []),
        (CC_ROW.replace('"status"', '"mime-detected": "application/pdf", "status"'), []),
        ("", []),
        ("[]", []),
    ],
)
def test_indexes(body: str, captures: list[Capture]) -> None:
    assert list(read_index(body.encode()).captures) == captures


@pytest.mark.parametrize("body", [b"<html></html>", b"[[", b"{", b"\xff\xfe", b'{"url": "http://a/"}\n{}', b"[[1], 2]"])
def test_what_is_no_index(body: bytes) -> None:
    with pytest.raises(CdxError, match="no CDX index"):
        read_index(body)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(10, 99)), max_size=12))
def test_of_the_captures_of_an_address_the_latest_is_chosen(pairs: list[tuple[str, int]]) -> None:
    captures = [Capture(f"http://{name}/", f"20{year}0101000000") for name, year in sorted(pairs)]
    chosen = list(choose(captures, CaptureChoice.LATEST))
    assert {one.url for one in chosen} == {one.url for one in captures}
    assert all(one.timestamp == max(c.timestamp for c in captures if c.url == one.url) for one in chosen)
    assert list(choose(captures, CaptureChoice.ALL)) == captures


def test_records_that_are_something_else() -> None:
    server = WebArchiveServer.of(kept_articles(1))
    row = server.rows[1]
    capture = Capture(row["url"], row["timestamp"], row["filename"], int(row["offset"]), int(row["length"]))
    record = server.warc[capture.offset : capture.offset + capture.length]
    assert exchange_of_record(capture, record, "http://x/").body
    for wrong, body in ((capture._replace(url="http://khac/"), record), (capture, record[:40]), (capture, b"<html>")):
        with pytest.raises(CaptureError):
            exchange_of_record(wrong, body, "http://x/")
    assert byte_range(Capture("", "", "f", 5, 9)) == "bytes=5-13"


@pytest.mark.parametrize(
    "archive",
    [
        {},
        {"index": "http://a/"},
        {"records": "http://a/"},
        {"index": "http://a/", "records": "http://a/", "replay": "http://a/"},
        {"index": "http://a/", "files": ["a.warc"]},
    ],
)
def test_a_web_archive_has_one_way(archive: dict[str, object], tmp_path: Path) -> None:
    write_sites(tmp_path, [site_table("bensay", f"http://{HOST}", status="archived", web_archives=[archive])])
    with pytest.raises(SiteFileError, match="index with records, or index with replay is expected"):
        load_sites([tmp_path / "sites"])
