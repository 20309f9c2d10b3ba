"""When sites are due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.dates import VIETNAM
from crawler.cron import cron_trigger
from crawler.frontier import LastVisit
from crawler.schedule import due_sites, interval_of, next_visit
from crawler.site import Site

SUNDAY = datetime(2026, 11, 22, 6, tzinfo=VIETNAM)
DAY = timedelta(days=1)


def made_site(**fields: object) -> Site:
    """A site with a schedule."""
    known = dict.fromkeys(("name", "title", "organization"), "moi")
    return Site.model_validate(
        {**known, "kind": "party", "level": "commune", "start": ["http://moi.example/"], **fields}
    )


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("30 5 * * *", ["2026-11-23 05:30", "2026-11-24 05:30"]),
        ("0 7 * * 0", ["2026-11-22 07:00", "2026-11-29 07:00"]),  # cron's Sunday
        ("0 7 * * 7", ["2026-11-22 07:00", "2026-11-29 07:00"]),
        ("0 7 * * 1-5/2", ["2026-11-23 07:00", "2026-11-25 07:00", "2026-11-27 07:00", "2026-11-30 07:00"]),
        ("0 7 * * sat", ["2026-11-28 07:00"]),
        ("*/20 6 * * *", ["2026-11-22 06:20", "2026-11-22 06:40", "2026-11-23 06:00"]),
        ("0 7 * * */3", ["2026-11-22 07:00", "2026-11-25 07:00", "2026-11-28 07:00"]),
    ],
)
def test_cron_lines(line: str, times: list[str]) -> None:
    found, last = [], SUNDAY + timedelta(seconds=1)
    for _ in times:
        last = cron_trigger(line).get_next_fire_time(None, last)
        found.append(f"{last:%Y-%m-%d %H:%M}")
        last += timedelta(seconds=1)
    assert found == times


@pytest.mark.parametrize(
    "line", ["", "5 * *", "61 * * * *", "0 0 * * 8", "0 0 * * 5-1", "0 0 * * 1/0", "@daily", "a b c d e"]
)
def test_what_is_no_cron_line(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are Pydantic's to frame
        cron_trigger(line)
    with pytest.raises(ValueError, match="cron"):
        made_site(cron=line)


@pytest.mark.parametrize(
    ("fields", "since", "is_due", "why"),
    [
        ({"every": "6h"}, timedelta(hours=6), True, "its time is over"),
        ({"every": "6h"}, timedelta(hours=5), False, "its time is not over"),
        ({"every": "1d"}, timedelta(hours=23, minutes=50), True, "a daily job that starts ten minutes sooner"),
        ({"every": "1d"}, timedelta(hours=20), False, "a day is not four hours short"),
        ({"every": "30m"}, timedelta(minutes=29), True, "minutes count too"),
        ({"cron": "0 5 * * *"}, timedelta(hours=2), True, "five o'clock was in between"),
        ({"cron": "0 5 * * *"}, timedelta(minutes=30), False, "five o'clock was before the visit"),
        ({"every": "6h", "hours": "22:00-05:00"}, DAY, False, "not in its hours"),
        ({"every": "6h", "hours": "05:00-07:00"}, DAY, True, "in its hours"),
    ],
)
def test_whether_a_site_is_due(fields: dict[str, object], since: timedelta, is_due: bool, why: str) -> None:
    last = LastVisit(SUNDAY - since, has_ended=True)
    assert (next_visit(made_site(**fields), last, SUNDAY) <= SUNDAY) is is_due, why


def test_a_site_waits_for_its_hours() -> None:
    site = made_site(hours="22:00-05:00")
    assert next_visit(site, None, SUNDAY) == SUNDAY.replace(hour=22)
    assert next_visit(site, None, SUNDAY.replace(hour=23)) == SUNDAY.replace(hour=23)
    assert next_visit(made_site(hours="02:00-05:00"), None, SUNDAY) == SUNDAY.replace(hour=2) + DAY


@pytest.mark.parametrize("last", [None, LastVisit(SUNDAY - timedelta(minutes=1), has_ended=False)])
def test_a_site_without_a_whole_visit_is_due_at_once(last: LastVisit | None) -> None:
    assert next_visit(made_site(), last, SUNDAY) == SUNDAY


def test_dead_sites_are_never_due() -> None:
    assert due_sites([made_site(status="archived")], {}, SUNDAY) == []


@given(st.sampled_from(["5m", "6h", "1d", "3d"]), st.timedeltas(timedelta(), timedelta(days=10)))
def test_a_site_is_due_after_its_interval_and_never_long_before(every: str, since: timedelta) -> None:
    site, now = made_site(every=every), SUNDAY.astimezone(UTC)
    due = next_visit(site, LastVisit(now - since, has_ended=True), now) <= now
    interval = interval_of(site, now)
    assert due or since < interval
    assert not due or since >= interval * 0.9


def test_intervals_of_cron_lines() -> None:
    assert interval_of(made_site(cron="0 5 * * *"), SUNDAY) == DAY
    assert interval_of(made_site(cron="0 5 * * 1"), SUNDAY) == 7 * DAY
