"""What a refresh writes, counts and leaves alone."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.article import Article, Image, Reason, Rejection, Stripped
from cleaning.edits import Edit
from output.dataset import Dataset
from output.manifest import DatasetError, Manifest
from output.refresh import JUDGED, Change, Refresh
from tests.output.records import article, begin, day, refreshed, rejection


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path / "dataset")


def texts(dataset: Dataset, at: int | None = None) -> dict[str, str]:
    return {record.id: record.text for record in dataset.articles(at)}


def add(dataset: Dataset, outcome: Article | Rejection) -> Change:
    with begin(dataset) as refresh:
        change = refresh.add(outcome)
        assert refresh.commit() is not None
    return change


class TestChange:
    def test_first_sight_is_new(self, dataset: Dataset) -> None:
        assert add(dataset, article()) is Change.NEW
        (found,) = dataset.articles()
        assert (found.revision, found.first_seen, found.last_changed) == (1, day(0), day(0))

    def test_another_text_is_changed(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        assert add(dataset, article(text="Buổi lễ hoãn sang chiều.", fetched_at=day(1))) is Change.CHANGED
        (found,) = dataset.articles()
        assert (found.revision, found.first_seen, found.last_changed) == (2, day(0), day(1))
        assert found.text == "Buổi lễ hoãn sang chiều."

    @pytest.mark.parametrize(
        "again",
        [
            article(fetched_at=day(1)),
            article(fetched_at=day(1), views=1200),
            article(fetched_at=day(1), images=(Image(url="https://donglinh.example/moi.jpg"),)),
            article(fetched_at=day(1), stripped=(Stripped(text="Lượt xem: 1200", rule="counter"),)),
        ],
        ids=["same", "counter", "picture", "stripped"],
    )
    def test_the_same_text_is_unchanged_and_not_written(self, dataset: Dataset, again: Article) -> None:
        refreshed(dataset, article(views=7))
        manifest = refreshed(dataset, again)
        assert (manifest.counts.unchanged, manifest.segments) == (1, ())
        assert [found.views for found in dataset.articles()] == [7]

    def test_a_known_rejection_is_not_written_again(self, dataset: Dataset) -> None:
        assert add(dataset, rejection()) is Change.REJECTED
        manifest = refreshed(dataset, rejection(fetched_at=day(1)))
        assert (manifest.counts.rejections, manifest.segments) == (1, ())

    def test_a_rejection_for_another_reason_is_written(self, dataset: Dataset) -> None:
        refreshed(dataset, rejection())
        refreshed(dataset, rejection(reason=Reason.BLOCK_PAGE, fetched_at=day(1)))
        assert [found.reason for found in dataset.rejections()] == [Reason.BLOCK_PAGE]
        assert [found.reason for found in dataset.rejections(at=1)] == [Reason.LISTING]

    def test_a_gone_article_that_comes_back_is_restored_with_its_revision(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        end(dataset, day(1))
        assert add(dataset, article(fetched_at=day(2))) is Change.RESTORED
        (found,) = dataset.articles()
        assert (found.revision, found.first_seen, found.last_changed) == (1, day(0), day(0))

    def test_one_that_comes_back_changed_has_a_new_revision(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        end(dataset, day(1))
        assert add(dataset, article(text="Tin đã sửa.", fetched_at=day(2))) is Change.RESTORED
        assert [found.revision for found in dataset.articles()] == [2]

    def test_records_without_a_fetch_time_are_compared_too(self, dataset: Dataset) -> None:
        assert add(dataset, article(fetched_at=None)) is Change.NEW
        assert add(dataset, article(fetched_at=None)) is Change.UNCHANGED
        assert add(dataset, article(text="Tin đã sửa.", fetched_at=None)) is Change.CHANGED


def end(dataset: Dataset, at: datetime) -> Manifest:
    with begin(dataset) as refresh:
        assert refresh.gone("a1", at)
        manifest = refresh.commit()
    assert manifest is not None
    return manifest


class TestGone:
    def test_leaves_the_current_view_and_keeps_its_text(self, dataset: Dataset) -> None:
        refreshed(dataset, article(), article(id="b2", text="Tin khác."))
        manifest = end(dataset, day(1))
        assert (manifest.counts.gone, manifest.counts.pages) == (1, 0)
        assert [found.id for found in dataset.articles()] == ["b2"]
        assert list(dataset.gone()) == [next(dataset.articles(at=1))]

    @pytest.mark.parametrize("id", ["b2", "c3", "no such id"])
    def test_is_no_news_of_what_is_no_current_article(self, dataset: Dataset, id: str) -> None:  # noqa: A002
        refreshed(dataset, article(), article(id="b2"), rejection(id="c3"))
        with begin(dataset) as refresh:
            refresh.gone("b2", day(1))
            assert not refresh.gone(id, day(2))

    def test_is_no_news_from_before_the_last_text(self, dataset: Dataset) -> None:
        refreshed(dataset, article(fetched_at=day(3)))
        with begin(dataset) as refresh:
            assert not refresh.gone("a1", day(2))

    def test_asks_for_a_zone(self, dataset: Dataset) -> None:
        with begin(dataset) as refresh, pytest.raises(ValueError, match="a time with a zone is expected"):
            refresh.gone("a1", datetime(2026, 3, 1))  # noqa: DTZ001

    def test_a_capture_from_before_does_not_bring_it_back(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        end(dataset, day(2))
        assert add(dataset, article(fetched_at=day(1))) is Change.UNCHANGED
        assert not list(dataset.articles())

    def test_a_better_cleaning_of_it_is_kept_and_it_stays_gone(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        end(dataset, day(2))
        assert add(dataset, article(text="Làm sạch tốt hơn.")) is Change.CHANGED
        assert not list(dataset.articles())
        assert [(found.text, found.revision) for found in dataset.gone()] == [("Làm sạch tốt hơn.", 2)]


class TestArticleAndRejection:
    @pytest.mark.parametrize("reason", sorted(JUDGED))
    def test_a_page_judged_to_be_no_article_is_withdrawn(self, dataset: Dataset, reason: Reason) -> None:
        refreshed(dataset, article())
        manifest = refreshed(dataset, rejection(reason=reason, fetched_at=day(1)))
        assert manifest.counts.withdrawn == 1
        assert not list(dataset.articles())
        assert not list(dataset.gone())
        assert [found.reason for found in dataset.rejections()] == [reason]

    @pytest.mark.parametrize("reason", sorted(set(Reason) - JUDGED))
    def test_a_page_that_could_not_be_seen_keeps_its_article(self, dataset: Dataset, reason: Reason) -> None:
        refreshed(dataset, article())
        manifest = refreshed(dataset, rejection(reason=reason, fetched_at=day(1)))
        assert (manifest.counts.withdrawn, manifest.counts.rejections) == (0, 1)
        assert [found.id for found in dataset.articles()] == ["a1"]
        assert [found.reason for found in dataset.rejections()] == [reason]

    def test_a_rejection_that_becomes_an_article_is_no_rejection_any_more(self, dataset: Dataset) -> None:
        refreshed(dataset, rejection())
        assert add(dataset, article(fetched_at=day(1))) is Change.NEW
        assert not list(dataset.rejections())
        assert [found.reason for found in dataset.rejections(at=1)] == [Reason.LISTING]

    def test_an_older_failure_does_not_touch_a_newer_article(self, dataset: Dataset) -> None:
        refreshed(dataset, article(fetched_at=day(2)))
        manifest = refreshed(dataset, rejection(fetched_at=day(1)))
        assert (manifest.counts.rejections, manifest.segments) == (1, ())
        assert len(list(dataset.articles())) == 1

    def test_what_cannot_be_stored_is_a_rejection(self, dataset: Dataset) -> None:
        assert add(dataset, article(byline="\ud800")) is Change.REJECTED
        assert [found.reason for found in dataset.rejections()] == [Reason.BAD_RECORD]


class TestTwiceInOneRefresh:
    def test_counts_once_against_the_version_before(self, dataset: Dataset) -> None:
        manifest = refreshed(dataset, article(), article(text="Tin đã sửa.", fetched_at=day(1)))
        assert (manifest.counts.pages, manifest.counts.new, manifest.counts.changed) == (1, 1, 0)

    def test_keeps_both_texts_in_the_log(self, dataset: Dataset) -> None:
        manifest = refreshed(dataset, article(), article(text="Tin đã sửa.", fetched_at=day(1)))
        assert [segment.rows for segment in manifest.segments if segment.table == "articles"] == [2]
        assert [(found.text, found.revision) for found in dataset.articles()] == [("Tin đã sửa.", 2)]

    def test_the_last_outcome_counts(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        manifest = refreshed(dataset, rejection(fetched_at=day(1)), article(fetched_at=day(2)))
        assert (manifest.counts.rejections, manifest.counts.unchanged, manifest.counts.withdrawn) == (0, 1, 0)
        assert len(list(dataset.articles())) == 1
        assert not list(dataset.rejections())

    def test_there_and_back_is_a_change_with_its_revisions(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        there, back = article(text="Tin đã sửa.", fetched_at=day(1)), article(fetched_at=day(2))
        assert refreshed(dataset, there, back).counts.changed == 1
        assert [found.revision for found in dataset.articles()] == [3]


class TestCommit:
    def test_of_nothing_makes_no_version(self, dataset: Dataset) -> None:
        with begin(dataset) as refresh:
            refresh.consume("a.warc.gz", 10)
            assert refresh.commit() is None
        assert dataset.versions() == []

    def test_of_nothing_new_makes_a_version_without_segments(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        manifest = refreshed(dataset, article(fetched_at=day(1)))
        assert (manifest.version, manifest.parent, manifest.segments) == (2, 1, ())

    def test_is_what_the_manifest_says(self, dataset: Dataset) -> None:
        with begin(dataset) as refresh:
            refresh.add(article())
            refresh.consume("a.warc.gz", 1234)
            manifest = refresh.commit({"clean": 1.5})
        assert manifest == dataset.manifest()
        assert manifest is not None
        assert (manifest.consumed, manifest.seconds, manifest.code_version) == (
            {"a.warc.gz": 1234},
            {"clean": 1.5},
            "0.1.0",
        )

    def test_counts_edits_of_every_rule_and_stripped_blocks(self, dataset: Dataset) -> None:
        edits = tuple(Edit(start=place, before=" ", after="", rule="one_space") for place in (3, 9))
        title = (Edit(start=0, before="", after="x", rule="close_up_quotes+one_space"),)
        block = Stripped(text="In trang", rule="widget")
        manifest = refreshed(dataset, article(edits=edits, title_edits=title, stripped=(block, block)))
        assert manifest.edits == {"close_up_quotes": 1, "never_fires": 0, "one_space": 3}
        assert manifest.stripped == {"widget": 2}

    def test_leaving_without_it_leaves_nothing(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        before = files(dataset)
        with begin(dataset) as refresh:
            refresh.add(article(id="b2"))
        assert files(dataset) == before

    def test_an_error_inside_leaves_nothing(self, dataset: Dataset) -> None:
        refreshed(dataset, article())
        before = files(dataset)
        with pytest.raises(KeyError, match="fault"):
            _fail_after_adding(dataset)
        assert files(dataset) == before

    def test_ends_the_refresh(self, dataset: Dataset) -> None:
        with begin(dataset) as refresh:
            refresh.add(article())
            refresh.commit()
            with pytest.raises(DatasetError, match="this refresh is over"):
                refresh.add(article(id="b2"))
            with pytest.raises(DatasetError, match="this refresh is over"):
                refresh.commit()

    def test_writes_groups_of_500(self, dataset: Dataset) -> None:
        manifest = refreshed(dataset, *(article(id=f"{number:04}") for number in range(1001)))
        assert [segment.rows for segment in manifest.segments if segment.table == "articles"] == [1001]
        assert [found.id for found in dataset.articles()] == [f"{number:04}" for number in range(1001)]


def _fail_after_adding(dataset: Dataset) -> None:
    with begin(dataset) as refresh:
        refresh.add(article(id="b2"))
        raise KeyError("a fault of the caller")


def files(dataset: Dataset) -> dict[str, bytes]:
    return {
        str(path.relative_to(dataset.folder)): path.read_bytes()
        for path in dataset.folder.rglob("*.*")
        if path.is_file()
    }


class Step(NamedTuple):
    """One fetch of one page."""

    id: str
    outcome: str  # a text, a reason, or "gone"
    new_refresh: bool


_ARTICLES = ["Một.", "Hai."]
_VERDICTS = [Reason.LISTING, Reason.SPAM]
_FAILURES = [Reason.HTTP_ERROR, Reason.CRASH]


def steps_of(outcomes: Sequence[str]) -> st.SearchStrategy[list[Step]]:
    step = st.builds(Step, id=st.sampled_from("ab"), outcome=st.sampled_from(outcomes), new_refresh=st.booleans())
    return st.lists(step, max_size=7)


def take(refresh: Refresh, step: Step, hour: int) -> None:
    if step.outcome == "gone":
        refresh.gone(step.id, day(hour))
    elif step.outcome in set(Reason):
        refresh.add(rejection(step.id, Reason(step.outcome), day(hour)))
    else:
        refresh.add(article(step.id, step.outcome, day(hour)))


def play(dataset: Dataset, steps: Sequence[Step]) -> list[Manifest]:
    """Take the steps, one a day, in refreshes as they say."""
    manifests = []
    cuts = [number for number, step in enumerate(steps) if step.new_refresh and number]
    for start, stop in pairwise([0, *cuts, len(steps)]):
        with begin(dataset) as refresh:
            for number in range(start, stop):
                take(refresh, steps[number], number)
            manifests.append(refresh.commit())
    return [manifest for manifest in manifests if manifest is not None]


@settings(max_examples=40, deadline=None)
@given(steps_of([*_ARTICLES, *_VERDICTS, *_FAILURES, "gone"]))
def test_laws_of_refreshes(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        dataset = Dataset(Path(folder))
        manifests = play(dataset, steps)
        _pages_are_conserved(steps, manifests)
        _the_last_outcome_holds(dataset, steps)
        _the_same_archive_again_writes_nothing(dataset, steps)


@settings(max_examples=40, deadline=None)
@given(steps_of([*_ARTICLES, *_VERDICTS, "gone"]))
def test_what_came_in_less_what_ended_is_there(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        dataset, expected = Dataset(Path(folder)), 0
        for manifest in play(dataset, steps):
            counts = manifest.counts
            expected += counts.new + counts.restored - counts.gone - counts.withdrawn
            ids = [found.id for found in dataset.articles(manifest.version)]
            assert len(ids) == len(set(ids)) == expected


def _pages_are_conserved(steps: list[Step], manifests: list[Manifest]) -> None:
    read = 0
    for group in _groups(steps):
        read += len({step.id for step in group if step.outcome != "gone"})
    assert sum(manifest.counts.pages for manifest in manifests) == read
    for manifest in manifests:
        assert manifest.counts.pages == manifest.counts.articles + manifest.counts.rejections


def _groups(steps: list[Step]) -> list[list[Step]]:
    groups: list[list[Step]] = [[]]
    for step in steps:
        if step.new_refresh:
            groups.append([])
        groups[-1].append(step)
    return groups


def _the_last_outcome_holds(dataset: Dataset, steps: list[Step]) -> None:
    seen = {step.id: step.outcome for step in steps if step.outcome not in set(Reason) - JUDGED}
    articles = {id: outcome for id, outcome in seen.items() if outcome not in {"gone", *Reason}}  # noqa: A001
    assert texts(dataset) == articles
    last = {step.id: step.outcome for step in steps if step.outcome != "gone"}
    rejected = {id: outcome for id, outcome in last.items() if outcome in set(Reason)}  # noqa: A001
    assert {found.id: found.reason for found in dataset.rejections()} == rejected


def _the_same_archive_again_writes_nothing(dataset: Dataset, steps: list[Step]) -> None:
    before = list(dataset.articles()), list(dataset.rejections()), list(dataset.gone())
    with begin(dataset) as refresh:
        for number, step in enumerate(steps):
            if step.outcome != "gone":  # found by asking the web, not by reading the archive
                take(refresh, step, number)
        manifest = refresh.commit()
    assert manifest is None or manifest.segments == ()
    assert (list(dataset.articles()), list(dataset.rejections()), list(dataset.gone())) == before


def test_two_builds_of_one_archive_are_equal_byte_for_byte(tmp_path: Path) -> None:
    outcomes = [article(id=f"{number:04}", text=f"Tin số {number}.") for number in range(700)]
    for name in ("one", "two"):
        refreshed(Dataset(tmp_path / name), *outcomes, rejection(id="x"))
        refreshed(Dataset(tmp_path / name), article(id="0007", text="Tin đã sửa.", fetched_at=day(1)))
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name / "segments").iterdir()} for name in ("one", "two")
    )
    assert one == two
    assert len(one) == 5  # articles and their signatures twice, rejections once
