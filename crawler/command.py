"""What our commands share: quiet logs, where the data is, progress, errors, the summary.

It stands beside the package of the commands, because Scrapy takes every command class in there for a command.
"""

import argparse
import os
import sys
from abc import abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import get_terminal_size
from typing import TypeVar

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from cleaning import Cleaner
from cleaning.corrections import CorrectionsFileError, load_corrections
from cleaning.options import Options
from cleaning.spelling.model_file import ModelFileError
from crawler.engines import EngineKind, make_engine
from crawler.own_model import UsedModel, choose_model, clean_with
from crawler.page_index import index_place
from crawler.refreshing import Committed, DataBusyError
from crawler.replay import Replay, WorkerDiedError
from crawler.spider_loader import SiteSpiderLoader
from output.at import At, read_at
from output.manifest import DatasetError
from output.summary import render, summarize

T = TypeVar("T")

LINE_EVERY = 20  # items between two lines of progress where no terminal is; 20 parts are about 10 s of cleaning
INTERRUPTED = 130  # exit status after Ctrl-C, as shells give it


class QuietCommand(ScrapyCommand):
    """A command of ours: it works inside a project, logs warnings only, and says in one line what went wrong."""

    requires_project = True
    requires_crawler_process = False

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Turn the options into settings."""
        if self.settings is not None:
            self.settings.set("LOG_LEVEL", "WARNING", priority="spider")  # over the project's, under the command line's
        super().process_options(args, opts)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Carry the command out, as Scrapy asks for it; what the user can mend is told without a traceback."""
        try:
            self.exitcode = self.carry_out(args, opts)
        except (DatasetError, DataBusyError, WorkerDiedError, ModelFileError, OSError) as error:
            self.exitcode = fail(error)
        except KeyboardInterrupt:
            print("danvan: interrupted; what is archived stays, the next run carries on", file=sys.stderr)
            self.exitcode = INTERRUPTED

    @abstractmethod
    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do the work; gives the exit status: 0 done, 1 some pages or sites failed.

        Raises:
            UsageError: the command was called wrongly; Scrapy prints it and exits with status 2.
        """


def data_folder(settings: BaseSettings | None) -> Path:
    """The folder of archive, page index and dataset."""
    return Path(_given(settings)["DATA_DIR"])


def index_of(settings: BaseSettings | None) -> str:
    """The place of the page index."""
    return index_place(_given(settings))


def corrections_file(settings: BaseSettings | None) -> Path:
    """The file of what people decided about repairs; it need not exist."""
    return Path(_given(settings)["CORRECTIONS"])


def sites_of(settings: BaseSettings | None) -> SiteSpiderLoader:
    """The sites of the site files; a mistake in one, or an unknown name, is a wrong usage."""
    return SiteSpiderLoader.from_settings(_given(settings))


def layouts_of_sites(settings: BaseSettings | None) -> dict[str, str]:
    """The layouts that site files name, by site."""
    return {name: site.layout for name, site in sites_of(settings).sites.items() if site.layout}


def cleaner_of(settings: BaseSettings | None) -> Callable[[], Cleaner]:
    """How to make the cleaner that the settings ask for, in this process or in a worker.

    Raises:
        UsageError: the file of corrections, the spelling model or the options have a mistake.
    """
    given = _given(settings)
    model = _model_of(given)
    try:
        corrections = load_corrections(corrections_file(given))
    except CorrectionsFileError as error:
        raise UsageError(str(error), print_help=False) from error
    try:
        options = Options.model_validate(given.getdict("CLEANING_OPTIONS"))
    except ValueError as error:  # no JSON on the command line, or not an option
        raise UsageError(f"setting CLEANING_OPTIONS: {_in_words(error)}", print_help=False) from error
    return partial(clean_with, model, corrections=corrections, options=options)


def _model_of(settings: BaseSettings) -> UsedModel:
    try:
        return choose_model(settings["SPELLING_MODEL"])
    except (ModelFileError, OSError) as error:
        raise UsageError(f"setting SPELLING_MODEL: {error}", print_help=False) from error


def replay_of(settings: BaseSettings | None, jobs: int, kind: EngineKind = EngineKind.POOL) -> Replay:
    """What counts and cleans as the settings and site files say, by the pool or another engine.

    Raises:
        UsageError: that engine cannot be used.
    """
    given = _given(settings)
    seconds, work = given.getfloat("PAGE_SECONDS"), given["WORK"] or str(data_folder(settings).absolute() / "work")
    try:
        engine = make_engine(kind, work, jobs, seconds, given.getdict("SLURM"))
    except ValueError as error:
        raise UsageError(f"--engine {kind}: {error}", print_help=False) from error
    return Replay(jobs, layouts_of_sites(settings), cleaner_of(settings), seconds, engine)


def _in_words(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return f"a table of options is expected: {error}"
    return "; ".join(f"{'.'.join(map(str, m['loc']))}: {m['msg']}, found {m['input']!r}" for m in error.errors())


def _given(settings: BaseSettings | None) -> BaseSettings:
    if settings is None:
        raise UsageError("the command was started without settings")
    return settings


def watch(items: Iterable[T], what: str, total: int) -> Generator[T]:
    """Pass items on and show how far they are."""
    with progress(what, total) as advance:
        for item in items:
            yield item
            advance()


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Give a function to call after each of ``total`` items: it moves a bar on a terminal, prints lines elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _count_lines(what, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def _count_lines(what: str, total: int) -> Callable[[], None]:
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        if done % LINE_EVERY == 0:
            print(f"{what}: {done} of {total}", file=sys.stderr, flush=True)

    return advance


def add_jobs(parser: argparse.ArgumentParser) -> None:
    """Add the option for the number of worker processes."""
    cores = os.cpu_count() or 1
    parser.add_argument(
        "-j", "--jobs", metavar="N", type=count, default=cores, help="worker processes (default: one a core)"
    )


def count(text: str) -> int:
    """Read the number of an option.

    Raises:
        argparse.ArgumentTypeError: it is none, or not above 0.
    """
    if not (text.isascii() and text.isdecimal()) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a number from 1 is expected, found {text!r}")
    return int(text)


def at_option(text: str) -> At:
    """Read the version of an option: a number, a day or a time.

    Raises:
        argparse.ArgumentTypeError: it is none of them.
    """
    try:
        return read_at(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def output_file(text: str) -> Path:
    """Read the name of a file to write.

    Raises:
        argparse.ArgumentTypeError: it is a folder or a device, or in no folder that exists.
    """
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder; the name of a file is expected")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise argparse.ArgumentTypeError(
            f"{text} is a link or a device, which writing would replace; name a plain file"
        )
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{path.parent} is no folder; make it first, or name a file in another one")
    return path


def fail(error: Exception | str) -> int:
    """Say what went wrong on standard error; the exit status for it."""
    print(f"danvan: {error}", file=sys.stderr)
    return 1


def report(committed: Committed, failures: Mapping[str, str]) -> int:
    """Print the summary of a refresh; the exit status for it."""
    failed = {**committed.failures, **failures}
    width = min(get_terminal_size().columns, 80)
    print(render(summarize(committed.manifest, failed), width), end="")
    return 1 if failed else 0
