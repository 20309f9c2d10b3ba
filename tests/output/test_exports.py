"""Exports: a choice of a version, whole or not at all, that the tools of its users open."""

import csv
import io
import json
import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Article
from cleaning.edits import Edit
from output.dataset import Dataset
from output.exports.card import Origin
from output.exports.choice import RECORD_OF_CLEANING, Choice, fields_of, filter_of, masked, masked_tables
from output.exports.csv import cell, undefused, write_csv
from output.exports.hugging_face import write_hugging_face
from output.exports.jsonl import write_jsonl
from output.exports.parquet import ROWS_PER_GROUP, write_parquet
from output.filter_terms import FilterError
from output.manifest import DatasetError
from tests.output.records import any_articles, article, day, refreshed

ALL = fields_of(Choice())
LONG = "Ngày hội thôn Đồng Mây có 48 gia đình dự, ông Đào Trọng Nghĩa khai mạc. " * 3
ORIGIN = Origin("danvan", 1, day(0), "0.1.0", "")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Three articles of two sites, one of them a copy, with an edit, sources and a day without a time."""
    dataset = Dataset(tmp_path_factory.mktemp("exports") / "dataset")
    edit = Edit(start=4, before="  ", after=" ", rule="one_space+close_up_mark")
    refreshed(
        dataset,
        article("a", LONG, edits=(edit,), sources={"title": "layout"}, tags=("quà", "thôn")),
        article("b", LONG, day(1), site="tanphong", published=date(2026, 3, 1)),
        article("c", "=1+1 là hai.\n\nĐoạn sau.", day(2), published=None, rights=("robots:noarchive",)),
    )
    return dataset


def tables(dataset: Dataset, choice: Choice = Choice()) -> Iterator[pa.Table]:  # noqa: B008 - it is frozen
    view = dataset.view(where=filter_of(choice))
    return view.tables(view.current())


class TestChoice:
    @pytest.mark.parametrize(
        ("choice", "ids"),
        [
            (Choice(), "abc"),
            (Choice(sites=("tanphong",)), "b"),
            (Choice(sites=("tanphong", "donglinh")), "abc"),
            (Choice(sites=("o'brien",)), ""),
            (Choice(since=date(2026, 3, 1)), "b"),
            (Choice(until=date(2026, 2, 27)), "a"),
            (Choice(without_duplicates=True), "ac"),
            (Choice(where="'quà' in tags or published is None"), "ac"),
            (Choice(where="site == 'tanphong' or site == 'donglinh'", without_duplicates=True), "ac"),
        ],
    )
    def test_of_articles(self, dataset: Dataset, choice: Choice, ids: str) -> None:
        assert [name for table in tables(dataset, choice) for name in table["id"].to_pylist()] == list(ids)

    def test_of_fields_is_in_the_order_of_the_model(self) -> None:
        assert fields_of(Choice(fields=("text", "id"))) == ["id", "text"]
        assert list(Article.model_fields) == ALL
        assert not {*fields_of(Choice(without_edits=True))} & {*RECORD_OF_CLEANING}
        assert fields_of(Choice(mask_personal=True)) == fields_of(Choice(without_edits=True))

    @pytest.mark.parametrize(
        ("choice", "message"),
        [
            (Choice(fields=("texts",)), "there is no field 'texts'; there are id, url"),
            (Choice(fields=()), "no field is asked for"),
            (Choice(fields=("edits",), without_edits=True), "'edits' is part of the record of cleaning"),
            (Choice(fields=("extracted",), mask_personal=True), "'extracted' is part of the record of cleaning"),
        ],
    )
    def test_of_other_fields(self, choice: Choice, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            fields_of(choice)

    def test_a_mistake_in_an_expression_is_told_where_it_stands(self) -> None:
        with pytest.raises(FilterError, match=r"^character 1: there is no column 'sites'"):
            filter_of(Choice(where="sites == 'a'", without_duplicates=True))


class TestMasked:
    def test_leaves_no_personal_number_anywhere(self) -> None:
        told = "Liên hệ bà Sen, số 0912 345 678, thư sen@donglinh.example."
        record = article(text=told, title=told, lead=told, captions=(told,), stripped=())
        assert "0912" not in masked(record).model_dump_json()
        assert "sen@" not in masked(record).model_dump_json()
        assert masked(record).text == "Liên hệ bà Sen, số [điện thoại], thư [thư điện tử]."

    def test_leaves_other_articles_alone(self, dataset: Dataset) -> None:
        before, after = (
            pa.concat_tables(found).select(["id", "text", "title"])
            for found in (
                tables(dataset),
                masked_tables(tables(dataset)),
            )
        )
        assert before == after


class TestParquet:
    def test_holds_the_fields_and_the_rows(self, dataset: Dataset, tmp_path: Path) -> None:
        path = tmp_path / "a.parquet"
        assert write_parquet(tables(dataset), path, ALL) == 3
        found = pq.read_table(path)
        assert found.column_names == ALL
        assert found["id"].to_pylist() == ["a", "b", "c"]
        assert found["duplicate_of"].to_pylist() == [None, "a", None]
        assert found["sources"].to_pylist() == [[{"field": "title", "source": "layout"}], [], []]

    def test_is_the_same_every_time(self, dataset: Dataset, tmp_path: Path) -> None:
        for name in ("one", "two"):
            write_parquet(tables(dataset), tmp_path / name, ["id", "text"])
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()

    def test_of_nothing_has_the_columns(self, tmp_path: Path) -> None:
        assert write_parquet([], tmp_path / "a.parquet", ["id", "tags"]) == 0
        assert pq.read_schema(tmp_path / "a.parquet").names == ["id", "tags"]

    def test_of_many_is_parted_into_groups(self, dataset: Dataset, tmp_path: Path) -> None:
        many = (table for _ in range(ROWS_PER_GROUP // 2) for table in tables(dataset))
        assert write_parquet(many, tmp_path / "a.parquet", ["id"]) == ROWS_PER_GROUP // 2 * 3
        assert pq.ParquetFile(tmp_path / "a.parquet").num_row_groups == 2


class TestCompressed:
    def test_lines_are_those_of_the_plain_file(self, tmp_path: Path) -> None:
        for name in ("a.jsonl", "a.jsonl.zst", "a.jsonl.gz"):
            write_jsonl([article("a"), article("b")], tmp_path / name, ["id", "text"])
        plain = (tmp_path / "a.jsonl").read_bytes()
        assert json.loads(plain.splitlines()[0]).keys() == {"id", "text"}
        for codec, end in (("zstd", "zst"), ("gzip", "gz")):
            with pa.input_stream(tmp_path / f"a.jsonl.{end}", compression=codec) as file:
                assert file.read() == plain


class TestCsv:
    def test_opens_as_a_table(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        record = article(tags=("quà", "thôn"), views=-3, text='Một; "hai", ba.\n\nBốn.')
        assert write_csv([record], path, ["id", "views", "tags", "text", "lead", "quality"]) == 1
        assert path.read_bytes().startswith(b"\xef\xbb\xbfid,views,tags,text,lead,quality\r\n")
        (row,) = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
        assert (row["views"], row["tags"], row["text"], row["lead"]) == ("-3", "quà | thôn", record.text, "")
        assert json.loads(row["quality"])["syllables"] == 20

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
            ("+84 912", "'+84 912"),
            ("- Về dự có bà Sen", "'- Về dự có bà Sen"),
            ("@tin", "'@tin"),
            ("\t=1", "'\t=1"),
            ("\N{FULLWIDTH EQUALS SIGN}1", "'\N{FULLWIDTH EQUALS SIGN}1"),
            ("'=1", "''=1"),
            ("Về dự = có", "Về dự = có"),
            ("'Một' ngày", "'Một' ngày"),
            ("1-2", "1-2"),
            ("", ""),
        ],
    )
    def test_formulas_are_defused(self, text: str, expected: str) -> None:
        assert cell(text) == expected

    def test_formulas_in_lists_and_records_are_defused(self) -> None:
        assert cell(["=1", "b"]) == "'=1 | b"
        assert cell({"a": 1}) == '{"a": 1}'
        assert cell([]) == ""
        assert cell(None) == ""

    @given(st.text(alphabet="'=+-@\t\r\nạ ", max_size=6))
    def test_defusing_can_be_undone(self, text: str) -> None:
        found = cell(text)
        assert isinstance(found, str)
        assert undefused(found) == text
        assert found[:1] not in {*"=+-@\t\r\n"} or not found

    @given(records=st.lists(any_articles, max_size=2))
    def test_rows_come_back(self, records: list[Article], tmp_path_factory: pytest.TempPathFactory) -> None:
        path = tmp_path_factory.mktemp("csv") / "a.csv"
        write_csv(records, path, ["id", "text"])
        _, *rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
        assert [(undefused(one), undefused(text)) for one, text in rows] == [(r.id, r.text) for r in records]


class TestHuggingFace:
    @pytest.mark.slow
    @pytest.mark.filterwarnings("ignore")
    @pytest.mark.parametrize("fields", [ALL, ["id", "text", "tags", "quality"]], ids=["all", "some"])
    def test_loads_with_datasets(
        self, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields: list[str]
    ) -> None:
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        from datasets import load_dataset  # noqa: PLC0415 - takes seconds

        write_hugging_face(tables(dataset), tmp_path / "hf", fields, ORIGIN)
        loaded = load_dataset(str(tmp_path / "hf"), split="train", cache_dir=str(tmp_path / "cache"))
        assert loaded.column_names == fields
        assert loaded["id"][:] == ["a", "b", "c"]
        assert loaded[0]["text"] == LONG
        assert loaded[0]["tags"] == ["quà", "thôn"]

    @pytest.mark.slow
    @pytest.mark.filterwarnings("ignore")
    def test_croissant_is_valid_and_gives_the_records(self, dataset: Dataset, tmp_path: Path) -> None:
        import mlcroissant  # noqa: PLC0415 - takes seconds

        write_hugging_face(tables(dataset), tmp_path / "hf", ALL, ORIGIN)
        logging.getLogger("absl").setLevel(logging.ERROR)
        described = mlcroissant.Dataset(jsonld=tmp_path / "hf" / "croissant.json")
        assert described.metadata.issues.report() == ""
        records = list(described.records("articles"))
        assert [record["articles/id"] for record in records] == [b"a", b"b", b"c"]
        assert records[0]["articles/text"].decode() == LONG

    def test_the_card_says_what_was_written(self, dataset: Dataset, tmp_path: Path) -> None:
        origin = ORIGIN._replace(contact="tin@danvan.example", choice="sites: donglinh")
        write_hugging_face(tables(dataset), tmp_path / "hf", ALL, origin)
        card = (tmp_path / "hf" / "README.md").read_text(encoding="utf-8")
        for line in (
            "| articles | 3 |",
            "| published | 2026-02-27 to 2026-03-01 |",
            "| `donglinh` | 2 |",
            "| `one_space` | 1 |",
            "| `close_up_mark` | 1 |",
            "| `robots:noarchive` | 1 |",
            "| copies of another article (`duplicate_of`) | 1 |",
            "A choice of version 1 of the dataset: sites: donglinh.",
        ):
            assert line in card
        assert "tin@danvan.example" in card
        assert "    num_examples: 3\n" in card

    def test_is_the_same_every_time(self, dataset: Dataset, tmp_path: Path) -> None:
        for name in ("one", "two"):
            write_hugging_face(tables(dataset), tmp_path / name, ALL, ORIGIN)
        one, two = (
            {str(f.relative_to(tmp_path / n)): f.read_bytes() for f in (tmp_path / n).rglob("*.*")}
            for n in ("one", "two")
        )
        assert one == two
        assert one.keys() == {"README.md", "croissant.json", "data/train-00000-of-00001.parquet"}

    def test_shards_hold_every_row_once(
        self, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("output.exports.hugging_face.ROWS_PER_SHARD", 4)
        many = (table for _ in range(3) for table in tables(dataset))
        assert write_hugging_face(many, tmp_path / "hf", ["id"], ORIGIN) == 9
        shards = sorted((tmp_path / "hf" / "data").iterdir())
        assert [shard.name for shard in shards] == [f"train-0000{n}-of-00003.parquet" for n in range(3)]
        assert [pq.read_metadata(shard).num_rows for shard in shards] == [4, 4, 1]
        assert [name for shard in shards for name in pq.read_table(shard)["id"].to_pylist()] == [*"abc"] * 3

    def test_of_nothing(self, tmp_path: Path) -> None:
        assert write_hugging_face([], tmp_path / "hf", ["id"], ORIGIN) == 0
        assert [path.name for path in (tmp_path / "hf" / "data").iterdir()] == ["train-00000-of-00001.parquet"]

    def test_an_earlier_export_gives_way(self, dataset: Dataset, tmp_path: Path) -> None:
        write_hugging_face(tables(dataset), tmp_path / "hf", ALL, ORIGIN)
        write_hugging_face(tables(dataset), tmp_path / "hf", ["id"], ORIGIN)
        assert pq.read_schema(next((tmp_path / "hf" / "data").iterdir())).names == ["id"]
        assert [path.name for path in tmp_path.iterdir()] == ["hf"]

    def test_anything_else_stays(self, dataset: Dataset, tmp_path: Path) -> None:
        (tmp_path / "hf").mkdir()
        (tmp_path / "hf" / "luan-van.txt").write_text("của tôi", encoding="utf-8")
        with pytest.raises(FileExistsError, match="is no export of danvan"):
            write_hugging_face(tables(dataset), tmp_path / "hf", ALL, ORIGIN)
        assert [path.name for path in tmp_path.rglob("*")] == ["hf", "luan-van.txt"]

    def test_a_failure_leaves_nothing(self, dataset: Dataset, tmp_path: Path) -> None:
        with pytest.raises(DatasetError, match="a fault"):
            write_hugging_face(_failing(dataset), tmp_path / "hf", ALL, ORIGIN)
        assert not list(tmp_path.iterdir())


def _failing(dataset: Dataset) -> Iterator[pa.Table]:
    yield from tables(dataset)
    raise DatasetError("a fault of the reader")
