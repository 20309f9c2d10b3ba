import json
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.exceptions import UsageError
from scrapy.settings import Settings
from scrapy.spiderloader import get_spider_loader

from crawler.spider import SiteSpider
from crawler.spider_loader import SiteSpiderLoader, UnknownSiteError
from tests.crawler.crawling import ROOT, site_table, write_sites


@pytest.fixture
def loader(tmp_path: Path) -> SiteSpiderLoader:
    tables = [
        site_table("songmoi", "http://songmoi.example", private_addresses=False),
        site_table(
            "songlam",
            "http://127.0.0.1:8001",
            pace={"delay": 2.5, "concurrency": 3, "timeout": 7},
            tls=["old_protocol", "unverified"],
        ),
    ]
    write_sites(tmp_path, tables)
    return SiteSpiderLoader.from_settings(Settings({"SITES_FOLDERS": [str(tmp_path / "sites")]}))


def test_every_site_is_a_spider(loader: SiteSpiderLoader) -> None:
    assert loader.list() == ["songmoi", "songlam"]
    spider = loader.load("songmoi")
    assert issubclass(spider, SiteSpider)
    assert (spider.name, spider.site.name) == ("songmoi", "songmoi")


def test_an_unknown_site_is_said_with_near_names(loader: SiteSpiderLoader) -> None:
    with pytest.raises(UnknownSiteError, match="no site is called 'songmo'; did you mean songmoi"):
        loader.load("songmo")
    with pytest.raises(KeyError, match="known are songlam, songmoi"):
        loader.load("xyz")


def test_mistakes_in_site_files_are_a_wrong_usage(tmp_path: Path) -> None:
    write_sites(tmp_path, [site_table("songmoi", "http://songmoi.example", kind="khac")])
    loader = SiteSpiderLoader.from_settings(Settings({"SITES_FOLDERS": [str(tmp_path / "sites")]}))
    with pytest.raises(UsageError, match="field kind: found 'khac'"):
        loader.list()


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("http://songmoi.example/a", ["songmoi"]),
        ("http://127.0.0.1:8001/", ["songlam"]),
        ("http://127.0.0.1:8002/", []),
    ],
)
def test_sites_are_found_by_host_and_port(loader: SiteSpiderLoader, address: str, names: list[str]) -> None:
    assert loader.find_by_request(Request(address)) == names


def test_the_pace_and_needs_of_a_site_become_settings(loader: SiteSpiderLoader) -> None:
    settings = Settings({"CONTACT": "https://lienhe.example", "USER_AGENT": "danvan/0"})
    loader.load("songlam").update_settings(settings)
    assert settings.getfloat("DOWNLOAD_DELAY") == 2.5
    assert settings.getint("CONCURRENT_REQUESTS") == settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 3
    assert settings.getfloat("DOWNLOAD_TIMEOUT") == 7
    assert settings["USER_AGENT"] == "danvan/0 https://lienhe.example"
    assert settings["DOWNLOAD_TLS_MIN_VERSION"] == "TLSv1.0"
    assert not settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")


def test_a_site_without_needs_weakens_nothing(loader: SiteSpiderLoader) -> None:
    settings = Settings({"CONTACT": "thu@dan.example", "USER_AGENT": "danvan/0", "DOWNLOAD_VERIFY_CERTIFICATES": True})
    loader.load("songmoi").update_settings(settings)
    assert settings["USER_AGENT"] == "danvan/0 thu@dan.example"
    assert settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert settings["DOWNLOAD_TLS_MIN_VERSION"] is None
    assert "https" not in settings.getdict("DOWNLOAD_HANDLERS")


@pytest.mark.parametrize("contact", ["", "  "])
def test_nobody_crawls_the_web_without_a_contact(loader: SiteSpiderLoader, contact: str) -> None:
    with pytest.raises(UsageError, match="songmoi is on the web, and the setting CONTACT is empty: set it in"):
        loader.load("songmoi").update_settings(Settings({"CONTACT": contact}))


def test_a_site_on_this_machine_needs_no_contact(tmp_path: Path) -> None:
    write_sites(tmp_path, [site_table("songmoi", "http://127.0.0.1:9")])
    settings = Settings({"CONTACT": "", "USER_AGENT": "danvan/0"})
    SiteSpiderLoader([tmp_path / "sites"]).load("songmoi").update_settings(settings)
    assert settings["USER_AGENT"] == "danvan/0"


@pytest.mark.parametrize("command", ["crawl", "refresh"])
def test_a_missing_contact_is_a_wrong_usage(tmp_path: Path, command: str) -> None:
    write_sites(tmp_path, [site_table("songmoi", "http://songmoi.example", private_addresses=False)])
    done = scrapy(command, "songmoi", DATA_DIR=tmp_path / "data", SITES_FOLDERS=tmp_path / "sites", LOG_LEVEL="ERROR")
    assert done.returncode == 2, done.stderr
    assert "set it in crawler/settings.py, or with -s CONTACT=" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_given_by_hand_win(loader: SiteSpiderLoader) -> None:
    settings = Settings()
    settings.set("DOWNLOAD_DELAY", 9, priority="cmdline")
    loader.load("songlam").update_settings(settings)
    assert settings.getfloat("DOWNLOAD_DELAY") == 9


def scrapy(*arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    given = [
        f"--set={key}={json.dumps(value) if isinstance(value, list) else value}" for key, value in settings.items()
    ]
    command = [sys.executable, "-W", "error", "-m", "scrapy", *arguments, *given]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_scrapy_lists_the_sites_of_the_project() -> None:
    assert (
        get_spider_loader(
            Settings({"SPIDER_LOADER_CLASS": "crawler.spider_loader.SiteSpiderLoader", "SITES_FOLDERS": []})
        ).list()
        == []
    )
    done = scrapy("list")
    assert done.returncode == 0, done.stderr
    assert {"tayho", "mattran"} <= set(done.stdout.split())


def test_scrapy_crawl_of_an_unknown_site_is_a_wrong_usage(tmp_path: Path) -> None:
    done = scrapy("crawl", "tayhoo", DATA_DIR=tmp_path)
    assert done.returncode == 2
    assert "no site is called 'tayhoo'; did you mean tayho" in done.stderr
    assert "Traceback" not in done.stderr


def test_scrapy_shows_the_mistakes_of_site_files(tmp_path: Path) -> None:
    write_sites(tmp_path, [site_table("songmoi", "http://songmoi.example", kind="khac")])
    done = scrapy("list", SITES_FOLDERS=tmp_path / "sites")
    assert done.returncode == 2
    assert "field kind: found 'khac'; expected one of 'party'" in done.stderr
    assert "Traceback" not in done.stderr
