"""Killed processes, full disks, two refreshes at once: the last version stays, and the next run goes on."""

import errno
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from output.dataset import Dataset
from output.exports.jsonl import write_jsonl
from output.manifest import DatasetError
from output.refresh import Refresh
from tests.output import child
from tests.output.records import article, begin, refreshed

ROOT = Path(__file__).parents[2]
PAGE = 4096  # bytes by which a tmpfs grows
FULL = r"disk full while writing .*/dataset/?(?P<file>.*) \(No space left on device\): version 1 stays as it was; free space and run again"
ROOM = 160_000  # bytes on the small disk; one version of tests.output.child takes about 60,000


def run(kind: str, work: str, folder: Path) -> str:
    command = [sys.executable, "-m", "tests.output.child", kind, work, str(folder)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


class TestKilled:
    @pytest.mark.slow
    @pytest.mark.parametrize("work", sorted(child.WORKS))
    def test_at_every_file_operation(self, tmp_path: Path, work: str) -> None:
        child.prepare(tmp_path / "dataset")
        word, operations = run("kill", work, tmp_path / "dataset").split()
        assert word == "survived"
        assert int(operations) > 15

    @pytest.mark.slow
    def test_at_any_moment(self, tmp_path: Path) -> None:
        child.refresh(tmp_path, 0)
        for seed in range(6):
            lines = random.Random(seed).randint(1, 9)
            committed = _kill_after(lines, tmp_path)
            child.check(tmp_path)
            assert Dataset(tmp_path).versions()[-1] >= committed

    def test_leftovers_go_when_the_next_one_begins(self, tmp_path: Path) -> None:
        dataset = Dataset(tmp_path)
        refreshed(dataset, article())
        _leave_behind(tmp_path / ".refresh-dead" / "000002-articles.parquet")
        _leave_behind(tmp_path / "segments" / "000002-articles.parquet")
        with begin(dataset):
            assert len(list(tmp_path.glob(".refresh-*"))) == 1
        names = sorted(path.name for path in (tmp_path / "segments").iterdir())
        assert names == ["000001-articles.parquet", "000001-signatures.parquet"]
        assert not list(tmp_path.glob(".refresh-*"))

    def test_what_is_not_ours_stays(self, tmp_path: Path) -> None:
        _leave_behind(tmp_path / "segments" / "notes.txt")
        _leave_behind(tmp_path / "README.md")
        refreshed(Dataset(tmp_path), article())
        assert (tmp_path / "segments" / "notes.txt").exists()
        assert (tmp_path / "README.md").exists()


def _leave_behind(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"half a file")


def _kill_after(lines: int, folder: Path) -> int:
    """Kill a process that refreshes for ever after it printed some lines; give the versions it told of."""
    before = Dataset(folder).versions()[-1]
    command = [sys.executable, "-m", "tests.output.child", "for-ever", "refresh", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        read = [process.stdout.readline() for _ in range(lines)]
        process.kill()
    return before + sum(line.startswith("end") for line in read)


class TestTwoAtOnce:
    def test_the_second_to_commit_fails_and_changes_nothing(self, tmp_path: Path) -> None:
        dataset = Dataset(tmp_path)
        with begin(dataset) as late:
            late.add(article("a1"))
            refreshed(dataset, article("b2"))
            with pytest.raises(
                DatasetError, match="is at version 1, expected None: another refresh published meanwhile"
            ):
                late.commit()
        assert [found.id for found in dataset.articles()] == ["b2"]
        dataset.verify()

    def test_beginning_leaves_the_files_of_a_living_one_alone(self, tmp_path: Path) -> None:
        dataset = Dataset(tmp_path)
        with begin(dataset) as first:
            with begin(dataset) as second:
                second.add(article("b2"))
            first.add(article("a1"))
            assert first.commit() is not None
        assert [found.id for found in dataset.articles()] == ["a1"]

    def test_the_one_that_failed_can_run_again(self, tmp_path: Path) -> None:
        dataset = Dataset(tmp_path)
        with begin(dataset) as late:
            late.add(article("a1"))
            refreshed(dataset, article("b2"))
            with pytest.raises(DatasetError):
                late.commit()
        assert refreshed(dataset, article("a1")).version == 2


@contextmanager
def _mounted(folder: Path) -> Iterator[Path]:
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "danvan-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small file system cannot be mounted here; the limit of file sizes is tested instead")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with _mounted(tmp_path) as folder:
        yield folder


def _fill(disk: Path, room: int) -> None:
    """Leave so many bytes free."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    status = os.statvfs(disk)
    ballast.write_bytes(bytes(status.f_bavail * status.f_bsize - room))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _error_of_refresh(folder: Path) -> str | None:
    try:
        child.refresh(folder, 1)
    except DatasetError as error:
        return str(error)
    return None


class TestDiskFull:
    def test_at_any_write_leaves_the_version_before(self, small_disk: Path) -> None:
        folder = small_disk / "dataset"
        child.refresh(folder, 0)
        before = _contents(folder)
        named: set[str] = set()
        for room in count(0, PAGE):
            _fill(small_disk, room)
            message = _error_of_refresh(folder)
            if message is None:
                break
            found = re.fullmatch(FULL, message)
            assert found, message
            named.add(found["file"])
            assert _contents(folder) == before
            child.check(folder)
        assert {
            "segments/000002-articles.parquet",
            "segments/000002-rejections.parquet",
            "manifests/000002.json",
        } <= named
        child.check(folder)

    def test_of_the_first_version_says_that_there_is_none(self, small_disk: Path) -> None:
        _fill(small_disk, 4096)
        with pytest.raises(DatasetError, match="there is still no version"):
            child.refresh(small_disk / "dataset", 0)
        assert Dataset(small_disk / "dataset").versions() == []

    def test_ends_the_refresh(self, small_disk: Path) -> None:
        _fill(small_disk, 4096)
        with begin(Dataset(small_disk / "dataset")) as refresh:
            with pytest.raises(DatasetError, match="disk full"):
                _add_for_ever(refresh)
            with pytest.raises(DatasetError, match="this refresh is over"):
                refresh.add(article())

    def test_of_an_export_leaves_the_file_before(self, small_disk: Path) -> None:
        path = small_disk / "articles.jsonl"
        write_jsonl([article()], path)
        before = path.read_bytes()
        _fill(small_disk, 4096)
        with pytest.raises(DatasetError, match=r"disk full while writing .*articles\.jsonl"):
            write_jsonl((article(id=str(number)) for number in range(100)), path)
        (small_disk / "ballast").unlink()
        assert _contents(small_disk) == {"articles.jsonl": before}

    @pytest.mark.slow
    @pytest.mark.parametrize("work", sorted(child.WORKS))
    def test_limit_of_file_sizes_is_one_too(self, tmp_path: Path, work: str) -> None:
        child.prepare(tmp_path)
        word, size = run("limit", work, tmp_path).split()
        assert word == "survived"
        assert int(size) > 10_000


def _add_for_ever(refresh: Refresh) -> None:
    number = 0
    while True:
        refresh.add(article(id=str(number := number + 1)))


def test_other_errors_stay_what_they_are(tmp_path: Path) -> None:
    with begin(Dataset(tmp_path)) as refresh:
        refresh.add(article())
        (tmp_path / "segments").rmdir()
        with pytest.raises(OSError, match="No such file") as raised:
            refresh.commit()
    assert raised.value.errno == errno.ENOENT
    assert Dataset(tmp_path).versions() == []
