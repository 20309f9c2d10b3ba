"""Writers that are killed or run out of space; run as a process of its own: ``child.py KIND WORK FOLDER``.

This process makes no thread, so it can fork: every attempt, and every look at what it left, is a
process of its own, and the interpreter starts only once.
"""

import os
import resource
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

from output.compaction import compact
from output.dataset import Dataset
from output.manifest import DatasetError
from output.releases import make_release, releases_in, verify_release
from output.removal import take_down
from tests.output.records import article, begin, day, rejection

ARTICLES = 60
TOLD = 3  # exit status of a writer that told of the full disk as it should
FILE_OPERATIONS = {"open", "fcntl.flock", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.scandir"}


def refresh(folder: Path, seed: int) -> None:
    """Commit a version in which every article has a new text that does not compress."""
    random = Random(seed)
    with begin(Dataset(folder)) as current:
        for number in range(ARTICLES):
            current.add(article(id=f"{number:04}", text=random.randbytes(200).hex(), fetched_at=None))
        current.add(rejection(id="r", detail=str(seed), fetched_at=None))
        current.commit()


def prepare(folder: Path) -> None:
    """Make a few versions, the first two of them compacted, with something taken down."""
    refresh(folder, 0)
    refresh(folder, 1)
    compact(folder)
    refresh(folder, 2)
    take_down(Dataset(folder), "https://donglinh.example/0", "theo đơn", day(9), "1")


def compact_all(folder: Path, _: int) -> None:
    """Put the versions into a new base, which replaces the one before."""
    compact(folder)


def forget(folder: Path, _: int) -> None:
    """Drop all versions but the last."""
    compact(folder, Dataset(folder).versions()[-1])


def release(folder: Path, seed: int) -> None:
    """Make a release."""
    make_release(Dataset(folder), folder / "releases", f"r{seed}")


WORKS: dict[str, Callable[[Path, int], None]] = {
    "refresh": refresh,
    "compact": compact_all,
    "forget": forget,
    "release": release,
}


def check(folder: Path) -> None:
    """Raise where the dataset is not whole, or the next refresh finds something in its way."""
    dataset = Dataset(folder)
    dataset.verify()
    assert len(list(dataset.articles())) == ARTICLES
    for version in dataset.versions():
        assert len(list(dataset.articles(version))) == ARTICLES
    for found in releases_in(folder / "releases"):
        verify_release(folder / "releases", found)
        assert found.articles == ARTICLES
    with begin(dataset):
        pass
    assert not list(folder.glob(".refresh-*"))
    named = {segment.file for segment in dataset.history().segments()}
    assert {path.name for path in (folder / "segments").iterdir()} == named
    assert len(list((folder / "bases").iterdir())) <= 1
    assert len(list((folder / "manifests").iterdir())) == len(dataset.versions())


def kill_at_every_operation(work: str, folder: Path) -> None:
    """Kill a writer at its first file operation, one of a copy at its second, until one gets through."""
    for number in count(1):
        copy = shutil.copytree(folder, folder.with_name(f"{folder.name}-{number}"))
        status = attempt(die_at, work, copy, number)
        assert attempt(check, copy) == 0
        shutil.rmtree(copy)
        if not os.WIFSIGNALED(status):
            assert status == 0
            break
    print("survived", number)  # noqa: T201


def die_at(work: str, folder: Path, operation: int) -> None:
    left = operation

    def note(event: str, _: object) -> None:
        nonlocal left
        if event not in FILE_OPERATIONS:  # such as the call below
            return
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(note)
    WORKS[work](folder, operation)


def limit_every_size(work: str, folder: Path) -> None:
    """Work with files limited to 0 bytes, then to a little more, until it gets through."""
    before = Dataset(folder).versions()[-1]
    for size in count(0, 3000):
        status = os.waitstatus_to_exitcode(attempt(write_within, work, folder, size, before))
        assert attempt(check, folder) == 0
        if status == 0:
            break
        assert status == TOLD
    print("survived", size)  # noqa: T201


def write_within(work: str, folder: Path, most: int, version: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        WORKS[work](folder, 1)
    except DatasetError as error:
        left = "no release was made" if work == "release" else f"version {version} stays"
        os._exit(TOLD if "disk full" in str(error) and left in str(error) else 4)


def refresh_for_ever(_: str, folder: Path) -> None:
    """Refresh again and again, with a line before and after each."""
    for seed in count(1):
        print("begin", seed, flush=True)  # noqa: T201
        refresh(folder, seed)
        print("end", seed, flush=True)  # noqa: T201


def attempt(work: Callable[..., None], *arguments: object) -> int:
    """Do something in a forked process and give its wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        work(*arguments)
    except BaseException:  # noqa: BLE001 - whatever it is, this process must not go on as its parent
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    kinds = {"kill": kill_at_every_operation, "limit": limit_every_size, "for-ever": refresh_for_ever}
    kinds[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
