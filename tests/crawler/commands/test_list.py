"""``scrapy list`` and the names of the commands: sites are spiders."""

from pathlib import Path

import pytest

from crawler.site import load_sites
from tests.crawler.commands.running import ROOT, call_scrapy, in_data, run_scrapy
from tests.crawler.crawling import site_table, write_sites

OURS = ("clean", "demo", "export", "health", "inspect", "list", "probe", "refresh", "schedule")


def test_every_site_of_the_project_is_listed() -> None:
    ended = call_scrapy("list")
    assert ended.status == 0
    assert [line.split()[0] for line in ended.out.splitlines()] == sorted(load_sites([ROOT / "crawler" / "sites"]))
    assert call_scrapy("list", "--names").out.split() == sorted(load_sites([ROOT / "crawler" / "sites"]))


def test_sites_of_another_folder(tmp_path: Path) -> None:
    write_sites(tmp_path, [site_table(name, "http://127.0.0.1:1") for name in ("song-moi", "ben-say")])
    assert call_scrapy("list", "--names", *in_data(tmp_path)).out.split() == ["ben-say", "song-moi"]


def test_what_is_known_of_a_site(tmp_path: Path) -> None:
    tables = [
        site_table("song-moi", "http://127.0.0.1:1", kind="women", level="district", status="archived"),
        site_table("ben-say", "http://127.0.0.1:1", verified=True),
    ]
    write_sites(tmp_path, tables)
    assert [line.split() for line in call_scrapy("list", *in_data(tmp_path)).out.splitlines()] == [
        ["ben-say", "party", "commune", "live", "verified", "ben-say"],
        ["song-moi", "women", "district", "archived", "unverified", "song-moi"],
    ]


def test_no_sites(tmp_path: Path) -> None:
    assert call_scrapy("list", *in_data(tmp_path))[:2] == (0, "")


def test_mistakes_are_told(tmp_path: Path) -> None:
    write_sites(tmp_path, [site_table("ben-say", "http://127.0.0.1:1", level="lang")])
    ended = call_scrapy("list", *in_data(tmp_path))
    assert (ended.status, ended.out) == (2, "")
    assert "thu.toml, [[site]] 1 (ben-say), field level: found 'lang'; expected one of 'central'" in ended.err


@pytest.mark.parametrize("name", OURS)
def test_every_command_says_what_it_does(name: str) -> None:
    ended = call_scrapy(name, "--help")
    assert ended.status == 0
    assert ended.out.split("\n", 2)[0] == "Usage"
    assert name in ended.out


def test_commands_are_there_in_any_folder_of_the_project() -> None:
    result = run_scrapy(cwd=ROOT / "crawler" / "sites")
    assert all(f"\n  {name} " in result.stdout for name in OURS)
