"""Two versions differ by articles, each with its kind, and the changed ones with their cause."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from cleaning.article import Article, Provenance, Reason
from cleaning.edits import Edit, apply
from cleaning.identity import article_id
from output.compaction import compact
from output.dataset import Dataset
from output.diff import Cause, Kind, cause_of, differences
from output.removal import reinstate, take_down
from output.schema import article_digest
from tests.output.records import article, begin, day, refreshed, rejection
from tests.output.test_refresh import Step, play, steps_of


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path / "dataset")


def kinds(dataset: Dataset, before: int, after: int) -> dict[str, Kind]:
    return {found.id: found.kind for found in differences(dataset, before, after)}


def test_every_kind(dataset: Dataset) -> None:
    url = "https://donglinh.example/x"
    refreshed(
        dataset,
        *(article(name) for name in ("same", "changed", "gone", "withdrawn", "back")),
        article(article_id(url), url=url),
    )
    with begin(dataset) as refresh:
        refresh.gone("back", day(1))
        refresh.commit()
    with begin(dataset) as refresh:
        for outcome in (
            article("same", fetched_at=day(2)),
            article("changed", "Tin đã sửa.", day(2)),
            article("back", fetched_at=day(2)),
            article("new", fetched_at=day(2)),
            rejection("withdrawn", Reason.LISTING, day(2)),
            rejection("other", Reason.LISTING, day(2)),
        ):
            refresh.add(outcome)
        refresh.gone("gone", day(2))
        refresh.commit()
    take_down(dataset, url, "theo đơn", day(3), "1")
    assert kinds(dataset, 2, 4) == {
        "changed": Kind.CHANGED,
        "back": Kind.RESTORED,
        "new": Kind.NEW,
        "withdrawn": Kind.WITHDRAWN,
        "gone": Kind.GONE,
        article_id(url): Kind.TAKEN_DOWN,
    }
    assert kinds(dataset, 1, 3) == {
        "changed": Kind.CHANGED,
        "new": Kind.NEW,
        "withdrawn": Kind.WITHDRAWN,
        "gone": Kind.GONE,
    }
    assert kinds(dataset, 4, 4) == {}


def test_articles_are_those_of_the_versions(dataset: Dataset) -> None:
    refreshed(dataset, article("a", "Một."), article("b"))
    refreshed(dataset, article("a", "Hai.", day(1)))
    refreshed(dataset, article("a", "Ba.", day(2)))
    (found,) = differences(dataset, 1, 3)
    assert found.before is not None
    assert found.after is not None
    assert (found.before.text, found.after.text) == ("Một.", "Ba.")


def test_there_and_back_is_no_difference(dataset: Dataset) -> None:
    refreshed(dataset, article("a", "Một."))
    refreshed(dataset, article("a", "Hai.", day(1)))
    refreshed(dataset, article("a", "Một.", day(2)))
    assert kinds(dataset, 1, 3) == {}
    assert kinds(dataset, 2, 3) == {"a": Kind.CHANGED}


def test_the_text_of_what_is_taken_down_is_not_shown(dataset: Dataset) -> None:
    url = "https://donglinh.example/x"
    refreshed(dataset, article(article_id(url), "Một.", url=url), article("s", site="tanphong"))
    refreshed(dataset, article(article_id(url), "Hai.", day(1), url=url), article("s", "Hai.", day(1), site="tanphong"))
    take_down(dataset, url, "theo đơn", day(3), "1")
    take_down(dataset, "tanphong", "theo đơn", day(3), "1")
    assert kinds(dataset, 1, 2) == {}
    (first, _) = differences(dataset, 2, 4)
    assert (first.kind, first.before, first.after) == (Kind.TAKEN_DOWN, None, None)
    reinstate(dataset, url, "rút đơn", day(4), "1")
    assert kinds(dataset, 1, 2) == {article_id(url): Kind.CHANGED}
    assert kinds(dataset, 4, 5) == {article_id(url): Kind.RESTORED}


@pytest.mark.parametrize(("before", "after"), [(2, 1), (0, 1), (1, 3)])
def test_versions_that_are_none(dataset: Dataset, before: int, after: int) -> None:
    refreshed(dataset, article("a"))
    refreshed(dataset, article("b"))
    with pytest.raises(LookupError, match=r"the earlier one is expected first|has no version"):
        list(differences(dataset, before, after))


def made(body: str, code: str = "1", model: str | None = None, layout: str | None = None) -> Provenance:
    return Provenance(body_sha256=body * 64, code_version=code, model_version=model, layout=layout)


def cleaned(extracted: str, edits: Sequence[Edit], provenance: Provenance, title: str = "Tin") -> Article:
    return article(
        text=apply(extracted, edits), extracted=extracted, edits=tuple(edits), provenance=provenance, title=title
    )


EDIT = Edit(start=3, before=" ", after="", rule="close_up_mark")


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        (cleaned("Tin .", (), made("a")), cleaned("Tin .", (EDIT,), made("a", "2")), Cause.CODE),
        (cleaned("Tin .", (), made("a")), cleaned("Tin .", (EDIT,), made("b", "2")), Cause.CODE),
        (cleaned("Tin .", (), made("a")), cleaned("Tin .", (EDIT,), made("b")), Cause.CODE),
        (cleaned("Tin .", (), made("a")), cleaned("Tin mới.", (), made("a", "2")), Cause.CODE),
        (cleaned("Tin .", (), made("a")), cleaned("Tin mới.", (), made("b")), Cause.PAGE),
        (cleaned("Tin .", (), made("a")), cleaned("Tin .", (), made("b"), title="Tin mới"), Cause.PAGE),
        (cleaned("Tin .", (), made("a")), cleaned("Tin mới.", (), made("b", "2")), Cause.EITHER),
        (cleaned("Tin .", (), made("a")), cleaned("Tin mới.", (), made("b", model="m")), Cause.EITHER),
        (cleaned("Tin .", (), made("a")), cleaned("Tin mới.", (), made("b", layout="dnn")), Cause.EITHER),
    ],
    ids=["same bytes", "new code", "corrections", "extraction", "page", "title", "code too", "model too", "layout too"],
)
def test_cause(before: Article, after: Article, cause: Cause) -> None:
    assert cause_of(before, after) is cause


def captioned(found: str, edits: Sequence[Edit], body: str, **more: object) -> Article:
    record = {"captions": (apply(found, edits),), "caption_edits": (tuple(edits),), **more}
    return cleaned("Tin.", (), made(body)).model_copy(update=record)


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        (captioned("Ảnh .", (), "a"), captioned("Ảnh .", (EDIT,), "a"), Cause.CODE),
        (captioned("Ảnh .", (), "a"), captioned("Ảnh .", (EDIT,), "b"), Cause.CODE),
        (captioned("Ảnh .", (), "a"), captioned("Ảnh mới.", (), "b"), Cause.PAGE),
        (captioned("Ảnh .", (), "a", caption_edits=()), captioned("Ảnh .", (EDIT,), "b"), Cause.CODE),
    ],
    ids=["same bytes", "corrections", "page", "old record"],
)
def test_cause_of_a_caption_that_changed(before: Article, after: Article, cause: Cause) -> None:
    assert cause_of(before, after) is cause


def test_pages_without_a_body_are_compared_by_what_was_extracted() -> None:
    nothing = Provenance(body_sha256=None, code_version="1")
    assert cause_of(cleaned("Một.", (), nothing), cleaned("Hai.", (), nothing)) is Cause.PAGE


def test_many_differences_come_in_batches(dataset: Dataset) -> None:
    refreshed(dataset, *(article(f"{number:04}") for number in range(1200)))
    refreshed(dataset, *(article(f"{number:04}", f"Tin {number}.", day(1)) for number in range(1200)))
    found = list(differences(dataset, 1, 2))
    assert [(one.id, one.after.text) for one in found if one.after] == [(f"{n:04}", f"Tin {n}.") for n in range(1200)]


@settings(max_examples=40, deadline=None)
@given(steps_of(["Một.", "Hai.", Reason.LISTING, Reason.CRASH, "gone"]))
def test_differences_lead_from_one_version_to_the_other(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        dataset = Dataset(Path(folder))
        versions = [manifest.version for manifest in play(dataset, steps)]
        for first in versions:
            for second in versions[versions.index(first) :]:
                _leads(dataset, first, second)
        if versions:
            compact(dataset.folder)
            _leads(dataset, versions[0], versions[-1])


def _leads(dataset: Dataset, first: int, second: int) -> None:
    texts = {found.id: article_digest(found) for found in dataset.articles(first)}
    for found in differences(dataset, first, second):
        if found.kind in (Kind.NEW, Kind.RESTORED):
            assert found.id not in texts
        else:
            assert found.before is not None
            assert article_digest(found.before) == texts.pop(found.id)
        if found.after is not None:
            texts[found.id] = article_digest(found.after)
    assert texts == {found.id: article_digest(found) for found in dataset.articles(second)}
