"""``kill -9`` and Ctrl-C at any moment: what is archived stays, the dataset is whole, the next refresh carries on."""

import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen
from typing import NamedTuple

import pytest

from crawler.archive import read_pages
from crawler.demo.content import load_articles
from crawler.demo.web import SampleWeb
from output.dataset import Dataset
from tests.crawler.commands.processes import PATIENCE, group_of, kill, kill_group, stop, wait_until, workers_of
from tests.crawler.commands.running import run_scrapy, sample_settings, start_scrapy

pytestmark = pytest.mark.slow

SITES = ("songha", "naluong")
IN_FLIGHT = 8 * len(SITES)  # requests at the same time, as the site file of the sample web allows
INTERRUPTED = 130
SEED = 2025
CRAWL_KILLS = 7  # of each visit
MOST_REQUESTS = 13  # before a kill, so that seven do not come to the end of the crawl


class Found(NamedTuple):
    """What must not depend on whether a refresh was killed."""

    articles: list[tuple[str, str | None, str, int]]
    gone: list[str]


class Place:
    """A data folder, and the sample web that it is filled from."""

    def __init__(self, folder: Path, web: SampleWeb) -> None:
        self.data = folder / "data"
        self.dataset = Dataset(self.data / "dataset")
        self.web = web
        self._options = [*sample_settings(folder, web.site_file()), "--jobs", 2]

    def start(self) -> Popen[str]:
        return start_scrapy("refresh", "--all", *self._options)

    def refresh(self) -> None:
        result = run_scrapy("refresh", "--all", *self._options)
        assert result.returncode == 0, result.stderr

    def archived(self) -> dict[tuple[str, int], str]:
        """Everything that can be read in the archive: place to address."""
        files = self.data.glob("archive/*/*.warc.gz")
        return {(path.name, page.offset): page.url for path in files for page in read_pages(path)}

    def found(self) -> Found:
        articles = ((one.id, one.title, one.text, one.revision) for one in self.dataset.articles())
        return Found(sorted(articles, key=str), sorted(one.id for one in self.dataset.gone()))


@pytest.fixture(scope="module")
def web() -> Iterator[SampleWeb]:
    with SampleWeb({name: load_articles(name) for name in SITES}) as served:
        yield served


@pytest.fixture(scope="module")
def undisturbed(web: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> list[Found]:
    """What two refreshes find that nobody disturbs."""
    place = Place(tmp_path_factory.mktemp("undisturbed"), web)
    found = []
    for visit in (1, 2):
        web.visit = visit
        place.refresh()
        found.append(place.found())
    return found


@pytest.fixture
def place(web: SampleWeb, tmp_path: Path) -> Place:
    web.visit = 1
    return Place(tmp_path, web)


Moment = Callable[[Place, Popen[str]], None]  # waits for it


def requests(number: int) -> Moment:
    """In the crawl: the sites have answered so many times."""

    def come(place: Place, process: Popen[str]) -> None:
        before = len(place.web.requests)
        wait_until(lambda: len(place.web.requests) >= before + number, process)

    return come


def cleaning(place: Place, process: Popen[str]) -> None:
    """The cleaning processes are there."""
    wait_until(lambda: len(workers_of(process)) >= 2 and any(place.data.glob("dataset/.refresh-*")), process)


def writing(place: Place, process: Popen[str]) -> None:
    """The files of the version are being written; all of them may be there before we look again."""
    wait_until(lambda: any(place.data.glob("dataset/.refresh-*/*.parquet")) or process.poll() is not None)


def publishing(place: Place, process: Popen[str]) -> None:
    """The manifest of the version is being written, likewise."""
    wait_until(lambda: any(place.data.glob("dataset/.refresh-*/*.json")) or process.poll() is not None)


def test_killed_refreshes_change_nothing(place: Place, undisturbed: list[Found]) -> None:
    """Twenty kills: in each of two visits seven in the crawl, at random, and three behind it."""
    chance = random.Random(SEED)
    for visit, whole in enumerate(undisturbed, 1):
        place.web.visit = visit
        numbers = [chance.randint(1, MOST_REQUESTS) for _ in range(CRAWL_KILLS)]
        sys.stdout.write(f"seed {SEED}, visit {visit}: killed after so many requests: {numbers}\n")
        for come in (*map(requests, numbers), cleaning, writing, publishing):
            _kill_at(come, place)
        place.refresh()
        assert place.found() == whole


def _kill_at(come: Moment, place: Place) -> None:
    archived, answered, versions = place.archived(), len(place.web.requests), place.dataset.versions()
    process = place.start()
    come(place, process)
    kill_group(process)
    place.dataset.verify()
    new = place.dataset.versions()[len(versions) :]
    assert new == [] or (come in {writing, publishing} and new == [len(versions) + 1])
    after = place.archived()
    assert archived.items() <= after.items()
    assert len(after) - len(archived) >= len(place.web.requests) - answered - IN_FLIGHT


def test_workers_end_with_the_command(place: Place) -> None:
    process = place.start()
    cleaning(place, process)
    kill(process.pid)
    process.communicate(timeout=PATIENCE)
    wait_until(lambda: not group_of(process))
    place.refresh()


def held_in_cleaning(place: Place, process: Popen[str]) -> None:
    """The cleaning processes are there, and stopped before they can have done their work."""
    wait_until(lambda: any(place.data.glob("dataset/.refresh-*")), process)
    held: set[int] = set()

    def hold() -> bool:
        for number in set(workers_of(process)) - held:
            stop(number)
            held.add(number)
        return len(held) >= 2

    wait_until(hold, process)


@pytest.mark.parametrize("come", [requests(1), requests(40), held_in_cleaning])
def test_ctrl_c(place: Place, undisturbed: list[Found], come: Moment) -> None:
    process = place.start()
    come(place, process)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == INTERRUPTED
    assert errors.endswith("danvan: interrupted; what is archived stays, the next run carries on\n")
    assert "Traceback" not in errors
    wait_until(lambda: not group_of(process))
    assert place.dataset.versions() == []
    place.refresh()
    assert place.found() == undisturbed[0]
