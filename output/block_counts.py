"""The articles by which the recurring blocks of a site are known, kept with the dataset from refresh to refresh.

A third table beside articles and rejections: a row for each article that came to count, so that the sample of a site
follows from the log like everything else. Of the rows of all versions, at most ``SAMPLE`` a group count.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cleaning.repeated import Group
from cleaning.witness import SelectorCounts, Witness, choose
from output.history import History
from output.schema import BLOCKS, Row
from output.segments import read_batches

TABLE = "blocks"
"""The end of the names of its segments."""

Selectors = Mapping[str, Mapping[str, Mapping[str, tuple[int, int]]]]
"""Site to layout to field to the hits and misses of its selectors."""


def read_witnesses(dataset: Path) -> list[Witness]:
    """Read the articles that count, as of the latest version.

    Raises:
        DatasetError: a file is missing or damaged.
    """
    chosen: list[Witness] = []
    for part in History(dataset).parts(TABLE):
        for rows in read_batches(part.path, BLOCKS.names, part.start, part.stop):
            chosen = choose([*chosen, *map(_witness, rows.to_pylist())])  # memory holds what counts and one batch
    return chosen


def witness_rows(witnesses: Iterable[Witness]) -> Iterator[Row]:
    """The rows of the articles that came to count."""
    for witness in witnesses:
        yield {
            "site": witness.group.site,
            "layout": witness.group.layout,
            "id": witness.article,
            "fetched_at": witness.fetched_at,
            "blocks": sorted(witness.blocks),
            "prose": sorted(witness.prose),
        }


def _witness(row: Row) -> Witness:
    return Witness(
        group=Group(row["site"], row["layout"]),
        article=row["id"],
        fetched_at=row["fetched_at"],
        blocks=frozenset(row["blocks"]),
        prose=frozenset(row["prose"]),
        selectors={},
    )


def selectors_by_site(counts: Mapping[Group, Mapping[str, SelectorCounts]]) -> Selectors:
    """Counts of selectors as manifests keep them."""
    by_site: dict[str, dict[str, dict[str, tuple[int, int]]]] = {}
    for group, fields in counts.items():
        if group.layout is not None:
            by_site.setdefault(group.site, {})[group.layout] = {name: (*count,) for name, count in fields.items()}
    return by_site
