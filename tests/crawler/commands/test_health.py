"""``scrapy health``: states and alarms out of the log of visits; figures that a refresh leaves there."""

import json
from pathlib import Path

import pytest

from crawler.health import SiteVisit, read_visits
from crawler.health.visits import FILE, write_visits
from tests.crawler.commands.running import call_scrapy, in_data, run_scrapy
from tests.crawler.crawling import site_table, write_sites
from tests.crawler.faulty_server import Reply, closed_port, news_site, serving
from tests.crawler.health.test_alarms import made_visit, usual

SILENT = [*usual(20), *(made_visit(day, new=0) for day in range(20, 24))]


@pytest.fixture
def settings(tmp_path: Path) -> list[object]:
    """A project with the sites ``moi`` and ``cu``; only the first was visited."""
    write_sites(
        tmp_path, [site_table("moi", "http://127.0.0.1:1", every="999d"), site_table("cu", "http://127.0.0.1:1")]
    )
    (tmp_path / "data").mkdir()
    return in_data(tmp_path)


def log(folder: Path, visits: list[SiteVisit]) -> None:
    """Leave a log of visits."""
    write_visits(folder / "data", visits)


def test_all_is_well(tmp_path: Path, settings: list[object]) -> None:
    log(tmp_path, usual(20))
    ended = call_scrapy("health", *settings)
    assert (ended.status, "1 sites visited, 1 never, 0 alarms" in ended.out) == (0, True)


def test_an_alarm_is_told_and_is_the_exit_status(tmp_path: Path, settings: list[object]) -> None:
    log(tmp_path, SILENT)
    ended = call_scrapy("health", *settings)
    assert ended.status == 1
    assert "silent: no new article for 4 days; it used to give 21 a week" in ended.out


def test_json_and_metrics(tmp_path: Path, settings: list[object]) -> None:
    log(tmp_path, SILENT)
    ended = call_scrapy("health", "--json", "--metrics", tmp_path / "m.prom", *settings)
    states = {state["site"]: state for state in json.loads(ended.out)}
    assert [alarm["name"] for alarm in states["moi"]["alarms"]] == ["silent"]
    assert (states["cu"]["visits"], states["cu"]["alarms"]) == (0, [])
    metrics = (tmp_path / "m.prom").read_text().splitlines()
    assert 'danvan_alarm{alarm="silent",site="moi"} 1.0' in metrics
    assert 'danvan_articles_unchanged{site="moi"} 17.0' in metrics


def test_selectors_that_never_matched_are_told_and_ring_no_alarm(tmp_path: Path, settings: list[object]) -> None:
    counts = {"tandan": {"tags": (0, 30), "title": (30, 0), "lead": (1, 29)}, "aspnet": {"byline": (0, 4)}}
    *before, last = usual(20)
    log(tmp_path, [*before, last.model_copy(update={"selectors": counts})])
    ended = call_scrapy("health", *settings)
    assert (ended.status, "\n    tandan never matched: tags\n" in ended.out, "aspnet" in ended.out) == (0, True, False)
    states = {state["site"]: state for state in json.loads(call_scrapy("health", "--json", *settings).out)}
    assert (states["moi"]["never_matched"], states["cu"]["never_matched"]) == ({"tandan": ["tags"]}, {})


def test_one_site(tmp_path: Path, settings: list[object]) -> None:
    log(tmp_path, SILENT)
    assert call_scrapy("health", "cu", *settings).status == 0
    assert call_scrapy("health", "khong-co", *settings).status == 2


def test_a_torn_line_costs_one_visit(tmp_path: Path, settings: list[object]) -> None:
    log(tmp_path, usual(3))
    with (tmp_path / "data" / FILE).open("ab") as file:
        file.write(b'{"site": "moi", "at"')
    log(tmp_path, usual(2))
    assert call_scrapy("health", *settings).status == 0
    assert len(read_visits(tmp_path / "data")["moi"]) == 5


def test_nobody_was_ever_visited(settings: list[object]) -> None:
    ended = call_scrapy("health", *settings)
    assert (ended.status, ended.out) == (0, "0 sites visited, 2 never, 0 alarms\n")


def test_a_webhook_is_told(tmp_path: Path, settings: list[object]) -> None:
    with serving(lambda _: Reply(204)) as server:
        log(tmp_path, SILENT)
        ended = call_scrapy("health", *settings, "-s", f"HEALTH_WEBHOOK={server.address}/bao")
    assert ended.status == 1
    (told,) = server.asked
    path, _, posted = told.partition(" ")
    body = json.loads(posted)
    assert path == "/bao"
    assert body["alarms"][0]["name"] == "silent"
    assert body["text"].startswith("moi: silent: ")


@pytest.mark.parametrize(
    ("setting", "status", "said"),
    [
        ("HEALTH_WEBHOOK=http://127.0.0.1:PORT/", 1, "did not take the alarms"),
        ("HEALTH_WEBHOOK=chat.example", 1, "an http or https address is expected"),
        ("HEALTH_MAIL=truc@songmoi.example", 2, "MAIL_FROM is not"),
    ],
)
def test_telling_fails_aloud(setting: str, status: int, said: str, tmp_path: Path, settings: list[object]) -> None:
    log(tmp_path, SILENT)
    more = ["-s", setting.replace("PORT", str(closed_port())), *(["-s", "MAIL_FROM="] if status == 2 else [])]
    ended = call_scrapy("health", *settings, *more)
    assert ended.status == status
    assert said in ended.err


@pytest.mark.slow
def test_a_refresh_leaves_its_figures(tmp_path: Path) -> None:
    with serving(news_site(12)) as server:
        write_sites(tmp_path, [site_table("moi", server.address)])
        refresh = run_scrapy("refresh", *in_data(tmp_path))
    assert refresh.returncode == 0, refresh.stderr
    (visit,) = read_visits(tmp_path / "data")["moi"]
    assert visit.crawl.articles == 12
    assert 0 < (visit.crawl.latency or 0) < visit.crawl.seconds
    assert visit.cleaned.articles + sum(visit.cleaned.rejected.values()) >= 12
    again = run_scrapy("refresh", *in_data(tmp_path))  # nothing listens any more
    assert again.returncode == 1
    last = read_visits(tmp_path / "data")["moi"][-1]
    assert last.crawl.failure is not None
    assert last.crawl.latency is None
    assert "connection_refused" in last.crawl.failure
