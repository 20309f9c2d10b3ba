"""``scrapy clean --engine``: the same segments as by default, whoever is killed."""

import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path

import pytest

from crawler.engines.job import TASKS_A_SHARD
from tests.crawler.commands.processes import PATIENCE, kill_group, wait_until
from tests.crawler.commands.running import call_scrapy, run_scrapy, start_scrapy
from tests.crawler.commands.sources import write_archive
from tests.crawler.engines.work import executors_of

VISITS = 2 * TASKS_A_SHARD + 3  # each of a file, and so a task, of its own: three shards


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the pool has cleaned."""
    data = tmp_path_factory.mktemp("default")
    for visit in range(VISITS):
        write_archive(data, range(2 * visit, 2 * visit + 2))
    assert run_scrapy("clean", "-s", f"DATA_DIR={data}").returncode == 0
    return data


@pytest.fixture
def data(default: Path, tmp_path: Path) -> Path:
    """The same archive, not cleaned yet."""
    shutil.copytree(default / "archive", tmp_path / "archive")
    return tmp_path


def segments(data: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (data / "dataset" / "segments").iterdir()}


def jobs(data: Path) -> list[Path]:
    return list((data / "work").glob("*"))


@pytest.mark.slow
def test_the_segments_are_those_of_the_pool(default: Path, data: Path) -> None:
    result = run_scrapy(
        "clean", "--engine", "local", "-j", 2, "-s", f"DATA_DIR={data}", "-s", f"WORK=file://{data}/work"
    )
    assert result.returncode == 0, result.stderr
    assert segments(data) == segments(default)
    assert jobs(data) == []


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing(default: Path, data: Path) -> None:
    command = start_scrapy("clean", "--engine", "local", "-j", 2, "-s", f"DATA_DIR={data}")
    try:
        wait_until(lambda: len(jobs(data)) > 1 and bool(executors_of(data)), command)  # counted, and now it cleans
        os.killpg(os.getpgid(executors_of(data)[0]), signal.SIGKILL)
        _, errors = command.communicate(timeout=4 * PATIENCE)
    finally:
        kill_group(command)
    assert command.returncode == 0, errors
    assert segments(data) == segments(default)


@pytest.mark.slow
def test_a_command_that_is_killed_leaves_what_is_finished_to_the_next(default: Path, data: Path) -> None:
    command = start_scrapy("clean", "--engine", "local", "-j", 1, "-s", f"DATA_DIR={data}")
    try:
        wait_until(lambda: any(data.glob("work/*/results/*")) and len(jobs(data)) > 1, command)
    finally:
        kill_group(command)
    wait_until(lambda: executors_of(data) == [])
    kept = {path: path.stat().st_mtime_ns for path in data.glob("work/*/log/completions/*")}
    assert kept
    again = start_scrapy("clean", "--engine", "local", "-j", 1, "-s", f"DATA_DIR={data}")
    try:
        wait_until(lambda: len(list(data.glob("work/*/log/completions/*"))) > len(kept), again)
        assert {path: path.stat().st_mtime_ns for path in kept} == kept
        _, errors = again.communicate(timeout=4 * PATIENCE)
    finally:
        kill_group(again)
    assert again.returncode == 0, errors
    assert segments(data) == segments(default)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed (pip install ray)")
def test_ray_gives_the_segments_of_the_pool(default: Path, data: Path) -> None:
    result = run_scrapy("clean", "--engine", "ray", "-j", 2, "-s", f"DATA_DIR={data}")
    assert result.returncode == 0, result.stderr
    assert segments(data) == segments(default)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--engine", "spark"], "invalid EngineKind value: 'spark'"),
        (["--engine", "slurm"], "--engine slurm: the setting SLURM must give partition and time, found {}"),
    ],
)
def test_engines_that_cannot_be_used(tmp_path: Path, options: list[str], told: str) -> None:
    ended = call_scrapy("clean", *options, "-s", f"DATA_DIR={tmp_path}")
    assert ended.status == 2
    assert told in ended.err + ended.out
