"""Counting what recurs on the sites, before anything is cleaned with it.

Only a sample of the pages is read, those whose articles would count (see ``cleaning.witness``): a site of 10,000 pages
costs as much as one of 256. Which pages these are is a function of the pages that there are, whatever their order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from cleaning import RawPage
from cleaning.identity import article_id
from cleaning.layout import Layout
from cleaning.repeated import Group, Repeats, group_of
from cleaning.witness import (
    LONG_AGO,
    SAMPLE,
    SelectorCounts,
    Witness,
    choose,
    count_repeats,
    count_selectors,
    rank_of,
    read_witness,
)
from crawler.archive import PageHead, page_heads, read_pages
from crawler.sources import ArchivePart, Task
from crawler.worker import Resume

MOST_COUNTED = 4 * SAMPLE  # pages of a site; of the addresses that crawls fetched, a third to two thirds were articles
PAGES_A_PART = 16  # about 50 ms of work


class CountPart(NamedTuple):
    """Pages of a WARC file that are to be counted."""

    path: Path
    folder: Path
    offsets: tuple[int, ...]


class Counted(NamedTuple):
    """What was counted."""

    witnesses: Sequence[Witness]
    """The articles of this time that count."""
    repeated: Mapping[Group, Repeats]
    """What recurs, those counted earlier included."""
    selectors: Mapping[Group, Mapping[str, SelectorCounts]]
    """Hits and misses of the layouts' selectors on the articles of this time."""


NOTHING_COUNTED = Counted((), {}, {})


def sum_up(found: Iterable[Witness | None], earlier: Iterable[Witness] = ()) -> Counted:
    """Count over the articles found now and those of ``earlier`` times."""
    known = list(earlier)
    now = [witness for witness in found if witness is not None]
    chosen = choose([*known, *now])
    said = set(map(_statement, known))
    new = [witness for witness in chosen if _statement(witness) not in said]
    return Counted(new, count_repeats(chosen), count_selectors(now))


def _statement(witness: Witness) -> tuple[object, ...]:
    """What a witness says; one that says the same of the same article in the same month is not kept again."""
    return witness.group, witness.rank, witness.blocks, witness.prose


class _Candidate(NamedTuple):
    """A page that may be counted."""

    rank: tuple[int, str]
    fetched_at: datetime
    path: Path
    folder: Path
    offset: int


def parts_to_count(tasks: Iterable[Task]) -> list[CountPart]:
    """Choose the pages to count among those of the tasks; text dumps have no template to speak of."""
    sites: dict[str, dict[str, _Candidate]] = {}
    parts = [task for task in tasks if isinstance(task, ArchivePart)]
    for (path, folder), same in groupby(parts, key=lambda part: (part.path, part.folder)):
        for head in page_heads(path, next(same).start):
            _consider(sites.setdefault(_site_of(head), {}), head, path, folder)
    chosen = sorted((one.path, one.folder, one.offset) for site in sites.values() for one in _best(site).values())
    return [
        CountPart(path, folder, tuple(offsets[start : start + PAGES_A_PART]))
        for (path, folder), same_file in groupby(chosen, key=itemgetter(0, 1))
        for offsets in ([offset for *_, offset in same_file],)
        for start in range(0, len(offsets), PAGES_A_PART)
    ]


def _site_of(head: PageHead) -> str:
    return group_of(RawPage(url=head.url, body=b"", site=head.site), None).site


def _consider(site: dict[str, _Candidate], head: PageHead, path: Path, folder: Path) -> None:
    """Take a page in; a later capture of an article replaces an earlier one, and what cannot be chosen goes."""
    name, fetched_at = article_id(head.url), head.fetched_at or LONG_AGO
    known = site.get(name)
    if known is None or known.fetched_at <= fetched_at:
        site[name] = _Candidate(rank_of(fetched_at, name), fetched_at, path, folder, head.offset)
    if len(site) > 2 * MOST_COUNTED:
        best = _best(site)
        site.clear()
        site.update(best)


def _best(site: Mapping[str, _Candidate]) -> dict[str, _Candidate]:
    return dict(sorted(site.items(), key=lambda item: item[1].rank)[:MOST_COUNTED])


def count_part(
    part: CountPart, resume: Resume, layouts: Mapping[str, Layout], named: Mapping[str, str]
) -> Iterator[Witness | None]:
    """Read the pages of a part; ``None`` for what bears no witness. ``named`` are the layouts of sites by name."""
    for number, offset in enumerate(part.offsets[resume.done :]):
        is_lost = number == 0 and resume.loss is not None
        yield None if is_lost else _read_at(part, offset, layouts, named)


def _read_at(part: CountPart, offset: int, layouts: Mapping[str, Layout], named: Mapping[str, str]) -> Witness | None:
    with closing(read_pages(part.path, offset, part.folder)) as pages:
        page = next((archived.page for archived in pages), None)
    if page is None:
        return None
    layout = named.get(page.site or "")
    return read_witness(page.model_copy(update={"layout": layout}) if layout else page, layouts)
