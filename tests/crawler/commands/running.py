"""Running Scrapy's tool as a user does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest
from scrapy.cmdline import execute

ROOT = Path(__file__).parents[3]


def scrapy_command(*args: object) -> list[str]:
    """The command line of our tool."""
    return [sys.executable, "-m", "scrapy", *map(str, args)]


def environment() -> dict[str, str]:
    """The environment of a user, whose terminal has 100 columns."""
    return {**os.environ, "COLUMNS": "100", "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": str(ROOT)}


def run_scrapy(*args: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; its exit status is the caller's to judge."""
    return subprocess.run(
        scrapy_command(*args), cwd=cwd, env=environment(), capture_output=True, text=True, check=False, timeout=300
    )


class Ended(NamedTuple):
    """How a command ended."""

    status: int | str | None
    out: str
    err: str


def call_scrapy(*args: object) -> Ended:
    """Run a command in this process, which saves the second that Python needs to load it; no command that crawls."""
    out, err = StringIO(), StringIO()
    with patch_environment(), redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        execute(["scrapy", *map(str, args)])
    return Ended(ended.value.code, out.getvalue(), err.getvalue())


@contextmanager
def patch_environment() -> Iterator[None]:
    """Have the environment of `environment` in this process for a while."""
    before = dict(os.environ)
    os.environ.update(environment())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def start_scrapy(*args: object) -> subprocess.Popen[str]:
    """Start a command as the leader of a process group, which its workers belong to."""
    return subprocess.Popen(
        scrapy_command(*args),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def in_data(folder: Path) -> list[object]:
    """The options that make a command use a data folder, and no site file of the project."""
    (folder / "sites").mkdir(exist_ok=True)
    return ["-s", f"DATA_DIR={folder / 'data'}", "-s", f"SITES_FOLDERS={folder / 'sites'}"]


def sample_settings(folder: Path, site_file: str) -> list[object]:
    """Write the site file of the sample web; the options that make a command use it."""
    (folder / "sites").mkdir(parents=True, exist_ok=True)
    (folder / "sites" / "sample.toml").write_text(site_file, encoding="utf-8")
    return in_data(folder)
