"""The summary after a refresh: where every page ended, what the rules did, and what failed."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from cleaning.article import Reason
from cleaning.record import Record
from output.manifest import Counts, Manifest

NARROWEST = 40  # columns; below, words of the table itself would not fit
WIDEST_TABLE = 64  # columns; a number far from its name is hard to follow
FEWEST_ARTICLES = 5  # of a site with a layout; of fewer, none may have the part
_STEP = "  "


class Unmatched(Record):
    """Fields of a layout whose selectors found nothing on any article of a site: it has no such part, or has changed."""

    site: str
    layout: str
    articles: int
    """Articles of the refresh that were tried."""
    fields: tuple[str, ...]


class Summary(Record):
    """What a refresh did."""

    version: int | None
    """The version it made; ``None`` where it read nothing and made none."""
    counts: Counts
    """How the pages ended."""
    edits: Mapping[str, int]
    """Rule to the edits it made, rules that made none included."""
    stripped: Mapping[str, int]
    """Boilerplate rule to the blocks it took out."""
    seconds: Mapping[str, float]
    """Stage to the wall-clock seconds it took."""
    failures: Mapping[str, str]
    """Site to the reason why it failed."""
    unmatched: tuple[Unmatched, ...] = ()
    """Selectors of layouts that found nothing on any article of a site."""


def summarize(manifest: Manifest | None, failures: Mapping[str, str]) -> Summary:
    """Make the summary of what ``Refresh.commit`` gave, and of the sites that failed."""
    if manifest is None:
        return Summary(version=None, counts=Counts(), edits={}, stripped={}, seconds={}, failures=failures)
    return Summary(
        version=manifest.version,
        counts=manifest.counts,
        edits=manifest.edits,
        stripped=manifest.stripped,
        seconds=manifest.seconds,
        failures=failures,
        unmatched=tuple(_unmatched(manifest)),
    )


def _unmatched(manifest: Manifest) -> Iterator[Unmatched]:
    for site, layouts in sorted(manifest.selectors.items()):
        for layout, counts in sorted(layouts.items()):
            articles = max((sum(count) for count in counts.values()), default=0)
            fields = tuple(sorted(field for field, (hits, _) in counts.items() if hits == 0))
            if fields and articles >= FEWEST_ARTICLES:
                yield Unmatched(site=site, layout=layout, articles=articles, fields=fields)


def render(summary: Summary, width: int = 80) -> str:
    """Lay the summary out as plain text, at most ``width`` columns wide.

    Every total stands above its parts, which stand one step to the right.
    """
    width = max(width, NARROWEST)
    parts = [_head(summary), *_tables(summary, min(width, WIDEST_TABLE))]
    parts += [_unmatched_selectors(summary.unmatched, width), _failed_sites(summary.failures, width)]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def _head(summary: Summary) -> Iterator[str]:
    if summary.version is None:
        yield "Nothing new: no page was read, and no version was made."
    else:
        yield f"Version {summary.version}"


def _tables(summary: Summary, width: int) -> Iterator[Iterator[str]]:
    if summary.version is None:
        return
    yield _pages(summary.counts, width)
    yield _counted("Edits by rule", summary.edits, width)
    yield _counted("Stripped blocks by rule", summary.stripped, width)
    yield _stages(summary.seconds, width)


def _pages(counts: Counts, width: int) -> Iterator[str]:
    yield _line("Pages", counts.pages, 0, width)
    yield _line("articles", counts.articles, 1, width)
    for change in ("new", "changed", "unchanged", "restored"):
        yield _line(change, getattr(counts, change), 2, width)
    yield _line("rejections", counts.rejections, 1, width)
    for reason, number in _largest_first(counts.reasons):
        yield _line(reason, number, 2, width)
    yield _line("No longer articles", counts.gone + counts.withdrawn + counts.taken_down, 0, width)
    yield _line("gone from the web", counts.gone, 1, width)
    yield _line("now rejected", counts.withdrawn, 1, width)
    if counts.taken_down:  # few versions have any, and most readers need not be told of none
        yield _line("taken down on request", counts.taken_down, 1, width)
    if counts.reinstated:
        yield _line("Articles again, takedown lifted", counts.reinstated, 0, width)


def _counted(title: str, numbers: Mapping[str, int], width: int) -> Iterator[str]:
    """Give a rule that did something its line, and name those that did nothing in one paragraph."""
    yield _line(title, sum(numbers.values()), 0, width)
    for name, number in _largest_first(numbers):
        if number:
            yield _line(name, number, 1, width)
    if idle := sorted(name for name, number in numbers.items() if not number):
        text = f"at 0: {', '.join(idle)}"
        yield from wrap(_printable(text), width, initial_indent=_STEP, subsequent_indent=_STEP * 2)


def _stages(seconds: Mapping[str, float], width: int) -> Iterator[str]:
    """Give the stages in their order; the total is the sum of the rounded parts, so that it adds up."""
    tenths = {stage: round(time * 10) for stage, time in seconds.items()}
    yield _row("Seconds by stage", f"{sum(tenths.values()) / 10:,.1f}", 0, width)
    for stage, time in tenths.items():
        yield _row(stage, f"{time / 10:,.1f}", 1, width)


def _unmatched_selectors(unmatched: Iterable[Unmatched], width: int) -> Iterator[str]:
    for number, found in enumerate(unmatched):
        if number == 0:
            yield "Selectors that never matched"
        text = f"{found.site} ({found.layout}, {found.articles:,} articles): {', '.join(found.fields)}"
        yield from wrap(_printable(text), width, initial_indent=_STEP, subsequent_indent=_STEP * 2)


def _failed_sites(failures: Mapping[str, str], width: int) -> Iterator[str]:
    if not failures:
        return
    yield f"Failed sites: {len(failures)}"
    for site, why in sorted(failures.items()):
        text = f"{site}: {_printable(why)}"
        yield from wrap(text, width, initial_indent=_STEP, subsequent_indent=_STEP * 2)


def _largest_first(numbers: Mapping[Reason, int] | Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(((str(name), number) for name, number in numbers.items()), key=lambda item: (-item[1], item[0]))


def _line(name: str, number: int, depth: int, width: int) -> str:
    return _row(name, f"{number:,}", depth, width)


def _row(name: str, number: str, depth: int, width: int) -> str:
    """Join a name and a number by dots, except where a total stands alone to the left."""
    left = _STEP * depth + _printable(name)
    room = width - len(number) - 2
    left = left if len(left) <= room else left[: room - 1] + "\N{HORIZONTAL ELLIPSIS}"
    dots = ("." if depth else " ") * (room - len(left))
    return f"{left} {dots} {number}"


def _printable(text: str) -> str:
    """Keep what a server sent from steering the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
