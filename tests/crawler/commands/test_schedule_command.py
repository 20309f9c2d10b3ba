"""``scrapy schedule`` and ``scrapy refresh --due``."""

import signal
from pathlib import Path

import pytest

from tests.crawler.commands.processes import PATIENCE, kill_group
from tests.crawler.commands.running import call_scrapy, in_data, run_scrapy, start_scrapy
from tests.crawler.crawling import site_table, write_sites
from tests.crawler.faulty_server import news_site, serving

pytestmark = pytest.mark.slow


def test_only_what_is_due_is_refreshed(tmp_path: Path) -> None:
    with serving(news_site(3)) as often, serving(news_site(3)) as rarely, serving(news_site(3)) as dead:
        tables = [
            site_table("moi", often.address, every="1d"),
            site_table("xa", rarely.address, cron="0 5 * * *"),
            site_table("cu", dead.address, status="archived"),
        ]
        write_sites(tmp_path, tables)
        assert run_scrapy("refresh", "xa", *in_data(tmp_path)).returncode == 0
        asked = rarely.asked.total()
        due = run_scrapy("refresh", "--due", *in_data(tmp_path))
        assert due.returncode == 0, due.stderr
        assert (often.asked.total() > 0, rarely.asked.total(), dead.asked.total()) == (True, asked, 0)
        idle = run_scrapy("refresh", "--due", *in_data(tmp_path))
        assert (idle.returncode, idle.stdout.startswith("nothing is due; next is ")) == (0, True)


def test_due_names_no_site(tmp_path: Path) -> None:
    write_sites(tmp_path, [site_table("moi", "http://127.0.0.1:1")])
    ended = run_scrapy("refresh", "--due", "moi", *in_data(tmp_path))
    assert (ended.returncode, "name no SITE" in ended.stderr) == (2, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_schedule_refreshes_and_stops_in_order(number: signal.Signals, tmp_path: Path) -> None:
    with serving(news_site(40)) as server:
        write_sites(tmp_path, [site_table("moi", server.address, pace={"delay": 0.2})])
        process = start_scrapy("schedule", "--look-every", 1, *in_data(tmp_path))
        try:
            assert server.wait_for(5)
            process.send_signal(number)
            _, errors = process.communicate(timeout=PATIENCE)
        finally:
            kill_group(process)
        assert process.returncode == 0, errors
        assert "interrupted; what is archived stays" in errors
        asked = server.asked.total()
        assert asked < 40
        again = run_scrapy("refresh", "--due", *in_data(tmp_path))  # a visit that was cut short is due at once
        assert again.returncode == 0, again.stderr
        assert len([path for path in server.asked if path.startswith("/bai/")]) == 40


def test_a_schedule_takes_no_site(tmp_path: Path) -> None:
    assert call_scrapy("schedule", "moi", *in_data(tmp_path)).status == 2
