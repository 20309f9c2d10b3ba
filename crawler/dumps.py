"""Text dumps: files of one page each, JSON Lines of records with a text, and the texts of WET files."""

import json
import re
from collections.abc import Iterator, Mapping

from cleaning import Article, Cleaner, RawPage, Reason, Rejection
from cleaning.classify import LARGEST_BODY
from cleaning.decode import decode
from cleaning.draft import Recorded
from cleaning.identity import split_address
from crawler.sources import JsonLines, TextFiles, name_in_source

SNIFFED = 4_000  # code points at the start of a text in which mark-up is looked for
FEWEST_TAGS = 3  # block elements; a text about web pages may show one

_PAGE_START = re.compile(
    r"\s*(?:\ufeff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_TAG = re.compile(r"</?(?:p|div|br|table|tr|td|h[1-6]|li)\b[^<>]{0,400}>", re.IGNORECASE)


class BadRecordError(ValueError):
    """A record of a dump that cannot be used; the message says what was found and what is expected."""


def clean_texts(task: TextFiles, cleaner: Cleaner) -> Iterator[Article | Rejection]:
    """Clean files that hold one page each."""
    for path in task.paths:
        name = name_in_source(path, task)
        with path.open("rb") as file:
            body = file.read(LARGEST_BODY + 1)
        yield clean_text(RawPage(url="", body=body, archive_file=name), cleaner)


def clean_text(source: RawPage, cleaner: Cleaner) -> Article | Rejection:
    """Clean one page that is text; its charset is found as that of a page is. Saved HTML is read as the page it is."""
    if len(source.body) > LARGEST_BODY:
        return cleaner.reject(source, Reason.TOO_LARGE, f"more than {LARGEST_BODY} bytes")
    text = decode(source.body)
    if text is None:
        return cleaner.reject(source, Reason.UNDECODABLE, "no charset reads the bytes")
    if is_html(text):
        return cleaner.clean_page(source)
    return cleaner.clean_dump(text, source=source)


def is_html(text: str) -> bool:
    """Whether a text is the source of a page: it begins as one, or its first lines are full of block elements.

    >>> is_html("<!DOCTYPE html><html><body>…")
    True
    >>> is_html("Thẻ <p> mở một đoạn văn.")
    False
    """
    return _PAGE_START.match(text) is not None or len(_BLOCK_TAG.findall(text[:SNIFFED])) >= FEWEST_TAGS


def clean_lines(task: JsonLines, cleaner: Cleaner) -> Iterator[Article | Rejection]:
    """Clean the records of a part of a JSON Lines file."""
    with task.path.open("rb") as file:
        file.seek(task.start)
        for number in range(task.first_line, task.first_line + task.lines):
            yield _clean_line(file.readline(), number, task, cleaner)


def _clean_line(line: bytes, number: int, task: JsonLines, cleaner: Cleaner) -> Article | Rejection:
    """Clean one record, or say what is wrong with it."""
    source = RawPage(url="", body=line, archive_file=name_in_source(task.path, task), archive_offset=number)
    if len(line) > LARGEST_BODY:
        return cleaner.reject(source, Reason.TOO_LARGE, f"line {number + 1}: more than {LARGEST_BODY} bytes")
    try:
        record = _read_record(line)
        text = record.get("text")
        if not isinstance(text, str):
            raise BadRecordError("an object with a text is expected in 'text'")
        page = source.model_copy(
            update={
                "url": _address(record) or "",
                "site": _string(record, "site"),
                "body": text.encode("utf-8", errors="surrogatepass"),  # what a text without address is known by
            }
        )
    except BadRecordError as error:
        return cleaner.reject(source, Reason.BAD_RECORD, f"line {number + 1}: {error}")
    if is_html(text):
        return cleaner.clean_page(page)
    published = _string(record, "published") or _string(record, "date")
    byline = _string(record, "byline") or _string(record, "author")
    return cleaner.clean_dump(text, recorded=Recorded(_string(record, "title"), published, byline), source=page)


def _read_record(line: bytes) -> Mapping[str, object]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecordError(f"no JSON: {error}") from error
    if not isinstance(record, dict):
        raise BadRecordError("an object with a text is expected in 'text'")
    return record


def _string(record: Mapping[str, object], key: str) -> str | None:
    """A field that is a string with something in it; anything else is absent."""
    value = record.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _address(record: Mapping[str, object]) -> str | None:
    """The address of a record, ``None`` where it has none.

    Raises:
        BadRecordError: it is none of a web page.
    """
    written = record.get("url")
    if written is None or written == "":
        return None
    parts = split_address(written) if isinstance(written, str) else None
    if not isinstance(written, str) or parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadRecordError(f"an http or https address is expected in 'url', found {written!r}")
    return written
