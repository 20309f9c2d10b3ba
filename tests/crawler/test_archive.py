import gc
import gzip
import resource
import subprocess
import sys
import warnings
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.archive import ArchivedPage, RecordKind, page_places, read_pages
from crawler.archive_writer import ArchiveFullError, ArchiveWriter, Exchange, digest_of
from crawler.content_encoding import MAX_BODY

NOW = datetime(2025, 6, 2, 1, 2, 3, 456789, tzinfo=UTC)
PAGE = "<html><p>Hội nghị cán bộ chủ chốt xã Sông Mới</p></html>".encode()
SOFTWARE = "danvan/0"


def exchange(
    name: str, body: bytes = PAGE, status: int = 200, at: datetime = NOW, etag: str = "", coding: str = ""
) -> Exchange:
    fields = {"Content-Type": "text/html", "Content-Length": str(len(body)), "ETag": etag, "Content-Encoding": coding}
    return Exchange(
        f"http://a.example/{name}?x=1",
        at,
        (("User-Agent", "danvan"),),
        status,
        tuple(fields.items()),
        body,
        ip="10.1.2.3",
    )


def written(folder: Path, *exchanges: Exchange, rotate_at: int = 10**9) -> list[Path]:
    writer = ArchiveWriter(folder, "songmoi", SOFTWARE, rotate_at)
    for one in exchanges:
        writer.write(one)
    writer.close()
    return sorted(folder.glob("songmoi/*.warc.gz"))


def bodies(pages: list[ArchivedPage]) -> list[bytes | None]:
    return [page.page.body if page.page is not None else None for page in pages]


def test_a_page_comes_back_as_it_was_archived(tmp_path: Path) -> None:
    (path,) = written(tmp_path, exchange("1", etag='"e1"'))
    (archived,) = read_pages(path)
    page = archived.page
    assert page is not None
    assert (page.url, page.status, page.body, page.fetched_at, page.site) == (
        "http://a.example/1?x=1",
        200,
        PAGE,
        NOW,
        "songmoi",
    )
    assert (page.headers["content-type"], page.headers["etag"]) == ("text/html", '"e1"')
    assert (page.archive_file, page.archive_offset) == (f"songmoi/{path.name}", archived.offset)
    assert archived.kind is RecordKind.RESPONSE
    assert path.name == "20250602T010203Z-00001.warc.gz"


def test_the_reference_reader_agrees_with_every_digest(tmp_path: Path) -> None:
    (path,) = written(tmp_path, exchange("1"), exchange("2", b"", 404), exchange("3", b"\x00\xff" * 900))
    with path.open("rb") as file:
        found = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            found.append((record.rec_type, record.rec_headers.get_header("WARC-Type")))
    assert [kind for kind, _ in found] == ["warcinfo", *["request", "response"] * 3]


def test_request_and_response_belong_together(tmp_path: Path) -> None:
    (path,) = written(tmp_path, exchange("1"))
    with path.open("rb") as file:
        _, request, response = ((one.rec_headers, one.content_stream().read()) for one in ArchiveIterator(file))
    assert response[0].get_header("WARC-Concurrent-To") == request[0].get_header("WARC-Record-ID")
    assert (
        request[0].get_header("WARC-Target-URI")
        == response[0].get_header("WARC-Target-URI")
        == "http://a.example/1?x=1"
    )
    assert response[0].get_header("WARC-Date") == "2025-06-02T01:02:03.456789Z"
    assert response[0].get_header("WARC-IP-Address") == "10.1.2.3"


def test_every_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    (path,) = written(tmp_path, exchange("1"), exchange("2"))
    rest, members = path.read_bytes(), 0
    while rest:
        member = zlib.decompressobj(wbits=31)
        assert member.decompress(rest).startswith(b"WARC/1.1\r\n")
        rest, members = member.unused_data, members + 1
    assert members == 5


def test_what_came_compressed_is_not_compressed_again(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE)
    (path,) = written(tmp_path, exchange("1", packed, coding="gzip"))
    assert packed in path.read_bytes()
    assert bodies(list(read_pages(path))) == [PAGE]


def test_text_that_says_it_came_compressed_is_compressed(tmp_path: Path) -> None:
    text = PAGE * 2_000
    (path,) = written(tmp_path, exchange("1", text, coding="gzip"))
    assert path.stat().st_size < len(text) / 10
    assert bodies(list(read_pages(path))) == [text]


def test_an_unchanged_page_is_a_revisit_that_refers_to_the_full_record(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "songmoi", SOFTWARE)
    first = writer.write(exchange("1", etag='"e1"'))
    second = writer.write(exchange("1", at=NOW + timedelta(days=1)), first)
    third = writer.write(exchange("1", b"", 304, NOW + timedelta(days=2)), second)
    changed = writer.write(exchange("1", PAGE + b" ", at=NOW + timedelta(days=3)), third)
    writer.close()
    (path,) = tmp_path.glob("songmoi/*")
    pages = list(read_pages(path))
    assert [(page.kind, page.detail) for page in pages] == [
        (RecordKind.RESPONSE, ""),
        (RecordKind.REVISIT, "identical-payload-digest"),
        (RecordKind.REVISIT, "server-not-modified"),
        (RecordKind.RESPONSE, ""),
    ]
    assert second.archive_offset == third.archive_offset == first.archive_offset == pages[0].offset
    assert (third.payload_digest, third.etag, third.status) == (digest_of(PAGE), '"e1"', 304)
    assert changed.archive_offset == pages[3].offset
    with path.open("rb") as file:
        revisits = [one.rec_headers for one in ArchiveIterator(file) if one.rec_type == "revisit"]
    assert {one.get_header("WARC-Refers-To") for one in revisits} == {first.record_id}
    assert {one.get_header("WARC-Refers-To-Date") for one in revisits} == {"2025-06-02T01:02:03.456789Z"}


@pytest.mark.parametrize(
    ("url", "needs"), [("https://a.example/1", ("unverified", "old_protocol")), ("http://a.example/1", ())]
)
def test_pages_say_how_unsafe_their_connection_was(tmp_path: Path, url: str, needs: tuple[str, ...]) -> None:
    writer = ArchiveWriter(tmp_path, "songmoi", SOFTWARE, tls_needs=("unverified", "old_protocol"))
    writer.write(exchange("1")._replace(url=url))
    writer.close()
    (archived,) = read_pages(next(tmp_path.glob("songmoi/*")))
    assert archived.page is not None
    assert archived.page.tls_needs == needs
    assert archived.page.site == "songmoi"


def test_two_empty_answers_are_no_revisit(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "songmoi", SOFTWARE)
    writer.write(exchange("1", b""), writer.write(exchange("1", b"")))
    writer.close()
    (path,) = tmp_path.glob("songmoi/*")
    assert [page.kind for page in read_pages(path)] == [RecordKind.RESPONSE] * 2


def test_reading_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    (path,) = written(tmp_path, *(exchange(str(number), b"<p>%d" % number) for number in range(6)))
    pages = list(read_pages(path))
    for place, page in enumerate(pages):
        assert bodies(list(read_pages(path, page.end))) == bodies(pages[place + 1 :])
        assert list(read_pages(path, page.offset)) == pages[place:]
    assert pages[-1].end == path.stat().st_size
    assert list(page_places(path)) == [page.offset for page in pages]


def test_a_new_file_begins_at_the_size_limit(tmp_path: Path) -> None:
    paths = written(
        tmp_path, *(exchange(str(number), bytes(str(number), "ascii") * 50) for number in range(3)), rotate_at=1
    )
    assert [path.name[-14:] for path in paths] == ["-00001.warc.gz", "-00002.warc.gz", "-00003.warc.gz"]
    assert sum(len(list(read_pages(path))) for path in paths) == 3


def test_a_second_visit_in_the_same_second_writes_another_file(tmp_path: Path) -> None:
    written(tmp_path, exchange("1"))
    assert len(written(tmp_path, exchange("2"))) == 2


def test_any_cut_of_the_tail_leaves_the_complete_records(tmp_path: Path) -> None:
    (path,) = written(tmp_path, exchange("1", b"<p>1"), exchange("2", b"<p>2"))
    whole = path.read_bytes()
    ends = [page.end for page in read_pages(path)]
    torn = tmp_path / "songmoi" / "torn.warc.gz"
    for size in range(len(whole)):
        torn.write_bytes(whole[:size])
        pages = list(read_pages(torn))
        assert [page.end for page in pages] == [end for end in ends if end <= size]


def test_garbage_after_the_last_record_ends_the_reading(tmp_path: Path) -> None:
    (path,) = written(tmp_path, exchange("1"))
    path.write_bytes(path.read_bytes() + b"garbage " * 9)
    assert bodies(list(read_pages(path))) == [PAGE]


@pytest.mark.parametrize(
    ("coding", "encode"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
        ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
        ("identity", lambda body: body),
        ("gzip", lambda body: body),  # archives that decoded the body and kept the header
        ("br", lambda body: body),
    ],
)
def test_compressed_bodies_are_archived_as_received_and_read_decoded(tmp_path: Path, coding: str, encode) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    body = encode(PAGE)
    (path,) = written(tmp_path, exchange("1", body, coding=coding))
    assert bodies(list(read_pages(path))) == [PAGE]
    with path.open("rb") as file:
        raw = [record.raw_stream.read() for record in ArchiveIterator(file) if record.rec_type == "response"]
    assert raw == [body]


@pytest.mark.parametrize(
    ("coding", "body", "detail"),
    [
        ("gzip", gzip.compress(b"a" * (MAX_BODY + 1)), "too_large"),
        ("deflate", zlib.compress(b"a" * (MAX_BODY + 1)), "too_large"),
        ("br", brotli.compress(b"a" * (MAX_BODY + 1), quality=1), "too_large"),
        ("gzip", b"\x1f\x8bno gzip at all", "bad_encoding"),
        ("br", b"\x99no brotli", "bad_encoding"),
        ("zstd", b"\x99no zstd", "bad_encoding"),
        ("identity", b"a" * (MAX_BODY + 1), "too_large"),
    ],
)
def test_bombs_and_broken_bodies_are_flagged_and_the_rest_is_read(
    tmp_path: Path, coding: str, body: bytes, detail: str
) -> None:
    (path,) = written(tmp_path, exchange("1"), exchange("2", body, coding=coding), exchange("3"))
    pages = list(read_pages(path))
    assert bodies(pages) == [PAGE, None, PAGE]
    assert (pages[1].kind, pages[1].url) == (RecordKind.BAD, "http://a.example/2?x=1")
    assert pages[1].detail.startswith(detail)


def foreign(path: Path, *, compressed: bool = True) -> None:
    """A file as other tools write it: chunked bodies, records that are no answers, wget's brackets."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # warcio leaves its temporary files to the garbage collector
        _write_foreign(path, compressed=compressed)
        gc.collect()


def _write_foreign(path: Path, *, compressed: bool) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "Wget/1.21", "isPartOf": "other"}))
        chunked = b"5\r\n<p>a \r\n3\r\nb c\r\n0\r\n\r\n"
        head = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")], protocol="HTTP/1.1"
        )
        writer.write_record(
            writer.create_warc_record("<http://b.example/1>", "response", BytesIO(chunked), http_headers=head)
        )
        writer.write_record(
            writer.create_warc_record("dns:b.example", "resource", BytesIO(b"x"), warc_content_type="text/dns")
        )
        plain = StatusAndHeaders(
            "200 OK", [("Content-Type", "text/html"), ("Content-Encoding", "gzip")], protocol="HTTP/1.0"
        )
        writer.write_record(
            writer.create_warc_record("http://b.example/2", "response", BytesIO(b"<p>2"), http_headers=plain)
        )
        writer.write_record(
            writer.create_warc_record(
                "urn:x", "metadata", BytesIO(b"a: b"), warc_content_type="application/warc-fields"
            )
        )
        again = writer.create_revisit_record(
            "http://b.example/1", "sha1:AAAA", "http://b.example/1", "2025-01-01T00:00:00Z", http_headers=head
        )
        writer.write_record(again)


@pytest.mark.parametrize("compressed", [True, False])
def test_archives_of_other_tools_are_read(tmp_path: Path, compressed: bool) -> None:
    path = tmp_path / "crawl" / ("b.warc.gz" if compressed else "b.warc")
    path.parent.mkdir()
    foreign(path, compressed=compressed)
    pages = list(read_pages(path))
    assert [(page.url, page.kind.value) for page in pages] == [
        ("http://b.example/1", "response"),
        ("http://b.example/2", "response"),
        ("http://b.example/1", "revisit"),
    ]
    assert bodies(pages)[:2] == [b"<p>a b c", b"<p>2"]
    first = pages[0].page
    assert first is not None
    assert (first.site, first.archive_file) == (None, f"crawl/{path.name}")
    assert bodies(list(read_pages(path, pages[1].offset)))[0] == b"<p>2"


def test_a_file_with_one_gzip_member_for_all_records_is_read(tmp_path: Path) -> None:
    plain = tmp_path / "b.warc"
    foreign(plain, compressed=False)
    path = tmp_path / "b.warc.gz"
    path.write_bytes(gzip.compress(plain.read_bytes()))
    assert bodies(list(read_pages(path)))[:2] == [b"<p>a b c", b"<p>2"]


def test_headers_with_bare_line_feeds_are_read(tmp_path: Path) -> None:
    path = tmp_path / "c.warc"
    path.write_bytes(plain_record(b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n<p>x"))
    assert bodies(list(read_pages(path))) == [b"<p>x"]


def plain_record(block: bytes) -> bytes:
    headers = (
        "WARC-Type: response\r\nWARC-Target-URI: http://c.example/\r\nContent-Type: application/http;msgtype=response"
    )
    return f"WARC/1.0\r\n{headers}\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def test_an_answer_that_is_no_http_is_flagged(tmp_path: Path) -> None:
    path = tmp_path / "c.warc"
    path.write_bytes(plain_record(b"garbage"))
    (page,) = read_pages(path)
    assert (page.kind, page.detail.partition(":")[0]) == (RecordKind.BAD, "bad_http")


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b"])
def test_a_file_that_is_no_archive_gives_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    assert list(read_pages(path)) == []


@settings(max_examples=50)
@given(st.binary(max_size=200), st.sampled_from(["", "gzip", "br", "zstd", "deflate", "gzip, gzip"]))
def test_no_body_makes_the_reader_fail(tmp_path_factory: pytest.TempPathFactory, body: bytes, coding: str) -> None:
    (path,) = written(tmp_path_factory.mktemp("a"), exchange("1", body, coding=coding))
    assert len(list(read_pages(path))) == 1


FULL = """
import sys
from pathlib import Path
from tests.crawler.test_archive import fill_disk
fill_disk(Path(sys.argv[1]))
"""


def fill_disk(folder: Path) -> None:
    """Archive until the disk is full; a limit of the process's file size stands for the disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    writer = ArchiveWriter(folder, "songmoi", SOFTWARE)
    for number in range(100):
        noise = b"".join(digest_of(b"%d %d" % (number, part)).encode() for part in range(500))
        try:
            writer.write(exchange(str(number), noise))
        except ArchiveFullError as error:
            sys.stdout.write(f"{number} {error}")
            return


def test_a_full_disk_is_an_error_that_leaves_complete_records(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)],
        cwd=root,
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    number, message = done.stdout.split(" ", 1)
    assert "the disk is full; what is archived stays readable" in message
    (path,) = tmp_path.glob("songmoi/*")
    assert int(number) > 2
    assert [page.kind for page in read_pages(path)] == [RecordKind.RESPONSE] * int(number)
    assert path.stat().st_size == list(read_pages(path))[-1].end
