"""What is taken down is in no version and does not come back, until the decision is lifted."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cleaning.article import Reason
from cleaning.identity import article_id
from output.compaction import compact
from output.dataset import Dataset
from output.removal import reinstate, take_down
from output.tally import Change
from tests.output.records import article, begin, day, refreshed, rejection

URL = "https://donglinh.example/tin/1.html"
OTHER = "https://donglinh.example/tin/2.html"
ID, OTHER_ID = article_id(URL), article_id(OTHER)
SECRET = "Bà Lê Thị Tâm An nhà ở ngõ 3."


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    """1: two articles of donglinh, one of tanphong; 2: the first one changed."""
    dataset = Dataset(tmp_path / "dataset")
    refreshed(
        dataset,
        article(ID, SECRET, url=URL),
        article(OTHER_ID, url=OTHER),
        article("c3", url="https://tanphong.example/3", site="tanphong"),
    )
    refreshed(dataset, article(ID, f"{SECRET} Đã sửa.", day(1), url=URL))
    return dataset


def down(dataset: Dataset, target: str = URL, why: str = "theo đơn của gia đình") -> None:
    take_down(dataset, target, why, day(5), "1")


def up(dataset: Dataset, target: str = URL) -> None:
    reinstate(dataset, target, "gia đình rút đơn", day(6), "1")


def ids(dataset: Dataset, at: int | None = None) -> set[str]:
    return {found.id for found in dataset.articles(at)}


def all_bytes(dataset: Dataset) -> str:
    tables = [pq.read_table(path) for path in (dataset.folder / "segments").glob("*-articles.parquet")]
    return str([table.to_pylist() for table in tables])


class TestTakeDown:
    def test_takes_an_address_out_of_every_version(self, dataset: Dataset) -> None:
        down(dataset)
        assert [ids(dataset, version) for version in dataset.versions()] == [{OTHER_ID, "c3"}] * 3
        assert dataset.revisions(ID) == []
        with pytest.raises(LookupError, match="no article"):
            dataset.article(ID)

    def test_is_a_version_with_its_reason(self, dataset: Dataset) -> None:
        down(dataset)
        manifest = dataset.manifest()
        assert (manifest.counts.taken_down, manifest.counts.pages) == (1, 0)
        (note,) = manifest.takedowns
        assert (note.target, note.id, note.why, note.at) == (URL, ID, "theo đơn của gia đình", day(5))

    @pytest.mark.parametrize("written", ["http://www.donglinh.example/tin/1.html", f"{URL}#top", f" {URL}"])
    def test_knows_an_address_however_it_is_written(self, dataset: Dataset, written: str) -> None:
        down(dataset, written.strip())
        assert ID not in ids(dataset)

    def test_takes_a_whole_site(self, dataset: Dataset) -> None:
        down(dataset, "donglinh")
        assert [ids(dataset, version) for version in dataset.versions()] == [{"c3"}] * 3
        assert dataset.manifest().counts.taken_down == 2

    def test_takes_what_is_gone_or_withdrawn_too(self, dataset: Dataset) -> None:
        with begin(dataset) as refresh:
            refresh.gone(ID, day(2))
            refresh.add(rejection(OTHER_ID, Reason.LISTING, day(2)))
            refresh.commit()
        down(dataset, "donglinh")
        assert list(dataset.gone()) == []
        assert dataset.manifest().counts.taken_down == 0
        assert ids(dataset, 1) == {"c3"}

    def test_of_an_address_that_was_never_seen_keeps_it_out(self, dataset: Dataset) -> None:
        new = "https://donglinh.example/tin/9.html"
        down(dataset, new)
        manifest = refreshed(dataset, article(article_id(new), url=new, fetched_at=day(9)))
        assert manifest.counts.reasons == {Reason.TAKEN_DOWN: 1}

    @pytest.mark.parametrize(
        ("target", "why", "error", "message"),
        [
            ("khongco", "vì", LookupError, "no article is of a site named 'khongco'; an address begins with https://"),
            ("", "vì", ValueError, "found a blank"),
            (URL, "  ", ValueError, "found a blank"),
        ],
    )
    def test_asks_for_a_target_and_a_reason(
        self, dataset: Dataset, target: str, why: str, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error, match=message):
            down(dataset, target, why)
        assert dataset.versions() == [1, 2]

    def test_twice_is_an_error(self, dataset: Dataset) -> None:
        down(dataset)
        with pytest.raises(ValueError, match="is taken down already"):
            down(dataset)


class TestComingBack:
    def test_a_page_is_refused_with_its_own_reason(self, dataset: Dataset) -> None:
        down(dataset)
        with begin(dataset) as refresh:
            assert refresh.add(article(ID, "Bài khác hẳn.", day(9), url=URL)) is Change.REJECTED
            refresh.commit()
        assert ID not in ids(dataset)
        (refused,) = dataset.rejections()
        assert refused.reason is Reason.TAKEN_DOWN
        assert refused.detail == f"{URL} was taken down on 2026-03-06: theo đơn của gia đình"
        assert refused.url == URL

    def test_a_refused_page_is_not_written_twice(self, dataset: Dataset) -> None:
        down(dataset)
        refreshed(dataset, article(ID, url=URL, fetched_at=day(9)))
        assert refreshed(dataset, article(ID, "Khác.", day(10), url=URL)).segments == ()

    def test_a_page_of_a_site_is_refused_even_at_a_new_address(self, dataset: Dataset) -> None:
        down(dataset, "donglinh")
        manifest = refreshed(
            dataset, article("new", fetched_at=day(9)), article("x", site="tanphong", fetched_at=day(9))
        )
        assert manifest.counts.reasons == {Reason.TAKEN_DOWN: 1}
        assert manifest.counts.new == 1

    def test_there_is_no_use_in_asking_for_it(self, dataset: Dataset) -> None:
        assert not dataset.taken_down()
        down(dataset)
        taken = dataset.taken_down()
        assert taken.covers_address(f"{URL}#x")
        assert not taken.covers_address(OTHER)
        assert not taken.covers_address(OTHER, "donglinh")
        down(dataset, "tanphong")
        assert dataset.taken_down().covers_address("https://tanphong.example/moi", "tanphong")


class TestForgetting:
    def test_the_text_stands_until_a_compaction(self, dataset: Dataset) -> None:
        down(dataset)
        assert SECRET in all_bytes(dataset)
        compact(dataset.folder)
        assert SECRET not in all_bytes(dataset)
        assert [ids(dataset, version) for version in dataset.versions()] == [{OTHER_ID, "c3"}] * 3
        dataset.verify()

    def test_of_a_site_too(self, dataset: Dataset) -> None:
        down(dataset, "donglinh")
        compact(dataset.folder, 3)
        assert SECRET not in all_bytes(dataset)
        assert ids(dataset) == {"c3"}

    def test_the_decision_outlives_the_version_that_made_it(self, dataset: Dataset) -> None:
        down(dataset)
        refreshed(dataset, article("n", fetched_at=day(8)))
        compact(dataset.folder, 4)
        assert dataset.versions() == [4]
        assert [note.target for note in dataset.taken_down().notes] == [URL]
        assert refreshed(dataset, article(ID, url=URL, fetched_at=day(9))).counts.reasons == {Reason.TAKEN_DOWN: 1}


class TestReinstate:
    def test_brings_back_every_version_as_it_was(self, dataset: Dataset) -> None:
        before = [list(dataset.articles(version)) for version in (1, 2)]
        down(dataset)
        up(dataset)
        assert [list(dataset.articles(version)) for version in (1, 2)] == before
        assert ids(dataset) == {ID, OTHER_ID, "c3"}
        assert dataset.manifest().counts.reinstated == 1
        (back,) = [found for found in dataset.articles() if found.id == ID]
        assert (back.revision, back.text, back.last_changed) == (2, f"{SECRET} Đã sửa.", day(1))
        assert [found.revision for found in dataset.revisions(ID)] == [1, 2]

    def test_lets_its_page_in_again(self, dataset: Dataset) -> None:
        down(dataset)
        up(dataset)
        manifest = refreshed(dataset, article(ID, "Bài viết lại.", day(9), url=URL))
        assert (manifest.counts.changed, manifest.counts.rejections) == (1, 0)

    def test_what_was_gone_is_gone_again(self, dataset: Dataset) -> None:
        with begin(dataset) as refresh:
            refresh.gone(ID, day(2))
            refresh.commit()
        down(dataset)
        up(dataset)
        assert [found.id for found in dataset.gone()] == [ID]
        assert dataset.manifest().counts.reinstated == 0

    def test_what_was_withdrawn_stays_out(self, dataset: Dataset) -> None:
        refreshed(dataset, rejection(ID, Reason.LISTING, day(2)))
        down(dataset)
        up(dataset)
        assert ID not in ids(dataset)

    @pytest.mark.parametrize("first", [None, 3])
    def test_what_a_compaction_has_removed_comes_back_with_its_page(self, dataset: Dataset, first: int | None) -> None:
        down(dataset)
        compact(dataset.folder, first)
        up(dataset)
        assert ID not in ids(dataset)
        assert refreshed(dataset, article(ID, SECRET, day(1), url=URL)).counts.restored == 1
        assert ID in ids(dataset)

    def test_of_a_site_leaves_its_addresses_that_are_down_by_themselves(self, dataset: Dataset) -> None:
        down(dataset)
        down(dataset, "donglinh")
        up(dataset, "donglinh")
        assert ids(dataset) == {OTHER_ID, "c3"}
        assert refreshed(dataset, article(ID, url=URL, fetched_at=day(9))).counts.reasons == {Reason.TAKEN_DOWN: 1}

    @pytest.mark.parametrize("target", [OTHER, "tanphong", "khongco"])
    def test_of_what_is_not_down_is_an_error(self, dataset: Dataset, target: str) -> None:
        down(dataset)
        with pytest.raises(LookupError, match="is not taken down"):
            up(dataset, target)

    def test_can_be_taken_down_again(self, dataset: Dataset) -> None:
        down(dataset)
        up(dataset)
        down(dataset)
        assert ID not in ids(dataset)
        assert len(dataset.taken_down().notes) == 1
