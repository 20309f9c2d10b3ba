"""``scrapy schedule``: keep refreshing as the site files say, in one long-running process."""

import argparse
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from scrapy.exceptions import UsageError

from cleaning.dates import VIETNAM
from crawler.command import QuietCommand, count, index_of, sites_of
from crawler.schedule import read_dues

LOOK_EVERY = 60  # seconds between two looks at what is due


class Command(QuietCommand):
    """Refresh what is due, again and again, until asked to stop."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Keep refreshing the sites as their files say (every, cron), until Ctrl-C"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "--look-every",
            metavar="SECONDS",
            type=count,
            default=LOOK_EVERY,
            help="time between two looks at what is due",
        )

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Look, refresh, sleep."""
        if args:
            raise UsageError(f"no argument is expected, found {args[0]!r}", print_help=False)
        print(f"{len(sites_of(self.settings).sites)} sites; Ctrl-C stops after the pages in flight", flush=True)
        refresher = Refresher(_refresh_command(opts), self._is_anything_due)
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal has it
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        scheduler = BackgroundScheduler(timezone=VIETNAM)
        scheduler.add_job(
            refresher.run,
            "interval",
            seconds=opts.look_every,
            next_run_time=datetime.now(UTC),
            max_instances=1,  # a long refresh is not joined by another: the looks that it covers are one
            coalesce=True,
            misfire_grace_time=None,
        )
        scheduler.start()
        stop.wait()
        refresher.stop()
        scheduler.shutdown()  # waits for the refresh
        return 0

    def _is_anything_due(self) -> bool:
        """Whether a refresh has anything to do; site files with mistakes are left to it to tell."""
        now = datetime.now(UTC)
        try:
            sites = sites_of(self.settings).sites.values()
        except UsageError:
            return True
        return any(due.at <= now for due in read_dues(sites, index_of(self.settings), now))


class Refresher:
    """Runs ``scrapy refresh --due`` in a process of its own: Scrapy's event loop runs once in a process.

    The child leads its own group, so that Ctrl-C reaches it once, through us: a second one would cut its pages off.
    """

    def __init__(self, command: Sequence[str], is_needed: Callable[[], bool]) -> None:
        self._command = list(command)
        self._is_needed = is_needed
        self._child: subprocess.Popen[bytes] | None = None
        self._is_stopping = False
        self._lock = threading.Lock()

    def run(self) -> None:
        """Refresh what is due, once; does nothing while stopping."""
        if not self._is_needed():
            return
        with self._lock:
            if self._is_stopping:
                return
            self._child = subprocess.Popen(self._command, start_new_session=True)  # noqa: S603 - our own command
        self._child.wait()

    def stop(self) -> None:
        """Ask the refresh that runs to end in order; no other one begins."""
        with self._lock:
            self._is_stopping = True
            if self._child is not None and self._child.poll() is None:
                with suppress(ProcessLookupError):
                    os.kill(self._child.pid, signal.SIGINT)


def _refresh_command(opts: argparse.Namespace) -> list[str]:
    """The refresh with the settings that this command was given."""
    given = [part for setting in opts.set for part in ("-s", setting)]
    return [sys.executable, "-m", "scrapy", "refresh", "--due", *given]
