"""A disk that gets full, a real one of a few megabytes: the file is named, nothing is lost, and with room it goes on."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.archive import read_pages
from output.dataset import Dataset
from tests.crawler.commands.newspaper import article_text, newspaper
from tests.crawler.commands.processes import wait_until
from tests.crawler.commands.running import call_scrapy, in_data, run_scrapy
from tests.crawler.commands.sources import write_archive, write_lines
from tests.crawler.crawling import site_table, write_sites
from tests.crawler.faulty_server import serving

pytestmark = pytest.mark.slow

SIZE = 16_000_000  # bytes of the disk
PAGE = 4096  # bytes by which a file on it grows
ARTICLES = 150


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small file system at the place of the data folder; it is in use until the last killed worker has gone."""
    folder = tmp_path / "data"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system of our own can be mounted: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        wait_until(
            lambda: subprocess.run(["umount", str(folder)], stderr=subprocess.DEVNULL, check=False).returncode == 0
        )


@contextmanager
def room(disk: Path, pages: int) -> Iterator[None]:
    """Leave so many pages free for a while."""
    state = os.statvfs(disk)
    (disk / "filler").write_bytes(bytes(max(0, state.f_bavail - pages * PAGE // state.f_frsize) * state.f_frsize))
    yield
    (disk / "filler").unlink()


def check(status: object, said: str) -> None:
    """A clear error: it names the file, and no traceback is to be read."""
    assert status == 1, said
    assert re.search(r"/data/\S+.*(?:disk is full|No space left on device)", said), said
    assert "Traceback" not in said


def test_a_refresh_goes_on_when_there_is_room_again(disk: Path) -> None:
    folder = disk.parent
    with serving(newspaper(3)) as server:
        write_sites(folder, [site_table("cu", server.address)])
        assert run_scrapy("refresh", *in_data(folder), "--jobs", 1).returncode == 0
    dataset = Dataset(disk / "dataset")
    before = list(dataset.articles())
    with serving(newspaper(ARTICLES)) as server:
        write_sites(folder, [site_table("moi", server.address)])
        archived: set[str] = set()
        for pages in (0, 2, 12, 30, 70):
            with room(disk, pages):
                result = run_scrapy("refresh", *in_data(folder), "--jobs", 1)
            check(result.returncode, result.stdout + result.stderr)
            dataset.verify()
            # Archive and page index have taken all the room, and the index keeps its journal until the refresh ends.
            assert dataset.versions() == [1]
            assert list(dataset.articles()) == before
            found = {page.url for path in disk.glob("archive/moi/*") for page in read_pages(path)}
            assert archived <= found
            archived = found
        assert archived
        result = run_scrapy("refresh", *in_data(folder), "--jobs", 1)
    assert result.returncode == 0, result.stderr
    articles = list(dataset.articles())
    assert {one.text for one in articles if one.site == "moi"} == set(map(article_text, range(ARTICLES)))
    assert [one for one in articles if one.site == "cu"] == before


def test_cleaning_changes_nothing_while_there_is_no_room(disk: Path) -> None:
    folder = disk.parent
    write_archive(disk, range(ARTICLES))
    dataset = Dataset(disk / "dataset")
    for pages in (0, 1, 3):
        with room(disk, pages):
            ended = call_scrapy("clean", *in_data(folder), "--jobs", 1)
        check(ended.status, ended.err)
        assert dataset.versions() == []
    assert call_scrapy("clean", *in_data(folder), "--jobs", 1).status == 0
    assert len(list(dataset.articles())) == ARTICLES
    with room(disk, 0):
        ended = call_scrapy("export", disk / "out.jsonl", *in_data(folder))
    check(ended.status, ended.err)
    assert not list(disk.glob("*out.jsonl*"))


@pytest.mark.parametrize("pages", [6, 60])
def test_a_file_of_articles_stays_as_it_was(disk: Path, pages: int) -> None:
    write_lines(disk.parent / "tin.jsonl", range(ARTICLES))
    (disk / "out.jsonl").write_text("cũ", encoding="utf-8")
    with room(disk, pages):
        ended = call_scrapy("clean", disk.parent / "tin.jsonl", "-o", disk / "out.jsonl", "--jobs", 1)
    check(ended.status, ended.err)
    assert "out.jsonl" in ended.err
    assert [path.name for path in disk.iterdir()] == ["out.jsonl"]
    assert (disk / "out.jsonl").read_text(encoding="utf-8") == "cũ"
