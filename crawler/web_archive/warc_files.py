"""WARC files of others as a source of one dead site."""

from collections.abc import Iterator
from datetime import UTC, datetime
from glob import glob
from pathlib import Path

from cleaning import RawPage
from crawler.archive import RecordKind, read_pages
from crawler.archive_writer import Exchange
from crawler.site import CaptureChoice, Site
from crawler.web_archive.capture_requests import CaptureRequests

_DECODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def warc_files(site: Site) -> list[Path]:
    """The WARC files that a site file names, patterns resolved."""
    patterns = [pattern for archive in site.web_archives for pattern in archive.files]
    return [Path(found) for pattern in patterns for found in sorted(glob(pattern, recursive=True))]  # noqa: PTH207


def exchanges_of(path: Path, site: Site, requests: CaptureRequests) -> Iterator[Exchange]:
    """The captures of a site's articles in a WARC file: all, or the last of each address."""
    last: dict[str, datetime] = {}
    if site.captures is CaptureChoice.LATEST:
        for page in _pages(path, requests):
            key, at = requests.key(page.url), _time(page, path)
            last[key] = max(at, last.get(key, at))
    for page in _pages(path, requests):
        if not last or last[requests.key(page.url)] == _time(page, path):
            yield _exchange(page, path)


def _pages(path: Path, requests: CaptureRequests) -> Iterator[RawPage]:
    for found in read_pages(path, folder=path.parent):
        page = found.page
        if found.kind is RecordKind.RESPONSE and page is not None and page.status == 200 and requests.wants(page.url):
            yield page


def _exchange(page: RawPage, path: Path) -> Exchange:
    headers = tuple((name, value) for name, value in page.headers.items() if name not in _DECODED)
    origin = (("WARC-Source-URI", path.absolute().as_uri()), ("WARC-Source-Range", f"bytes={page.archive_offset}-"))
    return Exchange(page.url, _time(page, path), (), page.status, headers, page.body, source=origin)


def _time(page: RawPage, path: Path) -> datetime:
    """When a page was captured; a record without a date is as old as its file."""
    return page.fetched_at or datetime.fromtimestamp(path.stat().st_mtime, UTC)
