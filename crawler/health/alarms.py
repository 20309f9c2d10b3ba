"""Alarms: what of a site's last visit is out of line with the visits before."""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from cleaning import Reason
from crawler.health.figures import FIELDS
from crawler.health.visits import SiteVisit
from crawler.schedule import interval_of
from crawler.site import Site, SiteStatus

LEAST_EXPECTED = 7.0  # new articles missing until silence counts: by chance that is rarer than 1 in 1,000 (e^-7)
LEAST_SAMPLE = 10  # pages on each side below which shares are not compared
LEAST_JUMP = 0.3  # difference of two shares that is worth a look
SURE = 4.0  # standard errors; a jump by chance once in 30,000 comparisons
DRIFT = 2.0  # times longer or shorter that the median text may become
STALE_DATES = timedelta(days=60)  # behind the visit at which new articles cannot all be dated
OVERDUE = 3.0  # intervals without a visit
FAILED_IN_ROW = 2  # visits; one failure is a night's maintenance

_NOT_ILL = frozenset({Reason.LISTING, Reason.SEARCH_PAGE, Reason.STATIC_PAGE, Reason.DOCUMENT_LIST, Reason.NOT_HTML,
                      Reason.REDIRECT, Reason.TAKEN_DOWN})  # fmt: skip


class Alarm(NamedTuple):
    """Something that a person should look at."""

    site: str
    name: str
    detail: str


class _Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int


def find_alarms(site: Site, visits: Sequence[SiteVisit], now: datetime) -> list[Alarm]:
    """Judge a site by its visits, oldest first; one that was never visited, or is archived, gives no alarm."""
    if not visits or site.status is SiteStatus.ARCHIVED:
        return []
    good = [visit for visit in visits if visit.crawl.failure is None]
    found = [*_of_crawl(visits), *_of_time(site, visits, now)]
    if good and good[-1] is visits[-1]:
        for judge in _JUDGES:
            found += judge(good)
    return [Alarm(site.name, name, detail) for name, detail in found]


_Found = Iterator[tuple[str, str]]


def _of_crawl(visits: Sequence[SiteVisit]) -> _Found:
    last = visits[-FAILED_IN_ROW:]
    if all(visit.crawl.failure is not None for visit in last):
        yield "failing", f"the last {len(last)} visits failed: {visits[-1].crawl.failure}"


def _of_time(site: Site, visits: Sequence[SiteVisit], now: datetime) -> _Found:
    late = now - visits[-1].at
    if late > OVERDUE * interval_of(site, now):
        yield "overdue", f"not visited for {_days(late)} days; is the schedule running?"


def _silence(visits: Sequence[SiteVisit]) -> _Found:
    """New articles stopped: a steady writer's silence, measured by its own rate."""
    last_new = max((place for place, visit in enumerate(visits) if visit.cleaned.new), default=0)
    spoke = visits[1 : last_new + 1]  # the first visit brings the past
    if not spoke or last_new == len(visits) - 1:
        return
    span = spoke[-1].at - visits[0].at
    silent = visits[-1].at - spoke[-1].at
    expected = sum(visit.cleaned.new for visit in spoke) * (silent / span)
    if expected >= LEAST_EXPECTED:
        rate = sum(visit.cleaned.new for visit in spoke) * (timedelta(days=7) / span)
        yield "silent", f"no new article for {_days(silent)} days; it used to give {rate:.0f} a week"


def _dates(visits: Sequence[SiteVisit]) -> _Found:
    last, newest = visits[-1], visits[-1].cleaned.newest
    before = [visit for visit in visits[1:-1] if visit.cleaned.new and visit.cleaned.newest is not None]
    was_fresh = any(visit.at.date() - visit.cleaned.newest <= STALE_DATES for visit in before if visit.cleaned.newest)
    if last.cleaned.new < LEAST_SAMPLE or newest is None or not was_fresh or last.at.date() - newest <= STALE_DATES:
        return
    yield "dates_stand_still", f"{last.cleaned.new} new articles, and the youngest is dated {newest}"


def _titles(visits: Sequence[SiteVisit]) -> _Found:
    shares = [_Share(visit.cleaned.same_title, visit.cleaned.articles) for visit in visits]
    if shares[-1].part > 1 and _has_jumped(shares):
        yield "same_titles", f"{shares[-1].part} of {shares[-1].whole} articles have the same title"


def _empty_fields(visits: Sequence[SiteVisit]) -> _Found:
    for field in FIELDS:
        shares = [_Share(visit.cleaned.empty.get(field, 0), visit.cleaned.articles) for visit in visits]
        if _has_jumped(shares):
            yield f"empty_{field}", f"{shares[-1].part} of {shares[-1].whole} articles have no {field}, others had one"


def _rejections(visits: Sequence[SiteVisit]) -> _Found:
    shares = [_Share(ill := _ill(visit), ill + visit.cleaned.articles) for visit in visits]
    if _has_jumped(shares):
        reasons = {reason: number for reason, number in visits[-1].cleaned.rejected.items() if reason not in _NOT_ILL}
        most = max(reasons, key=lambda reason: reasons[reason])
        yield "rejections", f"{shares[-1].part} of {shares[-1].whole} pages are no articles, most of them {most}"


def _lost_articles(visits: Sequence[SiteVisit]) -> _Found:
    """Pages that the crawl takes for articles and cleaning does not: a new design whose articles look like listings."""
    shares = [
        _Share(max(0, fetched - visit.cleaned.articles), fetched)
        for visit in visits
        if (fetched := visit.crawl.articles - min(visit.crawl.not_modified, visit.crawl.articles))
        or visit is visits[-1]
    ]
    if _has_jumped(shares):
        yield "lost_articles", f"{shares[-1].part} of {shares[-1].whole} fetched articles were not read as such"


def _lengths(visits: Sequence[SiteVisit]) -> _Found:
    last = visits[-1].cleaned
    before = sorted(
        visit.cleaned.characters
        for visit in visits[:-1]
        if visit.cleaned.characters is not None and visit.cleaned.articles >= LEAST_SAMPLE
    )
    if last.characters is None or last.articles < LEAST_SAMPLE or not before:
        return
    usual = before[len(before) // 2]
    if not usual / DRIFT <= last.characters <= usual * DRIFT:
        yield "text_length", f"texts have {last.characters:.0f} characters, {usual:.0f} were usual"


def _selectors(visits: Sequence[SiteVisit]) -> _Found:
    """Selectors that used to find something and find nothing."""
    for layout, fields in visits[-1].selectors.items():
        for field, (hits, misses) in fields.items():
            counts = [visit.selectors.get(layout, {}).get(field, (0, 0)) for visit in visits[:-1]]
            shares = [_Share(missed, found + missed) for found, missed in counts]
            if _has_jumped([*shares, _Share(misses, hits + misses)]):
                yield "selector_misses", f"{layout}: {field} was not found on {misses} of {hits + misses} articles"


_JUDGES: tuple[Callable[[Sequence[SiteVisit]], _Found], ...] = (
    _silence,
    _dates,
    _titles,
    _empty_fields,
    _rejections,
    _lost_articles,
    _lengths,
    _selectors,
)


def _ill(visit: SiteVisit) -> int:
    return sum(number for reason, number in visit.cleaned.rejected.items() if reason not in _NOT_ILL)


def _has_jumped(shares: Sequence[_Share]) -> bool:
    """Whether the last share is far above all before it together, and too far for chance (two proportions)."""
    last = shares[-1]
    before = _Share(sum(share.part for share in shares[:-1]), sum(share.whole for share in shares[:-1]))
    if min(last.whole, before.whole) < LEAST_SAMPLE:
        return False
    jump = last.part / last.whole - before.part / before.whole
    both = (last.part + before.part) / (last.whole + before.whole)
    error = math.sqrt(both * (1 - both) * (1 / last.whole + 1 / before.whole))
    return jump >= LEAST_JUMP and jump >= SURE * error


def _days(span: timedelta) -> str:
    return f"{span / timedelta(days=1):.0f}"
