"""Engines on shards: the same results in the same order, whoever is killed, and nothing done twice."""

import os
import signal
import stat
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

import pytest

from crawler.engines import Engine, EngineError, EngineKind, PoolEngine, make_engine
from crawler.engines.job import TASKS_A_SHARD, Job, Preparation
from tests.crawler.commands.processes import wait_until
from tests.crawler.engines.work import FATAL, Task, executors_of, fail, prepare

ROOT = Path(__file__).parents[3]
LIMIT = 5.0  # seconds of CPU; the items here take microseconds

TASKS: list[Task] = [tuple(f"{task}.{item}" for item in range(task % 3 + 1)) for task in range(3 * TASKS_A_SHARD + 5)]
"""Of four shards."""


def done(folder: Path) -> dict[str, int]:
    """Item to the number of times that it was worked on."""
    return {path.name.removeprefix("did-"): len(path.read_text()) for path in folder.glob("did-*")}


@pytest.fixture(autouse=True)
def _tests_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.fixture
def local(tmp_path: Path) -> Engine:
    return make_engine(EngineKind.LOCAL, str(tmp_path / "work"), 2, LIMIT, {})


@pytest.mark.slow
class TestLocal:
    def test_results_are_those_of_the_pool(self, tmp_path: Path, local: Engine) -> None:
        work = partial(prepare, tmp_path)
        assert list(local.run(work, TASKS, "a")) == list(PoolEngine(2, LIMIT).run(work, TASKS, "a"))
        local.forget()
        assert list((tmp_path / "work").iterdir()) == []
        assert executors_of(tmp_path) == []

    def test_a_killed_process_loses_nothing(self, tmp_path: Path, local: Engine) -> None:
        """The process that works on the last slice is killed with all that it started, in the middle of a shard."""
        last = TASKS[3 * TASKS_A_SHARD][0]
        (tmp_path / f"wait-{last}").touch()
        results = local.run(partial(prepare, tmp_path), TASKS, "a")
        found = [next(results)]
        wait_until((tmp_path / f"did-{last}").exists)
        groups = {os.getpgid(number) for number in executors_of(tmp_path)}
        (tmp_path / f"wait-{last}").unlink()
        for group in groups:
            os.killpg(group, signal.SIGKILL)
        found += results
        assert found == [list(task) for task in TASKS]
        first_shard = {item for task in TASKS[:TASKS_A_SHARD] for item in task}
        assert {done(tmp_path)[item] for item in first_shard} == {1}

    def test_a_run_that_was_left_is_taken_up(self, tmp_path: Path, local: Engine) -> None:
        work = partial(prepare, tmp_path)
        results = local.run(work, TASKS, "a")
        next(results)
        results.close()
        assert executors_of(tmp_path) == []
        again = make_engine(EngineKind.LOCAL, str(tmp_path / "work"), 1, LIMIT, {})
        assert list(again.run(work, TASKS, "a")) == [list(task) for task in TASKS]
        assert done(tmp_path)[TASKS[0][0]] == 1

    def test_the_item_that_kills_its_worker_is_lost_alone(self, tmp_path: Path, local: Engine) -> None:
        found = list(local.run(partial(prepare, tmp_path), [("a", FATAL, "b"), ("c",)], "a"))
        assert found == [["a", f"{FATAL}: the process was killed by SIGKILL", "b"], ["c"]]

    def test_what_the_work_raises_ends_the_run(self, tmp_path: Path, local: Engine) -> None:
        with pytest.raises(EngineError, match=r"died 3 times .*, 1 are left: [^$]*tin\.warc\.gz"):
            list(local.run(partial(fail, tmp_path), [("a",)], "a"))

    def test_without_tasks_there_is_nothing_to_do(self, tmp_path: Path, local: Engine) -> None:
        assert list(local.run(partial(prepare, tmp_path), [], "a")) == []


class TestJob:
    """In the memory of this process, which fsspec offers as a file system: nothing here needs a disk."""

    @pytest.fixture
    def work(self) -> str:
        return f"memory://{uuid4()}/work"

    def test_a_shard_has_the_results_of_its_tasks(self, tmp_path: Path, work: str) -> None:
        job, shards = Job.plan(work, Preparation(partial(prepare, tmp_path), LIMIT), TASKS, "a")
        assert shards == 4
        assert not job.is_done(3)
        job.work_on(3)
        assert job.results(3) == [list(task) for task in TASKS[3 * TASKS_A_SHARD :]]

    @pytest.mark.parametrize(("tasks", "identity"), [(TASKS[:-1], "a"), (TASKS, "b"), ([*TASKS[:-1], ("khác",)], "a")])
    def test_other_tasks_or_another_cleaner_begin_anew(self, work: str, tasks: list[Task], identity: str) -> None:
        preparation = Preparation(partial(prepare, Path()), LIMIT)
        job, _ = Job.plan(work, preparation, TASKS, "a")
        assert Job.plan(work, preparation, tasks, identity)[0].address != job.address
        assert Job.plan(work, preparation, TASKS, "a")[0].address == job.address


SBATCH = """#!/usr/bin/env python3
# A cluster of one machine: it starts the jobs of an array side by side.
import os, re, subprocess, sys
script = open(sys.argv[-1]).read()
found = re.search(r"--array=0-(\\d+)", script)
for number in range(int(found[1]) + 1) if found else []:
    given = {**os.environ, "SLURM_ARRAY_TASK_ID": str(number), "SLURM_NODELIST": "localhost", "RUN_OFFSET": "0"}
    log = open(f"%s/job-{number}", "w")
    subprocess.Popen(["bash", "-c", script], env=given, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
print("Submitted batch job 7")
"""
SRUN = '#!/bin/bash\nwhile [[ $1 == -* ]]; do [[ $1 == -n ]] && shift; shift; done\nexec "$@"\n'
SCONTROL = "#!/bin/bash\necho localhost\n"


def write_cluster(folder: Path) -> None:
    folder.mkdir()
    for name, text in {"sbatch": SBATCH.replace("%s", str(folder)), "srun": SRUN, "scontrol": SCONTROL}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(stat.S_IRWXU)


@pytest.mark.slow
def test_a_job_array_gives_the_same_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs of the names of Slurm's stand for a cluster; no real one was tried."""
    write_cluster(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    options = {"partition": "cpu", "time": "00:10:00"}
    engine = make_engine(EngineKind.SLURM, str(tmp_path / "work"), 2, LIMIT, options)
    assert list(engine.run(partial(prepare, tmp_path), TASKS, "a")) == [list(task) for task in TASKS]


@pytest.mark.slow
@pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed (pip install ray)")
def test_a_ray_cluster_gives_the_same_results(tmp_path: Path) -> None:
    engine = make_engine(EngineKind.RAY, str(tmp_path / "work"), 2, LIMIT, {})
    assert list(engine.run(partial(prepare, tmp_path), TASKS, "a")) == [list(task) for task in TASKS]


@pytest.mark.parametrize("given", [{}, {"partition": "cpu"}, {"time": "01:00:00"}])
def test_slurm_needs_to_know_where_and_how_long(tmp_path: Path, given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="the setting SLURM must give"):
        make_engine(EngineKind.SLURM, str(tmp_path), 1, LIMIT, given)


@pytest.mark.skipif(find_spec("ray") is not None, reason="Ray is installed")
def test_ray_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="pip install ray"):
        make_engine(EngineKind.RAY, str(tmp_path), 1, LIMIT, {})
