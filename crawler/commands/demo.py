"""``scrapy demo``: the main job on the sample web, with nothing but this repository."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console

from crawler.command import QuietCommand, data_folder
from crawler.commands.inspect import show_article
from crawler.demo.web import SampleWeb
from crawler.refreshing import DATASET
from output.dataset import Dataset

FOLDER = "demo"  # inside DATA_DIR; made anew by every run
SITES = "sites"


class Command(QuietCommand):
    """Crawl, clean and write the sample web, twice."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Run the main job on five sample sites, served on this machine, twice"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - Scrapy's signature
        """Serve the sample web and refresh from it before and after its second visit."""
        folder = data_folder(self.settings) / FOLDER
        if folder.exists():
            shutil.rmtree(folder)
        (folder / SITES).mkdir(parents=True)
        with SampleWeb() as web:
            print("The sample web is served on this machine; all of its people and places are invented:")
            for name, address in web.addresses.items():
                print(f"  {name:<10} {address}")
            (folder / SITES / "demo.toml").write_text(web.site_file(), encoding="utf-8")
            self.exitcode = self._visit(folder, "First visit: everything is new.")
            web.visit = 2
            title = "Second visit: some articles are new, one of each site is edited, one is gone; of the rest only counters changed."
            self.exitcode = self._visit(folder, title) or self.exitcode
        if self.exitcode == 0:
            _show(folder)

    def _visit(self, folder: Path, title: str) -> int:
        """One refresh, in a process of its own as a user would start it; its exit status."""
        command = ["refresh", "--all", "-s", f"DATA_DIR={folder}", "-s", f"SITES_FOLDERS={folder / SITES}"]
        print(f"\n{title}\n\n$ scrapy {' '.join(command)}", flush=True)
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "crawler.settings"}
        return subprocess.run([sys.executable, "-m", "scrapy", *command], check=False, env=environment).returncode  # noqa: S603 - our own command


def _show(folder: Path) -> None:
    """An article whose text was repaired, and how to go on."""
    dataset = Dataset(folder / DATASET)
    most = max(dataset.articles(), key=lambda article: len({edit.rule for edit in article.edits}))
    print("\nOne article, with every edit on record:\n")
    show_article(Console(highlight=False), most)
    print(
        "\nLook at the others:\n"
        f"  scrapy inspect -s DATA_DIR={folder}              the articles\n"
        f"  scrapy inspect -s DATA_DIR={folder} {most.id[:8]}     one article with its edits\n"
        f"  scrapy inspect -s DATA_DIR={folder} --rejected   the pages that are no articles, and why\n"
        f"  scrapy export -s DATA_DIR={folder} articles.jsonl\n"
        "(in the environment: . .venv/bin/activate)"
    )
