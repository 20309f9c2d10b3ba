"""The examples of docs/dataset.md read what danvan reads."""

from pathlib import Path
from textwrap import dedent

import duckdb
import pandas
import pyarrow.dataset
import pytest

from output.compaction import compact
from output.dataset import Dataset
from output.filters import parse
from output.releases import make_release
from tests.output.records import article, begin, day, refreshed

DOCS = (Path(__file__).parents[2] / "docs" / "dataset.md").read_text(encoding="utf-8")


def example(beginning: str) -> str:
    """The indented block of the page that begins so."""
    start = DOCS.index(f"    {beginning}")
    return dedent(DOCS[start:].partition("\n\n")[0])


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    dataset = Dataset(tmp_path / "data" / "dataset")
    refreshed(dataset, *(article(f"{number}", views=4) for number in range(12)))
    with begin(dataset) as refresh:
        refresh.add(article("3", "Tin đã sửa.", day(1), views=4))
        refresh.add(article("new", fetched_at=day(1)))
        refresh.gone("5", day(1))
        refresh.commit()
    return dataset


@pytest.mark.parametrize("is_compacted", [False, True])
def test_the_query_over_the_log(dataset: Dataset, is_compacted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if is_compacted:
        compact(dataset.folder)
    monkeypatch.chdir(dataset.folder.parents[1])
    rows = duckdb.execute(f"SELECT id, text FROM ({example('SELECT * FROM (')})").fetchall()
    assert sorted(rows) == sorted((found.id, found.text) for found in dataset.articles())


def test_the_lines_over_a_release(dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dataset.folder.parents[1])
    make_release(dataset, Path("data/releases"), "2026.05")
    sql, frame, table = (
        eval(line, {"duckdb": duckdb, "pandas": pandas, "pyarrow": pyarrow})  # our own page
        for line in example("duckdb.sql").splitlines()
    )
    assert sql.fetchall() == [("donglinh", 12, 4.0)]
    assert sorted(frame["id"]) == sorted(table["id"].to_pylist()) == sorted(found.id for found in dataset.articles())


@pytest.mark.parametrize("line", example("quality.syllables").splitlines())
def test_the_filters(line: str) -> None:
    assert parse(line).columns
