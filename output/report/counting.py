"""The figures of a version, counted by DuckDB; no article is made into a record, but for a few examples."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import duckdb

from output.dataset import Dataset
from output.manifest import Manifest
from output.report.examples import find_examples
from output.report.figures import (
    Counted,
    DuplicateFigures,
    Figures,
    Gap,
    Histogram,
    MonthFigures,
    PairFigures,
    RuleFigures,
    SiteFigures,
    VersionFigures,
)
from output.report.table import open_tables

EDGES: Mapping[str, Sequence[float]] = {
    "syllables": (0, 50, 100, 200, 300, 400, 600, 800, 1_200, 2_000, 4_000, 10_000),
    "legal_syllables": (0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98, 1),
    "edits_per_1000": (0, 0.001, 1, 2, 5, 10, 20, 50, 100, 200),
    "suggestions": (0, 1, 2, 3, 5, 10, 20, 50),
    "boilerplate_share": (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1),
    "extractor_agreement": (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1),
}
"""Bins of the figures of ``quality``."""


def count(dataset: Dataset, version: int, kinds: Mapping[str, str] | None = None) -> Figures:
    """Count the figures of a version; ``kinds`` are the kinds of the sites, by name.

    Raises:
        DatasetError: a segment is missing or damaged.
        LookupError: there is no such version.
    """
    manifest = dataset.manifest(version)
    with open_tables(dataset, version) as tables:
        sites = tuple(_sites(tables, kinds or {}))
        months = tuple(_records(tables, _MONTHS, MonthFigures))
        return Figures(
            version=version,
            created_at=manifest.created_at,
            articles=sum(site.articles for site in sites),
            gone=len(dataset.view(version).gone()),
            rejections=sum(site.rejections for site in sites),
            syllables=tables.execute("SELECT coalesce(sum(quality.syllables), 0)::BIGINT FROM articles").fetchall()[0][
                0
            ],
            sites=sites,
            months=months,
            days=tuple(_records(tables, _DAYS, Counted)),
            gaps=tuple(find_gaps(months)),
            rules=tuple(_rules(tables, dataset, manifest)),
            boilerplate=tuple(_with_idle(_records(tables, _STRIPPED, Counted), manifest.stripped)),
            reasons=tuple(_records(tables, _REASONS, Counted)),
            flags=tuple(_records(tables, _FLAGS, Counted)),
            layouts=tuple(_records(tables, _LAYOUTS, Counted)),
            suggestions=tuple(_records(tables, _PAIRS, PairFigures)),
            waiting=tables.execute("SELECT coalesce(sum(len(suggestions)), 0)::BIGINT FROM articles").fetchall()[0][0],
            duplicates=_duplicates(tables),
            quality=tuple(_histogram(tables, name, edges) for name, edges in EDGES.items()),
            versions=tuple(map(_version, dataset.history().manifests(version))),
        )


_SITES = """
    SELECT site, count(*) AS articles, min(published_on) AS first, max(published_on) AS last,
        count(*) FILTER (published_on IS NULL) AS undated, sum(len(rules))::BIGINT AS edits,
        count(duplicate_of) AS copies, 0 AS rejections, avg(quality.legal_syllables) AS legal_syllables
    FROM articles GROUP BY site
"""
_REJECTED = "SELECT site, count(*) FROM rejections GROUP BY site"
_MONTHS = """
    SELECT site, strftime(published_on, '%Y-%m') AS month, count(*) AS articles
    FROM articles WHERE published_on IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_DAYS = """
    SELECT strftime(published_on, '%Y-%m-%d') AS name, count(*) AS number
    FROM articles WHERE published_on IS NOT NULL GROUP BY ALL ORDER BY name
"""
_RULES = """
    SELECT rule, count(*) AS edits, count(DISTINCT id) AS articles
    FROM (SELECT id, unnest(string_split(rule, '+')) AS rule FROM (SELECT id, unnest(rules) AS rule FROM articles))
    GROUP BY rule
"""
_COUNT = "SELECT name, count(*) AS number FROM ({}) GROUP BY name ORDER BY number DESC, name"
_STRIPPED = _COUNT.format("SELECT unnest(stripped) AS name FROM articles")
_FLAGS = _COUNT.format("SELECT unnest(flags) AS name FROM articles")
_LAYOUTS = _COUNT.format("SELECT layout AS name FROM articles")
_REASONS = _COUNT.format("SELECT reason AS name FROM rejections")
_PAIRS = """
    SELECT one.before AS before, one.after AS after, one.rule AS rule, count(*) AS places,
        round(avg(one.confidence), 4) AS confidence
    FROM (SELECT unnest(suggestions) AS one FROM articles)
    GROUP BY ALL ORDER BY places DESC, before, after, rule LIMIT 200
"""
_CLUSTERS = """
    SELECT count(*), coalesce(sum(articles) - count(*), 0)::BIGINT,
        count(*) FILTER (sites > 1), coalesce(max(articles), 0)
    FROM (
        SELECT count(*) AS articles, count(DISTINCT site) AS sites
        FROM articles WHERE cluster IS NOT NULL GROUP BY coalesce(duplicate_of, id)
    )
"""
_FLOWS = """
    SELECT source.site || ' to ' || copy.site AS name, count(*) AS number
    FROM articles AS copy JOIN articles AS source ON copy.duplicate_of = source.id
    GROUP BY name ORDER BY number DESC, name LIMIT 20
"""


def _records(tables: duckdb.DuckDBPyConnection, query: str, kind: Any) -> Iterator[Any]:  # noqa: ANN401 - any record
    """The rows of a query as records."""
    found = tables.execute(query)
    names = [column[0] for column in found.description]
    return (kind(**dict(zip(names, row, strict=True))) for row in found.fetchall())


def _sites(tables: duckdb.DuckDBPyConnection, kinds: Mapping[str, str]) -> Iterator[SiteFigures]:
    rejected = dict(tables.execute(_REJECTED).fetchall())
    found = tables.execute(_SITES)
    names = [column[0] for column in found.description]
    rows = {row[0]: dict(zip(names, row, strict=True)) for row in found.fetchall()}
    nothing = {
        "articles": 0,
        "first": None,
        "last": None,
        "undated": 0,
        "edits": 0,
        "copies": 0,
        "legal_syllables": None,
    }
    for site in sorted(rows.keys() | rejected.keys()):
        given = rows.get(site, nothing) | {"site": site, "rejections": rejected.get(site, 0), "kind": kinds.get(site)}
        yield SiteFigures(**given)


def _rules(tables: duckdb.DuckDBPyConnection, dataset: Dataset, manifest: Manifest) -> Iterator[RuleFigures]:
    examples = find_examples(tables, dataset, manifest.version)
    counted = {rule: (edits, articles) for rule, edits, articles in tables.execute(_RULES).fetchall()}
    for rule in sorted(counted.keys() | manifest.edits.keys(), key=lambda rule: (-counted.get(rule, (0, 0))[0], rule)):
        edits, articles = counted.get(rule, (0, 0))
        yield RuleFigures(rule=rule, edits=edits, articles=articles, examples=tuple(examples.get(rule, ())))


def _with_idle(counted: Iterable[Counted], rules: Iterable[str]) -> Iterator[Counted]:
    """Add the rules that never fired."""
    found = list(counted)
    yield from found
    for rule in sorted({*rules} - {one.name for one in found}):
        yield Counted(name=rule, number=0)


def _duplicates(tables: duckdb.DuckDBPyConnection) -> DuplicateFigures:
    ((clusters, copies, across, largest),) = tables.execute(_CLUSTERS).fetchall()
    flows = tuple(_records(tables, _FLOWS, Counted))
    return DuplicateFigures(clusters=clusters, copies=copies, across_sites=across, largest=largest, flows=flows)


def _histogram(tables: duckdb.DuckDBPyConnection, name: str, edges: Sequence[float]) -> Histogram:
    column = f"quality.{name}"
    inner = ", ".join(f"{edge}" for edge in edges[1:-1])
    bins = f"len(list_filter([{inner}], lambda edge: edge <= {column}))"
    found = tables.execute(f"SELECT {bins}, count(*) FROM articles WHERE {column} IS NOT NULL GROUP BY 1").fetchall()  # noqa: S608 - names and numbers from above
    ((median, absent),) = tables.execute(
        f"SELECT median({column}), count(*) FILTER ({column} IS NULL) FROM articles"  # noqa: S608 - as above
    ).fetchall()
    counts = dict(found)
    return Histogram(
        name=name,
        edges=tuple(edges),
        counts=tuple(counts.get(number, 0) for number in range(len(edges) - 1)),
        median=median,
        absent=absent,
    )


def _version(manifest: Manifest) -> VersionFigures:
    counts = manifest.counts
    return VersionFigures(
        version=manifest.version,
        created_at=manifest.created_at,
        code_version=manifest.code_version,
        pages=counts.pages,
        new=counts.new,
        changed=counts.changed,
        gone=counts.gone,
        rejections=counts.rejections,
        seconds=round(sum(manifest.seconds.values()), 1),
    )


def find_gaps(months: Iterable[MonthFigures]) -> list[Gap]:
    """Find the months without an article between a site's first and last one, the longest runs first."""
    by_site: dict[str, list[int]] = defaultdict(list)
    for one in months:
        by_site[one.site].append(_number(one.month))
    gaps = [
        Gap(site=site, first=_month(one + 1), last=_month(other - 1), months=other - one - 1)
        for site, numbers in by_site.items()
        for one, other in zip(sorted(numbers), sorted(numbers)[1:], strict=False)
        if other - one > 1
    ]
    return sorted(gaps, key=lambda gap: (-gap.months, gap.site, gap.first))


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"
