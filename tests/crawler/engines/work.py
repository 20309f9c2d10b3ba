"""Work for engines; in a module of its own, which their processes can import."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from crawler.worker import Resume

FATAL = "chết"
"""An item that kills its worker."""

Task = tuple[str, ...]
Work = Callable[[Task, Resume], Iterator[str]]


def do_items(folder: Path, task: Task, resume: Resume) -> Iterator[str]:
    """Give each item back and note it in a file; wait at the item that the file ``wait`` names, until it is gone."""
    for number, item in enumerate(task):
        if number < resume.done:
            continue
        if number == resume.done and resume.loss is not None:
            yield f"{item}: {resume.loss.cause}"
            continue
        if item == FATAL:
            os.kill(os.getpid(), signal.SIGKILL)
        with (folder / f"did-{item}").open("a") as file:
            file.write("x")
        while (folder / f"wait-{item}").exists():
            threading.Event().wait(0.02)
        yield item


def prepare(folder: Path) -> Work:
    return partial(do_items, folder)


def fail(folder: Path) -> Work:
    raise FileNotFoundError(2, "no such file", str(folder / "tin.warc.gz"))


def executors_of(folder: Path) -> list[int]:
    """Processes of the executors that work in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"crawler.engines.executors" in words and any(word.startswith(os.fsencode(folder)) for word in words):
            found.append(int(path.parent.name))
    return found
