"""Replaying archives and dumps: a page that its process dies on is a rejection, what recurs on a site goes."""

import ctypes
import os
import random
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from cleaning import Article, Cleaner, Reason, Rejection
from cleaning.repeated import RULE, Group
from cleaning.spelling.corrector import Corrections, Corrector, NoCorrector
from crawler.counting import MOST_COUNTED, parts_to_count
from crawler.replay import Replay
from crawler.sources import ArchivePart, Task, archive_tasks, source_tasks
from tests.cleaning.strange_sites import BOILERPLATE, Written, write_site
from tests.crawler.commands.newspaper import article_text
from tests.crawler.commands.sources import line, write_archive, write_foreign_warc

LIMIT = 1.0  # seconds of CPU; the pages here take milliseconds, the first one with what it loads about 300
FATAL = "tin thứ 3 của"
"""What stands in the article on which the corrector below dies."""

DEEDS: dict[str, Callable[[], object]] = {
    "SIGKILL": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "SIGSEGV": lambda: ctypes.string_at(0),
    "SIGPROF": lambda: pow(3, 3**30),
}


class FatalCorrector(NoCorrector):
    """A corrector with a fault in its C code."""

    def __init__(self, deed: str) -> None:
        self._deed = deed

    def correct(self, text: str) -> Corrections:
        if FATAL in text:
            DEEDS[self._deed]()
        return Corrections()


def cleaner_with(deed: str, **options: object) -> Cleaner:
    corrector: Corrector = FatalCorrector(deed)
    return Cleaner(corrector=corrector, **options)  # type: ignore[arg-type]


def outcomes(replay: Replay, tasks: list[Task]) -> list[Article | Rejection]:
    return [outcome for batch in replay.run(tasks) for outcome in batch.outcomes]


def write_texts(folder: Path) -> Path:
    for number in range(8):
        (folder / f"{number}.txt").write_text(article_text(number), encoding="utf-8")
    return folder


def write_lines(folder: Path) -> Path:
    (folder / "tin.jsonl").write_bytes(b"".join(map(line, range(8))))
    return folder


def write_warc(folder: Path) -> Path:
    write_archive(folder, range(8))
    return folder / "archive"


SOURCES = {"archive": write_warc, "texts": write_texts, "lines": write_lines}


@pytest.mark.slow
@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("deed", DEEDS)
def test_only_the_fatal_page_is_lost(tmp_path: Path, kind: str, deed: str) -> None:
    tasks = list(source_tasks([SOURCES[kind](tmp_path)]))
    whole = outcomes(Replay(1, make_cleaner=partial(Cleaner, corrector=NoCorrector())), tasks)
    found = outcomes(Replay(2, make_cleaner=partial(cleaner_with, deed), seconds=LIMIT), tasks)
    lost = [place for place, outcome in enumerate(found) if isinstance(outcome, Rejection)]
    assert lost == [3]
    assert found[:3] + found[4:] == whole[:3] + whole[4:]
    rejection = found[3]
    assert isinstance(rejection, Rejection)
    if deed == "SIGPROF":
        assert (rejection.reason, rejection.detail) == (Reason.TIMEOUT, "it took more than 1 s of CPU")
    else:
        assert (rejection.reason, rejection.detail) == (Reason.CRASH, f"the process was killed by {deed}")
    place = ("archive_file", "archive_offset")
    assert rejection.provenance.model_dump(include=set(place)) == whole[3].provenance.model_dump(include=set(place))
    assert kind != "archive" or (rejection.id, rejection.url) == (whole[3].id, whole[3].url)


SLOW_LAYOUT = """
name = "cham"
title = "A family whose pattern of addresses takes for ever on some"
least_score = 1
signs = [{ markup = "<h1>", weight = 1 }]
[article]
title = ["h1"]
body = ["body"]
[addresses]
article = ['(?:a|a)*b$']
"""


def test_a_pattern_that_takes_for_ever_ends_one_page(tmp_path: Path) -> None:
    (tmp_path / "cham.toml").write_text(SLOW_LAYOUT)
    pages = [(written.page.url, written.page.body) for written in write_site("sections", 4)]
    pages[1] = (f"http://bainoi.example/{'a' * 60}c", pages[1][1])
    write_foreign_warc(tmp_path / "tin.warc.gz", pages)
    tasks = list(source_tasks([tmp_path / "tin.warc.gz"]))
    found = outcomes(Replay(1, make_cleaner=partial(Cleaner, tmp_path), seconds=0.5), tasks)
    assert [getattr(outcome, "reason", None) for outcome in found] == [None, Reason.TIMEOUT, None, None]


def write_sites(folder: Path, written: list[Written]) -> list[Task]:
    """Archive the pages in the files of another tool, three pages each."""
    for start in range(0, len(written), 3):
        pages = [(one.page.url, one.page.body) for one in written[start : start + 3]]
        write_foreign_warc(folder / f"{start:03}.warc.gz", pages)
    return list(source_tasks([folder]))


def count_and_clean(jobs: int, tasks: list[Task]) -> list[Article | Rejection]:
    replay = Replay(jobs)
    counted = replay.count(tasks)
    return [outcome for batch in replay.run(tasks, counted.repeated) for outcome in batch.outcomes]


class TestRepeatedBlocks:
    def test_hosts_stand_for_sites_that_no_file_names(self, tmp_path: Path) -> None:
        tasks = write_sites(tmp_path, [*write_site("boxes", 12), *write_site("tables", 12, name="songmoi")])
        counted = Replay(2).count(tasks)
        assert set(counted.repeated) == {Group("bainoi.example", None), Group("songmoi.example", None)}
        assert {repeats.articles for repeats in counted.repeated.values()} == {12}
        for outcome in count_and_clean(2, tasks):
            assert isinstance(outcome, Article)
            assert not set(outcome.text.split("\n\n")) & BOILERPLATE
            assert any(block.rule == RULE for block in outcome.stripped)

    def test_neither_order_nor_number_of_workers_matters(self, tmp_path: Path) -> None:
        tasks = write_sites(tmp_path, [*write_site("boxes", 9), *write_site("sections", 14, name="songmoi")])
        whole = count_and_clean(1, tasks)
        shuffled = random.Random(7).sample(tasks, len(tasks))
        assert sorted(map(repr, count_and_clean(3, shuffled))) == sorted(map(repr, whole))

    def test_a_page_that_kills_the_counting_is_not_counted(self, tmp_path: Path) -> None:
        (tmp_path / "cham.toml").write_text(SLOW_LAYOUT.replace("(?:a|a)*b$", "x"))
        tasks = write_sites(tmp_path, write_site("boxes", 6))
        counted = Replay(1, make_cleaner=partial(Cleaner, tmp_path)).count(tasks)
        assert {group.layout for group in counted.repeated} == {"cham"}
        assert counted.selectors[Group("bainoi.example", "cham")]["title"] == (6, 0)

    def test_text_dumps_are_not_counted(self, tmp_path: Path) -> None:
        assert Replay(2).count(list(source_tasks([write_lines(tmp_path)]))).repeated == {}


class TestSample:
    def test_of_a_large_site_some_pages_are_counted(self, tmp_path: Path) -> None:
        page = write_site("boxes", 1)[0].page.body
        numbers = [*range(MOST_COUNTED + 300), *range(20)]
        write_foreign_warc(tmp_path / "tin.warc", [(f"http://bainoi.example/{number}", page) for number in numbers])
        (part, *others) = parts = parts_to_count(source_tasks([tmp_path / "tin.warc"]))
        assert sum(len(one.offsets) for one in parts) == MOST_COUNTED
        assert others
        assert part.path == tmp_path / "tin.warc"

    def test_answers_without_a_page_are_not(self, tmp_path: Path) -> None:
        write_archive(tmp_path, range(4))
        write_archive(tmp_path, range(4, 9), status=404)
        tasks = list(archive_tasks(tmp_path / "archive", {}))
        assert sum(len(part.offsets) for part in parts_to_count(tasks)) == 4

    def test_only_what_was_not_cleaned_yet(self, tmp_path: Path) -> None:
        write_archive(tmp_path, range(4))
        (task,) = archive_tasks(tmp_path / "archive", {})
        assert isinstance(task, ArchivePart)
        (part,) = parts_to_count([task])
        assert parts_to_count([task._replace(start=part.offsets[-1])]) == [part._replace(offsets=part.offsets[-1:])]
