"""Processes as the kernel shows them: who belongs to a command, and who of them works."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

POLL = 0.01  # seconds between two looks
PATIENCE = 180.0  # seconds after which a wait has failed


def group_of(process: subprocess.Popen[str]) -> list[int]:
    """Processes of the group that a command leads, itself included."""
    return [number for number in _all() if _stat(number)[2:3] == [str(process.pid)]]


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """Cleaning processes of a command: the children of its fork server."""
    group = group_of(process)
    parents = {number: int(_stat(number)[1]) for number in group if _stat(number)}
    return [number for number, parent in parents.items() if parent in group and parent != process.pid]


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Look again and again until something is so; fail where the process ends before."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert process is None or process.poll() is None, "it ended before"
        assert time.monotonic() < until, "it never came"
        time.sleep(POLL)


def kill(number: int) -> None:
    """End a process of a test at once."""
    os.kill(number, signal.SIGKILL)


def stop(number: int) -> None:
    """Let a process do nothing more until it is ended."""
    os.kill(number, signal.SIGSTOP)


def kill_group(process: subprocess.Popen[str]) -> None:
    """End a command and all its workers at once, and collect it; it may have ended before."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=PATIENCE)


def _all() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _stat(number: int) -> list[str]:
    """State, parent, process group, … of a process; empty if it is gone."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
