"""A few examples for every rule that edits, with what stands around them."""

from collections import defaultdict
from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from cleaning.article import Article
from cleaning.edits import Edit, undo
from output.dataset import Dataset
from output.report.figures import Example
from output.schema import article_from_row

AROUND = 40  # code points on each side

_CHOSEN = """
    SELECT rule, list(id ORDER BY md5(id))[1:3]
    FROM (
        SELECT DISTINCT id, unnest(string_split(rule, '+')) AS rule
        FROM (SELECT id, unnest(rules) AS rule FROM articles)
    )
    GROUP BY rule
"""


def find_examples(tables: duckdb.DuckDBPyConnection, dataset: Dataset, version: int) -> dict[str, list[Example]]:
    """Find up to three edits of every rule, each of another article; only their articles are read."""
    wanted: dict[str, set[str]] = defaultdict(set)  # id to rules
    for rule, ids in tables.execute(_CHOSEN).fetchall():
        for name in ids:
            wanted[name].add(rule)
    examples: dict[str, list[Example]] = defaultdict(list)
    for article in _articles(dataset, version, list(wanted)):
        for rule in sorted(wanted[article.id]):
            examples[rule].append(_example(article, rule))
    return examples


def _articles(dataset: Dataset, version: int, ids: list[str]) -> Iterator[Article]:
    view = dataset.view(version)
    current = view.current()
    chosen = current.filter(pc.is_in(current["id"], value_set=pa.array(ids, pa.string())))
    return map(article_from_row, view.read(chosen))


def _example(article: Article, rule: str) -> Example:
    for edit in article.edits:
        if rule in edit.rule.split("+"):
            return around(article.id, article.extracted, edit)
    title = undo(article.title or "", article.title_edits)
    edit = next(edit for edit in article.title_edits if rule in edit.rule.split("+"))
    return around(article.id, title, edit)


def around(name: str, text: str, edit: Edit) -> Example:
    """Cut an edit out of its text, with what stands around it."""
    left = text[max(0, edit.start - AROUND) : edit.start]
    right = text[edit.end : edit.end + AROUND]
    return Example(article=name, left=left, before=edit.before, after=edit.after, right=right)
