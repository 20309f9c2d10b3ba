"""When a site is due: ``every`` or ``cron`` of its site file, reckoned from its last visit."""

import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from typing import NamedTuple

from cleaning.dates import VIETNAM
from crawler.cron import cron_trigger
from crawler.frontier import LastVisit
from crawler.hours import is_within, parse_hours
from crawler.page_index import open_index
from crawler.site import Site, SiteStatus

SLACK = 0.05  # of the interval: a daily job starts some minutes sooner or later every day, and must not skip one

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_EVERY = re.compile(r"([1-9][0-9]*)([mhd])")


class Due(NamedTuple):
    """When a site is to be visited."""

    site: str
    at: datetime


def next_visit(site: Site, last: LastVisit | None, now: datetime) -> datetime:
    """When a site is to be visited: now, if it never was or its visit was cut short; in its hours in any case."""
    return _in_hours(site, max(now, _by_interval(site, last, now)))


def _by_interval(site: Site, last: LastVisit | None, now: datetime) -> datetime:
    if last is None or not last.has_ended:
        return now
    if site.cron is not None:
        found = cron_trigger(site.cron).get_next_fire_time(last.began, last.began + timedelta(microseconds=1))
        return found if found is not None else last.began + timedelta(days=36500)
    return last.began + _span(site.every) * (1 - SLACK)


def _in_hours(site: Site, at: datetime) -> datetime:
    """The moment, or the next opening after it."""
    if site.hours is None or is_within(site.hours, at):
        return at
    opening = datetime.combine(at.astimezone(VIETNAM).date(), parse_hours(site.hours)[0], VIETNAM)
    return opening if opening >= at else opening + timedelta(days=1)


def due_sites(sites: Iterable[Site], last: Mapping[str, LastVisit], now: datetime) -> list[Due]:
    """The live sites with their next visits, the longest overdue first."""
    live = (site for site in sites if site.status is SiteStatus.LIVE)
    dues = (Due(site.name, next_visit(site, last.get(site.name), now)) for site in live)
    return sorted(dues, key=lambda due: due.at)


def read_dues(sites: Iterable[Site], place: str, now: datetime) -> list[Due]:
    """`due_sites` by the page index at a place."""
    with closing(open_index(place)) as index:
        return due_sites(sites, index.last_visits(), now)


def interval_of(site: Site, now: datetime) -> timedelta:
    """How long it usually is from visit to visit."""
    if site.cron is None:
        return _span(site.every)
    trigger = cron_trigger(site.cron)
    first = trigger.get_next_fire_time(None, now)
    second = trigger.get_next_fire_time(first, first) if first is not None else None
    return second - first if first is not None and second is not None else timedelta(days=366)


def _span(every: str) -> timedelta:
    match = _EVERY.fullmatch(every)
    if match is None:
        raise ValueError(f"a time like 6h is expected, found {every!r}")
    return int(match[1]) * _UNITS[match[2]]
