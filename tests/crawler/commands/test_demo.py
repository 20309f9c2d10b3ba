"""``scrapy demo``: it runs to its end from any folder of the project, and what it advises works."""

import re
import shlex
import signal
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple
from urllib.request import urlopen

import pytest

from crawler.demo.sites import load_profiles
from output.dataset import Dataset
from tests.crawler.commands.processes import kill_group
from tests.crawler.commands.running import ROOT, call_scrapy, run_scrapy, start_scrapy


class Shown(NamedTuple):
    """A demo run in a folder of the project, into a folder whose name needs quotes."""

    cwd: Path
    data: Path
    result: CompletedProcess[str]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    data = tmp_path_factory.mktemp("thử nghiệm")
    (data / "demo" / "dataset").mkdir(parents=True)  # of an earlier demo
    (data / "demo" / "dataset" / "cu.txt").touch()
    cwd = ROOT / "crawler" / "demo"
    return Shown(cwd, data, run_scrapy("demo", "-s", f"DATA_DIR={data}", cwd=cwd))


@pytest.mark.slow
class TestDemo:
    def test_it_succeeds(self, shown: Shown) -> None:
        assert shown.result.returncode == 0, shown.result.stderr
        assert "Traceback" not in shown.result.stderr
        assert not (shown.data / "demo" / "dataset" / "cu.txt").exists()
        assert not (shown.cwd / "data").exists()

    def test_every_site_is_served_and_visited_twice(self, shown: Shown) -> None:
        for site in load_profiles():
            assert re.search(rf"^  {site} +http://127\.0\.0\.1:\d+$", shown.result.stdout, re.MULTILINE)
            assert len(re.findall(rf"^{site}: \d+ pages, \d+ not modified", shown.result.stderr, re.MULTILINE)) == 2

    def test_both_summaries_are_shown_in_their_order(self, shown: Shown) -> None:
        parts = ["First visit", "$ scrapy refresh", "Version 1", "Second visit", "$ scrapy refresh", "Version 2"]
        assert re.search(".*".join(map(re.escape, parts)), shown.result.stdout, re.DOTALL)

    def test_an_article_with_edits_is_shown(self, shown: Shown) -> None:
        assert re.search(r"every edit on record:.*^Edits$", shown.result.stdout, re.DOTALL | re.MULTILINE)

    def test_the_advised_commands_work(self, shown: Shown, tmp_path: Path) -> None:
        advised = re.findall(r"^  scrapy (\w.*?) +# (.+)$", shown.result.stdout, re.MULTILINE)
        assert len(advised) == 4
        for command, what in advised:
            arguments = [str(tmp_path / word) if word.endswith(".jsonl") else word for word in shlex.split(command)]
            if "in a browser" in what:
                assert _is_served(arguments), what
                continue
            ended = call_scrapy(*arguments)
            assert (ended.status, ended.err) == (0, ""), what
            assert ended.out
        articles = Dataset(shown.data / "demo" / "dataset").articles()
        assert len((tmp_path / "articles.jsonl").read_bytes().splitlines()) == len(list(articles))


def _is_served(arguments: list[str]) -> bool:
    """Whether a command serves pages, and ends when it is interrupted."""
    process = start_scrapy(*arguments, "--no-browser", "--port", 0)
    try:
        address = re.search(r"http://\S+", process.stdout.readline() if process.stdout else "")
        assert address is not None
        with urlopen(address[0], timeout=60) as answer:
            status: int = answer.status
        process.send_signal(signal.SIGINT)
        return status == 200 and process.wait(timeout=60) == 0
    finally:
        kill_group(process)


def test_it_takes_no_argument(tmp_path: Path) -> None:
    ended = call_scrapy("demo", "songha", "-s", f"DATA_DIR={tmp_path / 'data'}")
    assert (ended.status, ended.out) == (2, "")
    assert "no argument is expected, found 'songha'" in ended.err
    assert not (tmp_path / "data").exists()
