"""Text dumps: what a record says, what is no record, pages saved as text, WET files."""

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleaning import Article, Cleaner, RawPage, Reason, Rejection
from cleaning.article import Source
from crawler.archive import RecordKind, page_places, read_pages
from crawler.dumps import clean_lines, clean_text, is_html
from crawler.replay import Replay
from crawler.sources import JsonLines, source_tasks

CLEANER = Cleaner()
TITLE = "Hội Nông dân xã Khe Mo ra quân trồng rừng vụ xuân"
PROSE = (
    "Sáng 12/2/2024, Hội Nông dân xã Khe Mo tổ chức lễ ra quân trồng rừng vụ xuân với sự tham gia của 200 hội viên.",
    "Theo kế hoạch, trong năm 2024 toàn xã trồng mới 45 ha rừng gỗ lớn và chăm sóc 120 ha rừng đã trồng từ trước.",
)
TEXT = "\n".join((TITLE, *PROSE))


def clean_record(folder: Path, record: Mapping[str, object]) -> Article | Rejection:
    file = folder / "dump.jsonl"
    file.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    (outcome,) = clean_lines(JsonLines(file, folder, 0, 0, 1), CLEANER)
    return outcome


def test_the_fields_of_a_record_are_those_of_the_article(tmp_path: Path) -> None:
    record = {
        "text": "\n".join(PROSE),
        "url": "https://khemo.vidu.vn/1",
        "title": TITLE,
        "published": "13/02/2024 08:00",
        "byline": "Thu Trang",
        "site": "khemo",
    }
    article = clean_record(tmp_path, record)
    assert isinstance(article, Article)
    assert (article.url, article.title, article.byline, article.site) == (record["url"], TITLE, "Thu Trang", "khemo")
    assert article.published == datetime.fromisoformat("2024-02-13T08:00:00+07:00")
    assert article.published_raw == "13/02/2024 08:00"
    assert {article.sources[name] for name in ("title", "published", "byline")} == {Source.RECORD}


def test_other_names_of_the_fields_are_known(tmp_path: Path) -> None:
    article = clean_record(tmp_path, {"text": TEXT, "date": "2024-02-13T01:00:00Z", "author": "Thu Trang"})
    assert isinstance(article, Article)
    assert (article.byline, article.published) == ("Thu Trang", datetime(2024, 2, 13, 1, tzinfo=UTC))


@pytest.mark.parametrize("blank", ["", "  ", None, 5, []])
def test_a_blank_field_is_absent(tmp_path: Path, blank: object) -> None:
    article = clean_record(tmp_path, {"text": TEXT, "title": blank, "date": blank, "author": blank, "site": blank})
    assert isinstance(article, Article)
    assert (article.title, article.published, article.byline, article.site) == (TITLE, None, None, None)
    assert article.sources["title"] is Source.POSITION


@pytest.mark.parametrize("url", ["ftp://vidu.vn/1", "javascript:alert(1)", "vidu.vn/1", "http://", "http://[x/", 7])
def test_an_address_that_is_none_of_a_page_is_a_bad_record(tmp_path: Path, url: object) -> None:
    outcome = clean_record(tmp_path, {"text": TEXT, "url": url})
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.BAD_RECORD
    assert "line 1" in outcome.detail
    assert repr(url) in outcome.detail


@pytest.mark.parametrize("url", ["", None])
def test_a_record_without_an_address_is_known_by_its_text(tmp_path: Path, url: object) -> None:
    outcome = clean_record(tmp_path, {"text": TEXT, "url": url})
    assert isinstance(outcome, Article)
    assert outcome.url is None
    assert outcome.id == clean_record(tmp_path, {"text": TEXT}).id


@pytest.mark.parametrize("record", [{}, {"text": None}, {"text": 3}, {"body": TEXT}])
def test_a_record_without_a_text_is_bad(tmp_path: Path, record: dict[str, object]) -> None:
    outcome = clean_record(tmp_path, record)
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.BAD_RECORD


PAGES = [
    ("<!DOCTYPE html><html><body>…", True),
    ("\ufeff<?xml version='1.0'?>\n<!-- lưu ngày 3/5 -->\n<HTML>", True),
    ("<div class=x><p>Một</p><p>Hai</p></div>", True),
    (TEXT, False),
    ("Thẻ <p> mở một đoạn văn, thẻ </p> đóng nó.", False),
    ("Nếu a < b thì html nào cũng đúng", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "answer"), PAGES)
def test_saved_pages_are_told_from_texts(text: str, answer: bool) -> None:
    assert is_html(text) is answer


def test_a_page_saved_as_text_is_read_as_a_page() -> None:
    page = f"<html><body><h1>{TITLE}</h1><i>13/02/2024</i>" + "".join(f"<p>{text}</p>" for text in PROSE)
    article = clean_text(RawPage(url="", body=page.encode()), CLEANER)
    assert isinstance(article, Article)
    assert (article.title, article.text) == (TITLE, "\n\n".join(PROSE))


def warc_record(kind: str, text: str, content_type: str = "text/plain") -> bytes:
    body = text.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://khemo.vidu.vn/tin/1.html\r\n"
        f"WARC-Date: 2024-03-01T02:03:04Z\r\nWARC-Record-ID: <urn:uuid:{len(body):032d}>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def test_a_wet_file_is_read_as_texts(tmp_path: Path) -> None:
    file = tmp_path / "CC-1.warc.wet.gz"
    records = (
        warc_record("warcinfo", "software: x"),
        warc_record("conversion", TEXT),
        warc_record("conversion", "ảnh", "image/png"),
    )
    file.write_bytes(b"".join(map(gzip.compress, records)))
    (article,) = (outcome for batch in Replay(1).run(list(source_tasks([file]))) for outcome in batch.outcomes)
    assert isinstance(article, Article)
    assert (article.url, article.title, article.text) == ("https://khemo.vidu.vn/tin/1.html", TITLE, "\n\n".join(PROSE))
    assert article.provenance.fetched_at == datetime(2024, 3, 1, 2, 3, 4, tzinfo=UTC)
    assert article.provenance.archive_file == file.name


def test_a_torn_text_is_left_for_the_next_reading(tmp_path: Path) -> None:
    file = tmp_path / "torn.wet"
    whole = warc_record("conversion", TEXT)
    file.write_bytes(whole + whole[:-60])
    pages = list(read_pages(file, 0, tmp_path))
    assert [page.kind for page in pages] == [RecordKind.TEXT]
    assert pages[0].end == len(whole)
    assert len(list(page_places(file))) == 2
