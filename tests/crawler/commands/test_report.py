"""``scrapy report``: a page and its figures, whole or not at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.health import SiteVisit
from crawler.health.figures import CleanedFigures
from crawler.health.visits import write_visits
from crawler.visit import VisitReport
from output.report.figures import Figures
from tests.crawler.commands.running import call_scrapy, in_data
from tests.crawler.commands.sources import write_lines

SITE = """
[[site]]
name = "tayho"
title = "Tây Hồ"
organization = "Đảng bộ phường Tây Hồ"
kind = "party"
level = "commune"
province = "Hà Nội"
start = ["https://tayho.example/"]
"""


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


def test_health_of_the_sites_that_were_visited(folder: Path, tmp_path: Path) -> None:
    crawl = VisitReport(
        site="tayho",
        fetched=9,
        not_modified=0,
        failed={},
        forbidden=0,
        gone=0,
        articles=7,
        new=7,
        bytes=90_000,
        seconds=3.0,
        finish_reason="finished",
        failure="the start page answers 503",
    )
    of_no_site = crawl.model_copy(update={"site": "khong-co"})
    visits = [
        SiteVisit(site=one.site, at=datetime.now(UTC), crawl=one, cleaned=CleanedFigures())
        for one in (crawl, of_no_site)
    ]
    write_visits(folder / "data", visits)
    (folder / "sites" / "tayho.toml").write_text(SITE, encoding="utf-8")
    figures = tmp_path / "figures.json"
    assert call_scrapy("report", "-o", tmp_path / "page.html", "--json", figures, *in_data(folder)).status == 0
    (health,) = Figures.model_validate_json(figures.read_bytes()).health
    assert (health.site, health.visits, health.articles, health.failure) == ("tayho", 1, 7, crawl.failure)
    assert "failed: the start page answers 503" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_nothing_to_report_yet(tmp_path: Path) -> None:
    ended = call_scrapy("report", "-o", tmp_path / "page.html", *in_data(tmp_path))
    assert ended.status == 1
    assert "has no version yet" in ended.err
    assert not (tmp_path / "page.html").exists()
