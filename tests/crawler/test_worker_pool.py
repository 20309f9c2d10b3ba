"""Workers that die: the item under work is lost, everything else is done."""

import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from crawler.worker import Resume
from crawler.worker_pool import WorkerDiedError, WorkerPool

LIMIT = 0.2  # seconds of CPU; the items here take microseconds

Task = tuple[str, ...]
Work = Callable[[Task, Resume], Iterator[str]]


def spin() -> None:
    while True:
        pass


def spin_in_c() -> None:
    """No signal handler of Python's own would run before it ends, in some hours."""
    pow(3, 3**30)


DEEDS: dict[str, Callable[[], object]] = {
    "SIGKILL": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "SIGSEGV": lambda: ctypes.string_at(0),
    "spin": spin,
    "spin in C": spin_in_c,
    "sleep": lambda: time.sleep(3600),
    "exit": lambda: os._exit(7),
}


def do_items(task: Task, resume: Resume) -> Iterator[str]:
    """Give each item back, or do what its name says."""
    for number, item in enumerate(task):
        if number < resume.done:
            continue
        if number == resume.done and resume.loss is not None:
            yield f"{item}: {resume.loss.cause}" + (" (late)" if resume.loss.is_late else "")
            continue
        if item in DEEDS:
            DEEDS[item]()
        yield item


def prepare() -> Work:
    return do_items


def run(tasks: list[Task], jobs: int = 2, limit: float = LIMIT) -> list[list[str]]:
    return list(WorkerPool(jobs, prepare, limit).run(tasks))


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    tasks = [tuple(f"{task}.{item}" for item in range(task % 4)) for task in range(40)]
    assert run(tasks, jobs) == [list(task) for task in tasks]


def test_without_tasks_there_is_nothing_to_do() -> None:
    assert run([]) == []


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("SIGKILL", "SIGKILL: the process was killed by SIGKILL"),
        ("SIGSEGV", "SIGSEGV: the process was killed by SIGSEGV"),
        ("exit", "exit: the process was ended with status 7"),
        ("spin", "spin: it took more than 0.2 s of CPU (late)"),
        ("spin in C", "spin in C: it took more than 0.2 s of CPU (late)"),
    ],
)
@pytest.mark.parametrize("place", [0, 2, 4])
def test_the_item_under_work_is_lost_and_no_other(deed: str, told: str, place: int) -> None:
    task = ["a", "b", "c", "d"]
    task.insert(place, deed)
    expected = [told if item == deed else item for item in task]
    assert run([tuple(task), ("e", "f")]) == [expected, ["e", "f"]]


def test_an_item_that_waits_is_ended_too() -> None:
    told = "sleep: nothing came of it for 1 s (late)"
    assert run([("a", "sleep", "b")], limit=0.1) == [["a", told, "b"]]


def test_deaths_one_behind_the_other() -> None:
    told = "SIGKILL: the process was killed by SIGKILL"
    assert run([("SIGKILL",) * 5, ("SIGKILL", "a", "SIGKILL")]) == [[told] * 5, [told, "a", told]]


def die_on_all(task: Task, resume: Resume) -> Iterator[str]:
    """Die on every item, those lost before too."""
    yield from task[resume.done : 1]
    os.kill(os.getpid(), signal.SIGKILL)


def prepare_to_die() -> Work:
    return die_on_all


def cannot_prepare(folder: Path) -> Work:
    with (folder / "starts").open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)
    return do_items


def test_who_dies_again_and_again_ends_the_run() -> None:
    pool = WorkerPool(1, prepare_to_die, LIMIT)
    with pytest.raises(WorkerDiedError, match=r"died 3 times at the same place of .*killed by SIGKILL"):
        list(pool.run([("a", "b")]))


def test_a_worker_that_cannot_begin_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(WorkerDiedError, match="before it began to work"):
        list(WorkerPool(1, partial(cannot_prepare, tmp_path), LIMIT).run([("a",)]))
    assert (tmp_path / "starts").read_text() == "xxx"


def fail(task: Task, _: Resume) -> Iterator[str]:
    yield from task
    raise FileNotFoundError(2, "no such file", "tin.warc.gz")


def prepare_to_fail() -> Work:
    return fail


def cannot_start() -> Work:
    raise ValueError("no layouts")


def test_what_the_work_raises_comes_here() -> None:
    with pytest.raises(FileNotFoundError, match=r"tin\.warc\.gz"):
        list(WorkerPool(2, prepare_to_fail, LIMIT).run([("a",), ("b",)]))
    with pytest.raises(ValueError, match="no layouts"):
        list(WorkerPool(2, cannot_start, LIMIT).run([("a",)]))


def note_itself(folder: Path) -> Work:
    (folder / str(os.getpid())).touch()
    return do_items


def test_a_run_that_is_left_leaves_no_process(tmp_path: Path) -> None:
    results = WorkerPool(2, partial(note_itself, tmp_path), LIMIT).run([("a",), ("b", "spin")] * 8)
    next(results)
    results.close()
    workers = [int(path.name) for path in tmp_path.iterdir()]
    assert workers
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
