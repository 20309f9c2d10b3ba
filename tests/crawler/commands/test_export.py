"""``scrapy export``: a version as one file, whole or not at all."""

import json
from pathlib import Path

import pytest

from cleaning import Article
from output.dataset import Dataset
from tests.crawler.commands.newspaper import article_text
from tests.crawler.commands.running import call_scrapy, in_data
from tests.crawler.commands.sources import write_lines


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of two versions, with two articles and with five."""
    folder = tmp_path_factory.mktemp("export")
    for number in (2, 5):
        write_lines(folder / "tin.jsonl", range(number))
        assert call_scrapy("clean", folder / "tin.jsonl", *in_data(folder), "--jobs", 1).status == 0
    return folder


@pytest.mark.parametrize(
    ("options", "version", "number"), [([], 2, 5), (["--at", "1"], 1, 2), (["--format", "jsonl"], 2, 5)]
)
def test_articles_of_a_version(folder: Path, tmp_path: Path, options: list[str], version: int, number: int) -> None:
    file = tmp_path / "articles.jsonl"
    ended = call_scrapy("export", file, *options, *in_data(folder))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == f"{number} articles of version {version} in {file}\n"
    articles = [Article.model_validate_json(text) for text in file.read_bytes().splitlines()]
    assert articles == list(Dataset(folder / "data" / "dataset").articles(version))
    assert [article.text for article in articles] == [article_text(one) for one in range(number)]


@pytest.mark.parametrize(
    ("name", "options", "number"),
    [
        ("tin.jsonl.zst", [], 5),
        ("tin.parquet", [], 5),
        ("tin.csv", [], 5),
        ("tin", [], 5),
        ("tin.bin", ["--format", "csv"], 5),
        ("tin.csv", ["--where", "matches(url, '[34]$')"], 2),
        ("tin.csv", ["--sites", "bensay"], 0),
        ("tin.csv", ["--since", "2020-01-01"], 0),
        ("tin.csv", ["--fields", "id,text", "--without-duplicates", "--mask-personal"], 1),
    ],
)
def test_other_formats_and_choices(folder: Path, tmp_path: Path, name: str, options: list[str], number: int) -> None:
    ended = call_scrapy("export", "-o", tmp_path / name, *options, *in_data(folder))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out == f"{number} articles of version 2 in {tmp_path / name}\n"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_an_older_file_is_replaced(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text("cũ\n" * 10_000, encoding="utf-8")
    assert call_scrapy("export", file, *in_data(folder)).status == 0
    assert [set(json.loads(text)) for text in file.read_bytes().splitlines()] == [set(Article.model_fields)] * 5
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ([], 2, "one FILE is expected, found 0"),
        (["a.jsonl", "b.jsonl"], 2, "one FILE is expected, found 2"),
        (["."], 2, ". is there already and is no export of danvan"),
        ([".", "--format", "csv"], 2, ". is a folder; the name of a file is expected"),
        (["a.jsonl", "-o", "b.jsonl"], 2, "one FILE is expected, found 2"),
        (["a.xlsx"], 2, "a.xlsx tells no format; end it in .jsonl,"),
        (["khong-co/hf"], 2, "khong-co is no folder; make it first"),
        (["a.csv", "--fields", "id,txt"], 2, "there is no field 'txt'; there are id, url"),
        (["a.csv", "--fields", ","], 2, "no field is asked for"),
        (["a.csv", "--since", "hôm qua"], 2, "a day such as 2026-05-01 is expected, found 'hôm qua'"),
        (["a.csv", "--where", "titel == ''"], 2, "character 1: there is no column 'titel'"),
        (["a.csv", "--fields", "edits", "--mask-personal"], 2, "'edits' is part of the record of cleaning"),
        (["khong-co/a.jsonl"], 2, "khong-co is no folder; make it first"),
        (["a.jsonl", "--format", "xml"], 2, "invalid choice: 'xml'"),
        (["a.jsonl", "--at", "3"], 1, "has no version 3; its versions are 1 to 2"),
    ],
)
def test_wrong_arguments(folder: Path, arguments: list[str], status: int, message: str) -> None:
    before = sorted(Path().glob("[!.]*"))  # coverage writes hidden files here
    ended = call_scrapy("export", *arguments, *in_data(folder))
    assert (ended.status, ended.out) == (status, "")
    assert message in ended.err
    assert sorted(Path().glob("[!.]*")) == before


def test_a_damaged_dataset_leaves_no_file(tmp_path: Path) -> None:
    write_lines(tmp_path / "tin.jsonl", range(3))
    assert call_scrapy("clean", tmp_path / "tin.jsonl", *in_data(tmp_path), "--jobs", 1).status == 0
    segment = tmp_path / "data" / "dataset" / "segments" / "000001-articles.parquet"
    segment.write_bytes(segment.read_bytes()[:-100])
    ended = call_scrapy("export", tmp_path / "out.jsonl", *in_data(tmp_path))
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith(f"danvan: {segment} cannot be read")
    assert not list(tmp_path.glob("*out.jsonl*"))


def test_nothing_to_export_yet(tmp_path: Path) -> None:
    ended = call_scrapy("export", tmp_path / "out.jsonl", *in_data(tmp_path))
    assert ended.status == 1
    assert "has no version yet" in ended.err
    assert not (tmp_path / "out.jsonl").exists()
