"""Refreshes that are killed or run out of space; run as a process of its own: ``child.py KIND FOLDER``.

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

from output.dataset import Dataset
from output.manifest import DatasetError
from tests.output.records import article, begin, rejection

ARTICLES = 60
FILE_OPERATIONS = {"open", "fcntl.flock", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "os.scandir"}


def refresh(folder: Path, seed: int) -> None:
    """Commit a version in which every article has a new text that does not compress."""
    random = Random(seed)
    with begin(Dataset(folder)) as current:
        for number in range(ARTICLES):
            current.add(article(id=f"{number:04}", text=random.randbytes(200).hex(), fetched_at=None))
        current.add(rejection(id="r", detail=str(seed), fetched_at=None))
        current.commit()


def check(folder: Path) -> None:
    """Raise where the dataset is not whole, or the next refresh finds something in its way."""
    dataset = Dataset(folder)
    dataset.verify()
    assert len(list(dataset.articles())) == ARTICLES
    with begin(dataset):
        pass
    assert not list(folder.glob(".refresh-*"))
    named = {part.file for version in dataset.versions() for part in dataset.manifest(version).segments}
    assert {path.name for path in (folder / "segments").iterdir()} == named


def kill_at_every_operation(folder: Path) -> None:
    """Kill a refresh at its first file operation, one of a copy at its second, until one gets through."""
    for number in count(1):
        copy = shutil.copytree(folder, folder.with_name(f"{folder.name}-{number}"))
        if not os.WIFSIGNALED(attempt(die_at, copy, number)):
            break
        assert attempt(check, copy) == 0
    print("survived", number)  # noqa: T201


def die_at(folder: Path, operation: int) -> None:
    left = operation

    def note(event: str, _: object) -> None:
        nonlocal left
        if event not in FILE_OPERATIONS:  # such as the call below
            return
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(note)
    refresh(folder, operation)


def limit_every_size(folder: Path) -> None:
    """Refresh with files limited to 0 bytes, then to a little more, until it gets through."""
    for size in count(0, 3000):
        if attempt(refresh_within, folder, size) == 0:
            break
        assert attempt(check, folder) == 0
    print("survived", size)  # noqa: T201


def refresh_within(folder: Path, most: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        refresh(folder, 1)
    except DatasetError as error:
        os._exit(3 if "disk full" in str(error) and "version 1 stays" in str(error) else 4)


def refresh_for_ever(folder: Path) -> None:
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
    kinds[sys.argv[1]](Path(sys.argv[2]))
