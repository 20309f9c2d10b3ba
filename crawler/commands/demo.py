"""``scrapy demo``: the main job on the sample web, with nothing but this repository."""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from scrapy.exceptions import UsageError

from crawler.command import QuietCommand, data_folder
from crawler.demo.web import SampleWeb
from crawler.printing import SHOWN_ID, show_article
from crawler.refreshing import DATASET
from output.dataset import Dataset

FOLDER = "demo"  # inside DATA_DIR; made anew by every run
SITES = "sites"
SECOND_VISIT = (
    "Second visit: some articles are new, one of each site is edited, one not found; of the rest only counters changed."
)


class Command(QuietCommand):
    """Crawl, clean and write the sample web, twice."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Run the main job on five sample sites, served on this machine, twice"

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:  # noqa: ARG002 - no option of its own
        """Serve the sample web and refresh from it before and after its second visit."""
        if args:
            raise UsageError(f"no argument is expected, found {args[0]!r}", print_help=False)
        folder = data_folder(self.settings) / FOLDER
        if folder.exists():
            shutil.rmtree(folder)
        (folder / SITES).mkdir(parents=True)
        with SampleWeb() as web:
            print("The sample web is served on this machine; all of its people and places are invented:")
            for name, address in web.addresses.items():
                print(f"  {name:<10} {address}")
            (folder / SITES / "demo.toml").write_text(web.site_file(), encoding="utf-8")
            status = _visit(folder, "First visit: everything is new.")
            web.visit = 2
            status = _visit(folder, SECOND_VISIT) or status
        if status == 0:
            _show(folder)
        return status


def _visit(folder: Path, title: str) -> int:
    """One refresh, in a process of its own as a user would start it; its exit status."""
    command = ["scrapy", "refresh", "--all", *_settings(folder), "-s", f"SITES_FOLDERS={folder / SITES}"]
    print(f"\n{title}\n\n$ {shlex.join(command)}", flush=True)
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
    return subprocess.run([sys.executable, "-m", *command], check=False, env=environment).returncode  # noqa: S603 - our own command


def _settings(folder: Path) -> list[str]:
    return ["-s", f"DATA_DIR={folder}"]


def _own_files(folder: Path) -> list[str]:
    """Settings by which the inspector knows the sample sites, and keeps what is decided about them apart."""
    return ["-s", f"SITES_FOLDERS={folder / SITES}", "-s", f"CORRECTIONS={folder / 'corrections.toml'}"]


def _show(folder: Path) -> None:
    """An article whose text was repaired, and how to go on."""
    dataset = Dataset(folder / DATASET)
    most = max(dataset.articles(), key=lambda article: len({edit.rule for edit in article.edits}))
    print("\nOne article, with every edit on record:\n")
    show_article(Console(highlight=False), most)
    print("\nLook at the others (in the environment: . .venv/bin/activate):")
    for arguments, what in (
        (["inspect", *_own_files(folder)], "everything, in a browser; Ctrl-C ends it"),
        (["inspect", most.id[:SHOWN_ID]], "one article with its edits"),
        (["inspect", "--rejected"], "the pages that are no articles, and why"),
        (["export", "articles.jsonl"], "all articles in one file"),
    ):
        print(f"  {shlex.join(['scrapy', *arguments, *_settings(folder)])}  # {what}")
