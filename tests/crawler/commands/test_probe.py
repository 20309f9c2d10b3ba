"""``scrapy probe`` on the sample web and on servers with faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.demo.web import SampleWeb
from crawler.site import load_sites
from tests.crawler.commands.running import in_data, run_scrapy, sample_settings
from tests.crawler.crawling import site_table, write_sites
from tests.crawler.demo.conftest import made_articles
from tests.crawler.faulty_server import (
    Reply,
    at_list,
    closed_port,
    cookie_wall,
    news_site,
    redirect_on_and_on,
    refreshing_to,
    serving,
    with_robots,
)

pytestmark = pytest.mark.slow

LAYOUTS = {"songha": "liferay-hanoi", "hoagiang": "tandan", "binhloc": "aspnet", "naluong": "wp-tagdiv"}


@pytest.fixture(scope="module")
def sample() -> Iterator[SampleWeb]:
    """The sample web."""
    with SampleWeb(dict.fromkeys(LAYOUTS, made_articles())) as web:
        yield web


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_home_page_is_enough_for_a_site_file_that_works(name: str, sample: SampleWeb, tmp_path: Path) -> None:
    given = ["--save", "--name", "moi", "--kind", "party", "--level", "commune"]
    probe = run_scrapy("probe", sample.addresses[name], *given, *in_data(tmp_path))
    assert probe.returncode == 0, probe.stdout + probe.stderr
    assert "3 of 3 pages are articles" in probe.stdout
    site = load_sites([tmp_path / "sites"])["moi"]
    assert (site.layout, site.kind, site.level, site.verified) == (LAYOUTS[name], "party", "commune", True)
    refresh = run_scrapy("refresh", "moi", "--limit", 30, *in_data(tmp_path))
    assert refresh.returncode == 0, refresh.stderr
    assert "articles" in refresh.stdout


def test_an_article_leads_to_its_site(sample: SampleWeb, tmp_path: Path) -> None:
    probe = run_scrapy("probe", sample.url_of("naluong", "tin-so-7"), *in_data(tmp_path))
    assert probe.returncode == 0, probe.stdout
    assert "Lò Văn Bưởi" in probe.stdout
    assert f"feed        {sample.addresses['naluong']}/feed/  10 links" in probe.stdout


def test_a_site_file_is_tested_and_marked(sample: SampleWeb, tmp_path: Path) -> None:
    options = sample_settings(tmp_path, sample.site_file())
    before = load_sites([tmp_path / "sites"])
    probe = run_scrapy("probe", "songha", "--save", *options)
    assert probe.returncode == 0, probe.stdout
    after = load_sites([tmp_path / "sites"])
    assert {name for name, site in after.items() if site.verified} == {"songha"}
    assert {name: site.model_copy(update={"verified": False}) for name, site in after.items()} == before


def test_saving_never_overwrites(sample: SampleWeb, tmp_path: Path) -> None:
    options = sample_settings(tmp_path, sample.site_file())
    before = (tmp_path / "sites" / "sample.toml").read_text()
    for name in ("songha", "sample"):  # a site of that name, a file of that name
        probe = run_scrapy("probe", sample.addresses["songha"], "--save", "--name", name, *options)
        assert (probe.returncode, "another name" in probe.stderr) == (1, True)
    assert (tmp_path / "sites" / "sample.toml").read_text() == before


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (lambda _: Reply(503), "robots_unreachable"),
        (with_robots(Reply(body=b"User-agent: *\nDisallow: /", headers={"Content-Type": "text/plain"}), news_site(9)),
         "robots_forbidden"),
        (lambda _: Reply(body=b"<html><body><p>Trang web dang bao tri</p></body></html>"), "no link to an article"),
        (redirect_on_and_on, "redirect_loop"),
        (news_site(9, article=lambda _: Reply(500)), "pages that were taken for articles"),
    ],
)  # fmt: skip
def test_a_site_that_would_not_work(answer: object, problem: str, tmp_path: Path) -> None:
    with serving(answer) as server:  # type: ignore[arg-type]
        probe = run_scrapy("probe", f"{server.address}/", "--save", "--name", "thu", *in_data(tmp_path))
    assert probe.returncode == 1
    assert f"problem: {probe.stdout.split('problem: ')[1]}".count(problem) > 0, probe.stdout
    assert not list((tmp_path / "sites").iterdir())


@pytest.mark.parametrize("answer", [refreshing_to("/danh-sach", at_list(news_site(9))), cookie_wall(news_site(9))])
def test_ways_round_are_found(answer: object, tmp_path: Path) -> None:
    with serving(answer) as server:  # type: ignore[arg-type]
        probe = run_scrapy("probe", f"{server.address}/", *in_data(tmp_path))
    assert "9 links" in probe.stdout, probe.stdout


def test_a_site_file_that_is_out_of_date(tmp_path: Path) -> None:
    with serving(news_site(9)) as server:
        table = site_table("moi", server.address, feeds=[f"{server.address}/rss"], layout="joomla", article=["/khac/"])
        write_sites(tmp_path, [table])
        probe = run_scrapy("probe", "moi", "--save", *in_data(tmp_path))
    assert probe.returncode == 1
    assert "problem: no link to an article was found" in probe.stdout
    assert "nothing was saved" in probe.stderr
    assert not load_sites([tmp_path / "sites"])["moi"].verified


def test_a_closed_port(tmp_path: Path) -> None:
    probe = run_scrapy("probe", f"http://127.0.0.1:{closed_port()}/", *in_data(tmp_path))
    assert (probe.returncode, "connection_refused" in probe.stdout) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "one URL or SITE is expected"),
        (("ben-say",), "no site is called 'ben-say'"),
        (("ftp://bensay.example/",), "an address with http:// or https:// and a host is expected"),
        (("http://127.0.0.1:1/", "--name", "Bến Sậy"), "name: "),
        (("https://bensay.example/",), "the setting CONTACT is empty"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    probe = run_scrapy("probe", *arguments, *in_data(tmp_path))
    assert probe.returncode == 2, probe.stderr
    assert told in probe.stderr
