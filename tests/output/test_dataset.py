"""Reading versions: what is current, what was, and what is damaged."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cleaning.article import Reason
from output.dataset import Dataset
from output.manifest import DatasetError
from output.schema import FORMAT_VERSION, Event
from tests.output.records import article, begin, day, refreshed, rejection


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path / "dataset")


@pytest.fixture
def three_versions(dataset: Dataset) -> Dataset:
    """1: a1 and b2 and a rejection; 2: a1 changed, c3 new; 3: b2 gone."""
    with begin(dataset) as refresh:
        for outcome in (article("a1"), article("b2"), rejection("r1")):
            refresh.add(outcome)
        refresh.consume("1.warc.gz", 100)
        refresh.commit()
    with begin(dataset) as refresh:
        refresh.add(article("a1", "Tin đã sửa.", day(1)))
        refresh.add(article("c3", "Tin mới.", day(1)))
        refresh.consume("1.warc.gz", 200)
        refresh.consume("2.warc.gz", 50)
        refresh.commit()
    with begin(dataset) as refresh:
        refresh.gone("b2", day(2))
        refresh.commit()
    return dataset


class TestNoVersion:
    def test_reads_as_empty(self, dataset: Dataset) -> None:
        assert dataset.versions() == []
        assert dataset.consumed() == {}
        assert [*dataset.articles(), *dataset.gone(), *dataset.rejections()] == []
        assert len(dataset.known()) == 0
        dataset.verify()

    def test_reading_makes_no_folder(self, dataset: Dataset) -> None:
        list(dataset.articles())
        assert not dataset.folder.exists()

    def test_has_no_manifest(self, dataset: Dataset) -> None:
        with pytest.raises(LookupError, match="has no version yet"):
            dataset.manifest()
        with pytest.raises(LookupError, match="has no version yet"):
            dataset.articles(at=1)


class TestVersions:
    def test_are_numbered_from_1(self, three_versions: Dataset) -> None:
        assert three_versions.versions() == [1, 2, 3]
        assert [three_versions.manifest(version).parent for version in (1, 2, 3)] == [None, 1, 2]
        assert three_versions.manifest().version == 3

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (1, ["a1", "b2"]),
            (2, ["b2", "a1", "c3"]),
            (3, ["a1", "c3"]),
            (None, ["a1", "c3"]),
        ],
    )
    def test_each_reads_as_it_was(self, three_versions: Dataset, at: int | None, expected: list[str]) -> None:
        assert [found.id for found in three_versions.articles(at)] == expected

    @pytest.mark.parametrize(("at", "expected"), [(2, []), (3, ["b2"]), (None, ["b2"])])
    def test_gone_articles_are_apart(self, three_versions: Dataset, at: int | None, expected: list[str]) -> None:
        assert [found.id for found in three_versions.gone(at)] == expected

    def test_rejections_stay(self, three_versions: Dataset) -> None:
        assert [found.reason for found in three_versions.rejections()] == [Reason.LISTING]

    @pytest.mark.parametrize("at", [0, 4, -1])
    def test_an_unknown_one_is_no_version(self, three_versions: Dataset, at: int) -> None:
        with pytest.raises(LookupError, match=f"has no version {at}; its versions are 1 to 3"):
            three_versions.articles(at)

    def test_what_was_consumed_is_merged(self, three_versions: Dataset) -> None:
        assert three_versions.consumed() == {"1.warc.gz": 200, "2.warc.gz": 50}
        assert three_versions.manifest(2).consumed == {"1.warc.gz": 200, "2.warc.gz": 50}
        assert three_versions.manifest(3).consumed == {}

    def test_verify(self, three_versions: Dataset) -> None:
        three_versions.verify()

    def test_foreign_files_are_no_versions(self, three_versions: Dataset) -> None:
        (three_versions.folder / "manifests" / "notes.json").write_text("{}")
        assert three_versions.versions() == [1, 2, 3]


class TestArticle:
    @pytest.mark.parametrize("asked", ["a1", "a", "b2", "c"])
    def test_is_found_by_the_beginning_of_its_id_current_or_gone(self, three_versions: Dataset, asked: str) -> None:
        assert three_versions.article(asked).id.startswith(asked)

    def test_is_the_one_of_the_version(self, three_versions: Dataset) -> None:
        assert three_versions.article("a1", at=1).revision == 1
        assert three_versions.article("a1").text == "Tin đã sửa."

    def test_a_whole_id_is_found_even_if_others_go_on(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a1"), article("a12"))
        assert dataset.article("a1").id == "a1"

    @pytest.mark.parametrize("asked", ["r1", "x", "a1b"])
    def test_none(self, three_versions: Dataset, asked: str) -> None:
        with pytest.raises(LookupError, match=f"no article has an id that begins with '{asked}'"):
            three_versions.article(asked)

    def test_not_yet(self, three_versions: Dataset) -> None:
        with pytest.raises(LookupError, match="no article"):
            three_versions.article("c3", at=1)

    def test_several(self, dataset: Dataset) -> None:
        refreshed(dataset, *(article(f"a{number}") for number in range(5)))
        with pytest.raises(
            LookupError, match=r"5 articles have ids that begin with 'a', such as a0, a1, a2; give more"
        ):
            dataset.article("a")


class TestKnown:
    def test_holds_the_last_state(self, three_versions: Dataset) -> None:
        known = three_versions.known()
        assert len(known) == 3
        first, gone = known.get("a1"), known.get("b2")
        assert first is not None
        assert gone is not None
        assert (first.event, first.revision, first.first_seen, first.last_changed) == (Event.CHANGE, 2, day(0), day(1))
        assert (gone.has_ended, gone.ended_at, gone.last_changed) == (True, day(2), day(0))

    @pytest.mark.parametrize("id", ["", "a", "a2", "zz", "r1"])
    def test_knows_no_others(self, three_versions: Dataset, id: str) -> None:  # noqa: A002
        assert three_versions.known().get(id) is None

    def test_finds_each_of_many(self, dataset: Dataset) -> None:
        ids = [f"{number * 7919 % 1000:03}" for number in range(1000)]
        refreshed(dataset, *(article(id) for id in ids[:600]))  # noqa: A001
        refreshed(dataset, *(article(id) for id in ids[600:]))  # noqa: A001
        known = dataset.known()
        assert all(known.get(id) is not None for id in ids)  # noqa: A001


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES = [_truncate, _flip_a_bit, _empty, Path.unlink]


class TestDamage:
    @pytest.mark.parametrize("damage", DAMAGES)
    @pytest.mark.parametrize("name", ["000001-articles", "000001-rejections", "000002-articles"])
    def test_verify_names_the_segment(self, three_versions: Dataset, name: str, damage: Callable[[Path], None]) -> None:
        damage(three_versions.folder / "segments" / f"{name}.parquet")
        with pytest.raises(DatasetError, match=name):
            three_versions.verify()

    @pytest.mark.parametrize("damage", [_truncate, _empty, Path.unlink])
    def test_reading_names_the_segment(self, three_versions: Dataset, damage: Callable[[Path], None]) -> None:
        damage(three_versions.folder / "segments" / "000002-articles.parquet")
        with pytest.raises(DatasetError, match=r"000002-articles\.parquet cannot be read"):
            list(three_versions.articles())
        assert len(list(three_versions.articles(at=1))) == 2

    @pytest.mark.parametrize("damage", [_truncate, _empty])
    def test_a_damaged_manifest_is_named(self, three_versions: Dataset, damage: Callable[[Path], None]) -> None:
        damage(three_versions.folder / "manifests" / "000002.json")
        for read in (three_versions.articles, three_versions.consumed, three_versions.verify):
            with pytest.raises(DatasetError, match=r"000002\.json is damaged: .*; restore the file from a copy"):
                read()

    def test_a_damaged_manifest_keeps_older_versions_closed(self, three_versions: Dataset) -> None:
        _empty(three_versions.folder / "manifests" / "000003.json")
        with pytest.raises(DatasetError, match=r"000003\.json is damaged"):  # what it took down cannot be known
            three_versions.articles(at=1)

    def test_a_missing_manifest_is_named(self, three_versions: Dataset) -> None:
        (three_versions.folder / "manifests" / "000002.json").unlink()
        with pytest.raises(DatasetError, match=r"000002\.json is missing"):
            three_versions.articles()

    def test_a_manifest_in_the_wrong_place_is_named(self, three_versions: Dataset) -> None:
        manifests = three_versions.folder / "manifests"
        (manifests / "000003.json").write_bytes((manifests / "000002.json").read_bytes())
        with pytest.raises(DatasetError, match=r"000003\.json holds version 2, expected 3"):
            three_versions.articles()

    @pytest.mark.parametrize("damage", ["newer", "truncated"])
    def test_begin_overwrites_nothing(self, three_versions: Dataset, damage: str) -> None:
        path = three_versions.folder / "manifests" / "000003.json"
        _make_newer(path) if damage == "newer" else _truncate(path)
        before = sorted(three_versions.folder.rglob("*"))
        with pytest.raises(DatasetError, match=r"000003\.json"):
            begin(three_versions)
        assert sorted(three_versions.folder.rglob("*")) == before

    def test_a_newer_format_asks_for_a_newer_danvan(self, three_versions: Dataset) -> None:
        _make_newer(three_versions.folder / "manifests" / "000003.json")
        expected = (
            rf"000003\.json has format {FORMAT_VERSION + 1}, this danvan reads formats up to {FORMAT_VERSION}.*update"
        )
        with pytest.raises(DatasetError, match=expected):
            three_versions.articles()


def _make_newer(path: Path) -> None:
    fields = json.loads(path.read_text()) | {"format_version": FORMAT_VERSION + 1, "a_new_field": 1}
    path.write_text(json.dumps(fields))
