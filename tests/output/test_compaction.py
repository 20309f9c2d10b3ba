"""A compaction changes the files and nothing that is read from them; dropping versions drops only those."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.article import Reason
from output import compaction
from output.compaction import compact, first_since
from output.dataset import Dataset
from output.manifest import DatasetError
from tests.output.records import article, begin, day, refreshed, rejection
from tests.output.test_refresh import Step, play, steps_of
from tests.output.test_schema import FORMAT_1


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path / "dataset")


def versions_of(dataset: Dataset) -> dict[int, tuple[list[Any], ...]]:
    """Everything that can be read of every version."""
    return {
        version: (
            list(dataset.articles(version)),
            list(dataset.gone(version)),
            list(dataset.rejections(version)),
            [dataset.revisions(name, version) for name in ("a", "b")],
        )
        for version in dataset.versions()
    }


def many_versions(dataset: Dataset, number: int = 5) -> None:
    for version in range(number):
        with begin(dataset) as refresh:
            refresh.add(article("a", f"Tin số {version}.", day(version)))
            refresh.add(article(f"n{version}", fetched_at=day(version)))
            refresh.add(rejection(f"r{version}"))
            refresh.consume(f"{version}.warc.gz", 100)
            refresh.commit()


def files(dataset: Dataset, folder: str) -> list[str]:
    """Names of the files of a folder; of segments, those of articles and rejections."""
    names = sorted(path.name for path in (dataset.folder / folder).iterdir())
    return [name for name in names if name.endswith(("articles.parquet", "rejections.parquet", ".json"))]


class TestCompact:
    def test_leaves_one_segment_a_table_and_every_version_as_it_was(self, dataset: Dataset) -> None:
        many_versions(dataset)
        before = versions_of(dataset)
        done = compact(dataset.folder)
        assert done is not None
        assert files(dataset, "segments") == ["b000001-000-articles.parquet", "b000001-000-rejections.parquet"]
        assert files(dataset, "manifests") == [f"{version:06}.json" for version in range(1, 6)]
        assert (done.base.version, done.base.first) == (5, 1)
        assert done.files_before >= 10
        assert done.bytes_after == sum(path.stat().st_size for path in (dataset.folder / "segments").iterdir())
        assert versions_of(dataset) == before
        dataset.verify()

    def test_again_does_nothing(self, dataset: Dataset) -> None:
        many_versions(dataset)
        compact(dataset.folder)
        assert compact(dataset.folder) is None

    def test_later_versions_stand_on_it_and_can_be_compacted_too(self, dataset: Dataset) -> None:
        many_versions(dataset)
        compact(dataset.folder)
        refreshed(dataset, article("a", "Tin sau.", day(9)), article("z", fetched_at=day(9)))
        before = versions_of(dataset)
        assert len(files(dataset, "segments")) == 3
        compact(dataset.folder)
        assert files(dataset, "bases") == ["000002.json"]
        assert len(files(dataset, "segments")) == 2
        assert versions_of(dataset) == before
        assert dataset.known().get("a") is not None

    def test_keeps_what_was_consumed(self, dataset: Dataset) -> None:
        many_versions(dataset)
        before = dataset.consumed()
        compact(dataset.folder, 4)
        assert dataset.consumed() == before == {f"{version}.warc.gz": 100 for version in range(5)}

    def test_rolls_over_to_more_segments(self, dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(compaction, "ROWS_PER_SEGMENT", 1000)
        refreshed(dataset, *(article(f"{number:04}") for number in range(700)))
        refreshed(dataset, *(article(f"{number:04}", "Tin mới.", day(1)) for number in range(700)))
        before = versions_of(dataset)
        compact(dataset.folder)
        assert [part.stop - part.start for part in dataset.history().parts("articles")] == [1000, 400]
        assert versions_of(dataset) == before

    def test_of_files_of_the_first_format_writes_this_one(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a"), article("b"))
        path = dataset.folder / "segments" / "000001-articles.parquet"
        rows = pq.read_table(path).to_pylist()
        pq.write_table(pa.Table.from_pylist(rows, schema=FORMAT_1), path)
        before = list(dataset.articles())
        compact(dataset.folder)
        assert list(dataset.articles()) == before
        dataset.verify()

    def test_gives_the_same_bytes_for_the_same_log(self, tmp_path: Path) -> None:
        for name in ("one", "two"):
            many_versions(Dataset(tmp_path / name))
            compact(tmp_path / name)
        one, two = (
            {path.name: path.read_bytes() for path in (tmp_path / name / "segments").iterdir()}
            for name in ("one", "two")
        )
        assert one == two

    def test_of_nothing_is_an_error(self, dataset: Dataset) -> None:
        with pytest.raises(LookupError, match="has no version yet"):
            compact(dataset.folder)
        assert not dataset.folder.exists()

    def test_of_a_damaged_segment_changes_nothing(self, dataset: Dataset) -> None:
        many_versions(dataset)
        path = dataset.folder / "segments" / "000003-articles.parquet"
        path.write_bytes(path.read_bytes()[:-40])
        with pytest.raises(DatasetError, match=r"000003-articles\.parquet cannot be read"):
            compact(dataset.folder)
        assert len(files(dataset, "segments")) == 10
        assert files(dataset, "bases") == []
        assert not list(dataset.folder.glob(".refresh-*"))

    def test_loses_to_a_refresh_that_publishes_meanwhile(self, dataset: Dataset) -> None:
        many_versions(dataset)
        with begin(dataset) as refresh:
            refresh.add(article("late", fetched_at=day(9)))
            compact(dataset.folder)
            with pytest.raises(DatasetError, match="another refresh published meanwhile"):
                refresh.commit()
        assert len(dataset.versions()) == 5
        dataset.verify()

    @pytest.mark.parametrize("damage", [b"", b"{", b'{"format_version": 99}'])
    def test_a_damaged_base_is_named_and_nothing_is_written(self, dataset: Dataset, damage: bytes) -> None:
        many_versions(dataset)
        compact(dataset.folder)
        (dataset.folder / "bases" / "000001.json").write_bytes(damage)
        before = sorted(dataset.folder.rglob("*"))
        for read in (
            dataset.articles,
            dataset.versions,
            dataset.verify,
            lambda: begin(dataset),
            lambda: compact(dataset.folder),
        ):
            with pytest.raises(DatasetError, match=r"bases/000001\.json (is damaged|has format 99)"):
                read()
        assert sorted(dataset.folder.rglob("*")) == before


class TestForget:
    def test_drops_the_versions_before(self, dataset: Dataset) -> None:
        many_versions(dataset)
        kept = {version: contents[:3] for version, contents in versions_of(dataset).items() if version >= 4}
        compact(dataset.folder, 4)
        assert dataset.versions() == [4, 5]
        assert {version: contents[:3] for version, contents in versions_of(dataset).items()} == kept
        assert files(dataset, "manifests") == ["000004.json", "000005.json"]
        with pytest.raises(LookupError, match="has no version 3; its versions are 4 to 5"):
            dataset.articles(3)

    def test_drops_the_texts_of_no_kept_version(self, dataset: Dataset) -> None:
        many_versions(dataset)
        compact(dataset.folder, 4)
        assert [found.text for found in dataset.revisions("a")] == ["Tin số 3.", "Tin số 4."]
        assert [found.revision for found in dataset.revisions("a")] == [4, 5]

    def test_keeps_what_is_gone(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a"))
        with begin(dataset) as refresh:
            refresh.gone("a", day(1))
            refresh.commit()
        refreshed(dataset, article("b", fetched_at=day(2)))
        compact(dataset.folder, 3)
        assert [found.id for found in dataset.gone()] == ["a"]
        assert [found.revision for found in dataset.revisions("a")] == [1]

    def test_a_version_after_it_knows_everything(self, dataset: Dataset) -> None:
        many_versions(dataset)
        compact(dataset.folder, 5)
        manifest = refreshed(dataset, article("a", "Tin số 4.", day(9)), article("n0", "Khác.", day(9)))
        assert (manifest.version, manifest.counts.unchanged, manifest.counts.changed) == (6, 1, 1)

    def test_again_with_a_later_version(self, dataset: Dataset) -> None:
        many_versions(dataset)
        compact(dataset.folder, 2)
        compact(dataset.folder, 5)
        assert dataset.versions() == [5]
        assert len(list(dataset.articles())) == 6
        dataset.verify()

    @pytest.mark.parametrize("first", [0, 6, -1])
    def test_of_an_unknown_version_changes_nothing(self, dataset: Dataset, first: int) -> None:
        many_versions(dataset)
        with pytest.raises(LookupError, match=f"has no version {first}"):
            compact(dataset.folder, first)
        assert len(files(dataset, "segments")) == 10

    def test_finds_the_version_of_a_moment(self, dataset: Dataset) -> None:
        many_versions(dataset, 3)
        created = [dataset.manifest(version).created_at for version in (1, 2, 3)]
        assert [first_since(dataset.history(), moment) for moment in created] == [1, 2, 3]
        assert first_since(dataset.history(), day(99999)) == 3


@settings(max_examples=40, deadline=None)
@given(steps_of(["Một.", "Hai.", Reason.LISTING, Reason.CRASH, "gone"]), st.integers(0, 6))
def test_what_is_read_of_a_version_stays_the_same(steps: Sequence[Step], dropped: int) -> None:
    with TemporaryDirectory() as folder:
        dataset = Dataset(Path(folder))
        play(dataset, steps)
        before = versions_of(dataset)
        if not before:
            return
        compact(dataset.folder)
        assert versions_of(dataset) == before
        first = max(1, len(before) - dropped)
        compact(dataset.folder, first)
        kept = {version: contents[:3] for version, contents in before.items() if version >= first}
        assert {version: contents[:3] for version, contents in versions_of(dataset).items()} == kept
        dataset.verify()
