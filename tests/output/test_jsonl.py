"""One article a line, whole or not at all."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Article
from output.exports.jsonl import write_jsonl
from tests.output.records import any_articles, article


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "articles.jsonl"


def test_one_line_for_each_article(path: Path) -> None:
    assert write_jsonl([article("a1"), article("b2")], path) == 2
    lines = path.read_bytes().split(b"\n")
    assert [json.loads(line)["id"] for line in lines[:-1]] == ["a1", "b2"]
    assert lines[-1] == b""


def test_keys_stand_as_in_the_model(path: Path) -> None:
    write_jsonl([article()], path)
    assert list(json.loads(path.read_bytes())) == list(Article.model_fields)


def test_letters_are_written_as_they_are(path: Path) -> None:
    write_jsonl([article(title="Đại hội điểm — “thi đua”")], path)
    assert '"title":"Đại hội điểm — “thi đua”"' in path.read_text(encoding="utf-8")


@given(records=st.lists(any_articles, max_size=3))
def test_articles_come_back(records: list[Article], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("export") / "articles.jsonl"
    write_jsonl(records, path)
    lines = path.read_bytes().split(b"\n")[:-1]
    assert [Article.model_validate_json(line) for line in lines] == records


def test_no_articles_make_an_empty_file(path: Path) -> None:
    assert write_jsonl([], path) == 0
    assert path.read_bytes() == b""


def test_a_file_of_that_name_is_replaced(path: Path) -> None:
    write_jsonl([article("a1"), article("b2")], path)
    write_jsonl([article("c3")], path)
    assert json.loads(path.read_bytes())["id"] == "c3"


def _articles_that_fail() -> Iterator[Article]:
    yield article("b2")
    raise KeyError("a fault of the reader")


def test_a_failure_leaves_the_file_before_and_nothing_beside_it(path: Path) -> None:
    write_jsonl([article("a1")], path)
    before = path.read_bytes()
    with pytest.raises(KeyError):
        write_jsonl(_articles_that_fail(), path)
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no_such_folder"):
        write_jsonl([article()], tmp_path / "no_such_folder" / "articles.jsonl")
