"""The overview: what there is, site by site and month by month, and what the last versions brought."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from math import log
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response

from output.inspector.charts import Sparkline, last_months, sparkline
from output.inspector.figures import Figures, SiteFigures
from output.inspector.inspector import Inspector, Pages
from output.inspector.sites import SiteAlarm, SiteCard

LATEST: Final = 5  # versions shown
MONTHS: Final = 24  # of a sparkline
QUIET: Final = timedelta(days=60)  # without a new article after which a site that is visited is worth a look
SHADES: Final = 5  # of the calendar


class SiteRow(NamedTuple):
    """A site in the table."""

    card: SiteCard
    figures: SiteFigures | None
    rejections: int
    new: int
    changed: int
    line: Sparkline
    visited: datetime | None
    is_quiet: bool
    alarms: Sequence[SiteAlarm]


class Year(NamedTuple):
    """A row of the calendar."""

    year: int
    months: "list[Month]"
    total: int


class Month(NamedTuple):
    """A field of the calendar."""

    first: str  # day
    last: str
    articles: int
    shade: int  # from 0


def routes(inspector: Inspector, pages: Pages) -> APIRouter:
    """The overview at ``/``."""
    router = APIRouter()

    @router.get("/")
    def overview(request: Request) -> Response:
        dataset = inspector.index.dataset
        versions = dataset.versions()
        if not versions:
            return pages.show(request, "empty.html")
        with inspector.figures() as (database, figures):
            waiting = database.execute("SELECT coalesce(sum(places), 0) FROM kind WHERE applied = 0").fetchone()[0]
        alarms = inspector.alarms()
        return pages.show(
            request,
            "overview.html",
            sites=list(_sites(figures, inspector.sites(), alarms, dataset.manifest(versions[-1]).created_at.date())),
            ringing=sum(map(len, alarms.values())),
            years=list(_years(figures.days)),
            manifests=[dataset.manifest(version) for version in islice(reversed(versions), LATEST)],
            articles=sum(site.articles for site in figures.sites),
            undated=sum(site.articles for site in figures.sites) - sum(figures.days.values()),
            revised=sum(site.revised for site in figures.sites),
            rejected=sum(sum(by_site.values()) for by_site in figures.rejections.values()),
            waiting=waiting,
        )

    return router


def _sites(
    figures: Figures, cards: Mapping[str, SiteCard], alarms: Mapping[str, Sequence[SiteAlarm]], today: date
) -> Iterator[SiteRow]:
    """The sites that were visited or have something: those with alarms first, then those with most articles."""
    known = {site.site: site for site in figures.sites}
    rejections = Counter[str]()
    for by_site in figures.rejections.values():
        rejections.update(by_site)
    months = last_months(max((month for site in figures.sites for month in site.months), default=None), MONTHS)
    names = {*known, *rejections, *figures.visited, *alarms}
    for name in sorted(
        names, key=lambda name: (name not in alarms, -known[name].articles if name in known else 0, name)
    ):
        site, news = known.get(name), figures.news.get(name, {})
        yield SiteRow(
            card=cards.get(name) or SiteCard(name, name),
            figures=site,
            rejections=rejections[name],
            new=news.get("add", 0),
            changed=news.get("change", 0),
            line=sparkline([site.months.get(month, 0) if site else 0 for month in months]),
            visited=figures.visited.get(name),
            is_quiet=_is_quiet(site, cards.get(name), today),
            alarms=alarms.get(name, ()),
        )


def _is_quiet(site: SiteFigures | None, card: SiteCard | None, today: date) -> bool:
    """Whether a site that should have news has had none for long."""
    if site is None or site.last_published is None or (card is not None and card.status == "archived"):
        return False
    return today - site.last_published > QUIET


def _years(days: Mapping[str, int]) -> Iterator[Year]:
    """The years of the calendar, newest first, with those between that have nothing."""
    months = Counter[str]()
    for day, count in days.items():
        months[day[:7]] += count
    if not months:
        return
    most = max(months.values())
    for year in range(int(max(months)[:4]), int(min(months)[:4]) - 1, -1):
        row = [_month(year, month, months[f"{year:04}-{month:02}"], most) for month in range(1, 13)]
        yield Year(year, row, sum(month.articles for month in row))


def _month(year: int, month: int, articles: int, most: int) -> Month:
    start = f"{year:04}-{month:02}"
    return Month(f"{start}-01", f"{start}-{monthrange(year, month)[1]}", articles, _shade(articles, most))


def _shade(count: int, most: int) -> int:
    """From 0 for nothing to ``SHADES`` for the most, by the logarithm: one busy month must not bleach the others."""
    return 0 if count == 0 else 1 + round((SHADES - 1) * log(count) / log(most)) if most > 1 else SHADES
