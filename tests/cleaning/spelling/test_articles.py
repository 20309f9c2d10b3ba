"""Reading the user's own corpus: exports and segments, whole and broken."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaning.spelling.articles import ArticlesError, SiteArticle, read_all, read_articles

ROWS: list[dict[str, Any]] = [
    {"id": "a", "site": "songxanh", "text": "Hội quáng ra mắt."},
    {"id": "b", "site": "nuixa", "text": "Hội quáng góp vốn."},
]


def write_json(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_segment(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_json_lines_and_segments_give_the_same(tmp_path: Path) -> None:
    expected = [SiteArticle(row["site"], row["text"]) for row in ROWS]
    assert list(read_articles(write_json(tmp_path / "export.jsonl", ROWS))) == expected
    assert list(read_articles(write_segment(tmp_path / "one.parquet", ROWS))) == expected


def test_a_folder_is_read_whole_and_an_article_that_comes_again_counts_once(tmp_path: Path) -> None:
    write_segment(tmp_path / "segments/000001-articles.parquet", ROWS)
    write_segment(tmp_path / "segments/000002-articles.parquet", [{**ROWS[0], "text": "Hội quáng giải thể."}])
    write_segment(tmp_path / "segments/000002-rejections.parquet", [{"id": "c", "site": "nuixa", "reason": "listing"}])
    (tmp_path / "manifests").mkdir()
    (tmp_path / "manifests/000001.json").write_text("{}", encoding="utf-8")
    assert [article.text for article in read_articles(tmp_path)] == [row["text"] for row in ROWS]


def test_several_datasets_follow_each_other(tmp_path: Path) -> None:
    first, second = write_json(tmp_path / "a.jsonl", ROWS), write_json(tmp_path / "b.jsonl", ROWS[:1])
    assert len(list(read_all([first, second]))) == 3


def test_the_text_before_cleaning_comes_first(tmp_path: Path) -> None:
    rows = [{"site": "songxanh", "extracted": "Hội quáng", "text": "Hội quán"}]
    assert [article.text for article in read_articles(write_json(tmp_path / "a.jsonl", rows))] == ["Hội quáng"]


@pytest.mark.parametrize("row", [{"site": None, "text": "Một"}, {"site": "nuixa"}, {"site": "nuixa", "text": ""}, {}])
def test_rows_without_site_or_text_are_passed_over(tmp_path: Path, row: dict[str, Any]) -> None:
    assert list(read_articles(write_json(tmp_path / "a.jsonl", [row]))) == []


@pytest.mark.parametrize(
    ("content", "message"), [("{\n", r"a\.jsonl:1: the line is no JSON"), ('{}\n"x"\n', r"a\.jsonl:2: .* no record")]
)
def test_a_broken_line_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "a.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(ArticlesError, match=message):
        list(read_articles(tmp_path / "a.jsonl"))


def test_a_damaged_segment_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(ArticlesError, match=r"a\.parquet: it cannot be read"):
        list(read_articles(tmp_path / "a.parquet"))


def test_nothing_to_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.jsonl", tmp_path / "absent"):
        with pytest.raises(ArticlesError, match="nothing to read"):
            list(read_articles(path))
