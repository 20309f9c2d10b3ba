"""A release is whole, never changes, and can be read by anything that reads Parquet."""

import json
from pathlib import Path

import duckdb
import pyarrow.dataset as ds
import pytest

from output import releases
from output.dataset import Dataset
from output.manifest import DatasetError
from output.releases import COLUMNS, make_release, releases_in, verify_release
from output.removal import take_down
from tests.output.records import article, begin, day, refreshed, rejection


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    dataset = Dataset(tmp_path / "dataset")
    refreshed(dataset, article("a"), article("b", site="tanphong"), article("c"), rejection("r"))
    with begin(dataset) as refresh:
        refresh.add(article("a", "Tin đã sửa.", day(1)))
        refresh.gone("c", day(1))
        refresh.commit()
    return dataset


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "releases"


def texts(folder: Path) -> dict[str, str]:
    table = ds.dataset(folder / "articles", format="parquet").to_table(columns=["id", "text"])
    return dict(zip(*table.to_pydict().values(), strict=True))


def test_holds_the_current_articles(dataset: Dataset, folder: Path) -> None:
    release = make_release(dataset, folder, "2026.05")
    assert (release.version, release.articles, release.sites) == (2, 2, {"donglinh": 1, "tanphong": 1})
    assert texts(folder / "2026.05") == {found.id: found.text for found in dataset.articles()}
    assert [path.name for path in folder.iterdir()] == ["2026.05"]
    assert [file.file for file in release.files] == ["articles/000000.parquet"]


def test_is_read_without_danvan(dataset: Dataset, folder: Path) -> None:
    make_release(dataset, folder, "x")
    query = f"SELECT site, count(*) FROM '{folder}/x/articles/*.parquet' WHERE quality.syllables > 10 GROUP BY site ORDER BY site"
    assert duckdb.execute(query).fetchall() == [("donglinh", 1), ("tanphong", 1)]
    assert json.loads((folder / "x" / "release.json").read_text())["articles"] == 2
    (file,) = (folder / "x" / "articles").iterdir()
    assert ds.dataset(file).schema == COLUMNS
    assert not {"event", "digest", "ended_at"} & set(COLUMNS.names)


def test_of_an_older_version(dataset: Dataset, folder: Path) -> None:
    assert make_release(dataset, folder, "first", at=1).articles == 3


def test_in_several_files(dataset: Dataset, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "ROWS_PER_FILE", 2)
    release = make_release(dataset, folder, "x", at=1)
    assert [file.rows for file in release.files] == [2, 1]
    verify_release(folder, release)


def test_of_the_same_log_has_the_same_bytes(dataset: Dataset, folder: Path) -> None:
    one, two = make_release(dataset, folder, "one"), make_release(dataset, folder, "two")
    assert [file.sha256 for file in one.files] == [file.sha256 for file in two.files]
    assert one.log_sha256 == two.log_sha256 == dataset.manifest().log_sha256


def test_is_never_overwritten(dataset: Dataset, folder: Path) -> None:
    make_release(dataset, folder, "x", at=1)
    before = texts(folder / "x")
    with pytest.raises(DatasetError, match="releases/x exists, and a release never changes: choose another name"):
        make_release(dataset, folder, "x")
    assert texts(folder / "x") == before
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("name", ["", ".", "..", ".x", "a/b", "../x", "x y", "đợt1", "-x", "x" * 65])
def test_a_name_is_that_of_a_folder(dataset: Dataset, folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="a name of up to 64 letters"):
        make_release(dataset, folder, name)
    assert not folder.exists()


def test_of_no_version_is_an_error(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(LookupError, match="has no version yet"):
        make_release(Dataset(tmp_path / "none"), folder, "x")


def test_of_a_damaged_dataset_leaves_nothing(dataset: Dataset, folder: Path) -> None:
    path = dataset.folder / "segments" / "000001-articles.parquet"
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)
    with pytest.raises(DatasetError, match="000001-articles"):
        make_release(dataset, folder, "x")
    assert list(folder.iterdir()) == []


def test_what_a_killed_process_left_goes(dataset: Dataset, folder: Path) -> None:
    left = folder / ".release-dead"
    left.mkdir(parents=True)
    (left / "release.json").write_bytes(b"half")
    make_release(dataset, folder, "x")
    assert [path.name for path in folder.iterdir()] == ["x"]


def test_leaves_out_what_is_taken_down(dataset: Dataset, folder: Path) -> None:
    take_down(dataset, "tanphong", "theo đơn", day(3), "1")
    assert make_release(dataset, folder, "x", at=1).sites == {"donglinh": 2}


@pytest.mark.parametrize("damage", ["truncate", "remove", "another"])
def test_verify_names_the_file_that_differs(dataset: Dataset, folder: Path, damage: str) -> None:
    release = make_release(dataset, folder, "x")
    path = folder / "x" / "articles" / "000000.parquet"
    if damage == "remove":
        path.unlink()
    elif damage == "truncate":
        path.write_bytes(path.read_bytes()[:-9])
    else:
        make_release(dataset, folder, "y", at=1)
        path.write_bytes((folder / "y" / "articles" / path.name).read_bytes())
    with pytest.raises(DatasetError, match=r"x/articles/000000\.parquet"):
        verify_release(folder, release)


def test_are_listed_by_name(dataset: Dataset, folder: Path) -> None:
    assert list(releases_in(folder)) == []
    for name in ("b", "a"):
        make_release(dataset, folder, name)
    assert [release.name for release in releases_in(folder)] == ["a", "b"]
    (folder / "a" / "release.json").write_text("{")
    with pytest.raises(DatasetError, match=r"a/release\.json is damaged"):
        list(releases_in(folder))
