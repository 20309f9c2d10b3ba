"""The report as one page of HTML: no script, no file beside it, nothing fetched; light or dark as the reader has it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from output.report.figures import Counted, Figures, Histogram, MonthFigures

WEEKS = 53  # of the calendar, which ends with the last day that has an article
MOST_MONTHS = 48  # columns of the map of sites and months
MOST_SITES = 60  # rows of it, those with the most articles; the others are in the table
SHADES = 5  # of a heat map, nothing included

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["ord"] = ord

QUALITY_TITLES: Mapping[str, str] = {
    "syllables": "Length in syllables",
    "legal_syllables": "Share of legal syllables",
    "edits_per_1000": "Edits for 1,000 syllables",
    "suggestions": "Suggestions waiting",
    "boilerplate_share": "Share taken out as boilerplate",
    "extractor_agreement": "Agreement of the extractors",
}


WHOLE_NUMBERS = frozenset({"syllables", "suggestions"})
LEAST_SHOWN = 0.01  # an edge below it only parts none from any


class Cell(NamedTuple):
    """A field of a heat map."""

    shade: int
    """0 for nothing to ``SHADES - 1``."""
    label: str
    """What a reader is told about it."""
    is_gap: bool = False
    """Whether it is empty between two that are not."""


class Row(NamedTuple):
    """A row of a heat map."""

    name: str
    cells: tuple[Cell | None, ...]
    """``None`` where there is no such day."""


def render(figures: Figures) -> str:
    """Lay the figures out as a page."""
    return _TEMPLATES.get_template("report.html.jinja").render(
        figures=figures,
        kinds=[*by_kind(figures)],
        totals=[*by_month(figures.months)],
        calendar=[*calendar(figures.days)],
        calendar_end=figures.days[-1].name if figures.days else None,
        calendar_months=[*calendar_months(figures.days)],
        months=(months := shown_months(figures.months)),
        site_map=[*site_map(figures, months)],
        most_sites=MOST_SITES,
        bins=[(QUALITY_TITLES.get(one.name, one.name), one, [*labelled(one)]) for one in figures.quality],
        pages=figures.articles + figures.rejections,
        edits=sum(rule.edits for rule in figures.rules),
        blocks=sum(rule.number for rule in figures.boilerplate),
    )


def by_kind(figures: Figures) -> Iterator[Counted]:
    """Articles by the kind of their sites."""
    kinds: dict[str, int] = defaultdict(int)
    for site in figures.sites:
        kinds[site.kind or "unknown"] += site.articles
    for name, number in sorted(kinds.items(), key=lambda item: (-item[1], item[0])):
        yield Counted(name=name, number=number)


def by_month(months: Sequence[MonthFigures]) -> Iterator[Counted]:
    """Articles of all sites in each month of the last ``MOST_MONTHS``."""
    totals: dict[str, int] = defaultdict(int)
    for one in months:
        totals[one.month] += one.articles
    for month in shown_months(months):
        yield Counted(name=month, number=totals[month])


def calendar(days: Sequence[Counted]) -> Iterator[Row]:
    """Days as a calendar: a row for each day of the week, a column for each week."""
    if not days:
        return
    numbers = {date.fromisoformat(day.name): day.number for day in days}
    last, start = max(numbers), _start(days)
    most = max(number for day, number in numbers.items() if day >= start)
    for weekday, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        week = (start + timedelta(days=weekday + 7 * number) for number in range(WEEKS))
        yield Row(name, tuple(_day(day, numbers.get(day, 0), most) if day <= last else None for day in week))


def calendar_months(days: Sequence[Counted]) -> Iterator[str]:
    """The months above the columns of the calendar, each above the week of its first day."""
    if not days:
        return
    for number in range(WEEKS):
        monday = _start(days) + timedelta(days=7 * number)
        sunday = monday + timedelta(days=6)
        yield f"{sunday:%b}" if sunday.day <= 7 else ""


def _start(days: Sequence[Counted]) -> date:
    """The Monday that the calendar begins with."""
    last = date.fromisoformat(max(day.name for day in days))
    return last + timedelta(days=6 - last.weekday()) - timedelta(days=7 * WEEKS - 1)


def _day(day: date, number: int, most: int) -> Cell:
    return Cell(_shade(number, most), f"{day}: {number:,}")


def shown_months(months: Sequence[MonthFigures]) -> list[str]:
    """All months up to the last one with an article, at most ``MOST_MONTHS``."""
    if not months:
        return []
    numbers = [int(one.month[:4]) * 12 + int(one.month[5:]) - 1 for one in months]
    first = max(min(numbers), max(numbers) - MOST_MONTHS + 1)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, max(numbers) + 1)]


def site_map(figures: Figures, months: Sequence[str]) -> Iterator[Row]:
    """Sites and months; a month without an article between two that have some is a gap."""
    numbers = {(one.site, one.month): one.articles for one in figures.months}
    most = max(numbers.values(), default=0)
    for site in sorted(figures.sites, key=lambda site: (-site.articles, site.site))[:MOST_SITES]:
        if site.first is None or site.last is None:
            continue
        first, last = f"{site.first:%Y-%m}", f"{site.last:%Y-%m}"
        cells = []
        for month in months:
            number = numbers.get((site.site, month), 0)
            is_gap = number == 0 and first < month < last
            cells.append(Cell(_shade(number, most), f"{site.site}, {month}: {number:,}", is_gap))
        yield Row(site.site, tuple(cells))


def _shade(number: int, most: int) -> int:
    """The shade of a number: each is for twice to four times as many as the one below, as news come in bursts."""
    if number == 0:
        return 0
    share = number / most
    return next((shade for shade, least in ((4, 0.5), (3, 0.2), (2, 0.07)) if share >= least), 1)


def labelled(histogram: Histogram) -> Iterator[Counted]:
    """The bins with their bounds; whole numbers stand with the last one that is in."""
    edges = histogram.edges
    is_whole = histogram.name in WHOLE_NUMBERS
    for number, (low, high, count) in enumerate(zip(edges, edges[1:], histogram.counts, strict=False)):
        if number == len(edges) - 2 and high > 1:
            name = f"{low:,g} or more"
        elif number == 0 and high < LEAST_SHOWN:
            name = "none"
        elif is_whole:
            name = f"{low:,g}" if high == low + 1 else f"{low:,g}\N{EN DASH}{high - 1:,g}"
        else:
            name = f"{low if low >= LEAST_SHOWN else 0:,g}\N{EN DASH}{high:,g}"
        yield Counted(name=name, number=count)
