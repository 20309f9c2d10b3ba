"""``scrapy report``: a page and its figures, whole or not at all."""

from pathlib import Path

import pytest

from output.report.figures import Figures
from tests.crawler.commands.running import call_scrapy, in_data
from tests.crawler.commands.sources import write_lines


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of two versions, with two articles and with five."""
    folder = tmp_path_factory.mktemp("report")
    for number in (2, 5):
        write_lines(folder / "tin.jsonl", range(number))
        assert call_scrapy("clean", folder / "tin.jsonl", *in_data(folder), "--jobs", 1).status == 0
    return folder


@pytest.mark.parametrize(("options", "version", "number"), [([], 2, 5), (["--at", "1"], 1, 2)])
def test_page_and_figures(folder: Path, tmp_path: Path, options: list[str], version: int, number: int) -> None:
    page, figures = tmp_path / "page.html", tmp_path / "figures.json"
    ended = call_scrapy("report", "-o", page, "--json", figures, *options, *in_data(folder))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == f"{number} articles of version {version}: {page} and {figures}\n"
    found = Figures.model_validate_json(figures.read_bytes())
    assert (found.version, found.articles) == (version, number)
    assert f"<title>danvan, version {version}: report</title>" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["tin.html"], 2, "no argument is expected, found 1"),
        (["-o", "."], 2, ". is a folder; the name of a file is expected"),
        (["-o", "khong-co/a.html"], 2, "khong-co is no folder; make it first"),
        (["--at", "3"], 1, "has no version 3; its versions are 1 to 2"),
        (["--at", "mot"], 2, "a version is a number (12), a day"),
    ],
)
def test_wrong_arguments(folder: Path, arguments: list[str], status: int, message: str) -> None:
    before = sorted(Path().glob("[!.]*"))  # coverage writes hidden files here
    ended = call_scrapy("report", *arguments, *in_data(folder))
    assert (ended.status, ended.out) == (status, "")
    assert message in ended.err
    assert sorted(Path().glob("[!.]*")) == before


def test_nothing_to_report_yet(tmp_path: Path) -> None:
    ended = call_scrapy("report", "-o", tmp_path / "page.html", *in_data(tmp_path))
    assert ended.status == 1
    assert "has no version yet" in ended.err
    assert not (tmp_path / "page.html").exists()
