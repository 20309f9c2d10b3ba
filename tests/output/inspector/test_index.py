"""The index: it says what the dataset says, after every refresh, whatever happened to either."""

import shutil
import sqlite3
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cleaning.article import Article, Reason
from output.dataset import Dataset
from output.inspector.filters import Filters, Page
from output.inspector.index import Index
from output.inspector.listing import list_articles
from output.inspector.schema import set_state
from output.manifest import DatasetError
from tests.output.inspector.trial import TEXT, edited_piece, piece, refused, write_trial
from tests.output.records import begin, day, refreshed


def index_of(folder: Path) -> Index:
    index = Index(Dataset(folder / "dataset"), folder / "inspector")
    index.refresh()
    return index


def found(index: Index, **filters: str) -> list[str]:
    """Ids of the first page of a list."""
    with index.reading() as database:
        return [article.id for article in list_articles(database, Filters(**filters), Page()).articles]


def ids(articles: object) -> set[str]:
    return {article.id for article in articles}  # type: ignore[attr-defined]


def test_it_has_what_the_dataset_has(tmp_path: Path) -> None:
    dataset = write_trial(tmp_path)
    index = index_of(tmp_path)
    assert set(found(index)) == ids(dataset.articles())
    assert set(found(index, state="gone")) == ids(dataset.gone())
    with index.reading() as database:
        kept = {row["id"]: row["reason"] for row in database.execute("SELECT id, reason FROM rejection")}
    assert kept == {rejection.id: rejection.reason for rejection in dataset.rejections()}


def gone_and_back(dataset: Dataset) -> None:
    _end(dataset, piece(5).id)
    _refresh(dataset, piece(5, fetched_at=day(90)))


def many_versions(dataset: Dataset) -> None:
    for number in range(5):
        _refresh(dataset, piece(30 + number, fetched_at=day(60 + number)))


OTHER = "Hoàn toàn khác, có chữ xanhlam."
CHANGES: dict[str, Callable[[Dataset], None]] = {
    "a new text": lambda dataset: _refresh(dataset, piece(5, text=OTHER, fetched_at=day(60))),
    "another day": lambda dataset: _refresh(
        dataset, piece(5, published=date(2020, 1, 1), text=TEXT, fetched_at=day(60))
    ),
    "without a day": lambda dataset: _refresh(dataset, piece(5, published=None, text=TEXT, fetched_at=day(60))),
    "gone": lambda dataset: _end(dataset, piece(5).id),
    "gone and back": gone_and_back,
    "judged to be none": lambda dataset: _refresh(dataset, refused(5, id=piece(5).id, fetched_at=day(60))),
    "an article now": lambda dataset: _refresh(dataset, piece(5, id=refused(90).id, fetched_at=day(99))),
    "many versions": many_versions,
}


def _refresh(dataset: Dataset, *outcomes: object) -> None:
    refreshed(dataset, *outcomes)  # type: ignore[arg-type]


def _end(dataset: Dataset, name: str) -> None:
    with begin(dataset) as refresh:
        assert refresh.gone(name, day(70))
        refresh.commit()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_step_by_step_is_the_same_as_at_once(tmp_path: Path, change: Callable[[Dataset], None]) -> None:
    dataset = write_trial(tmp_path)
    index = index_of(tmp_path)
    change(dataset)
    assert index.refresh()
    assert not index.refresh()
    anew = Index(dataset, tmp_path / "anew")
    anew.refresh()
    for filters in (
        {},
        {"state": "gone"},
        {"q": "xanhlam"},
        {"q": "dan van kheo"},
        {"site": "donglinh"},
        {"revision": "revised"},
    ):
        assert set(found(index, **filters)) == set(found(anew, **filters)), filters
    assert set(found(index)) == ids(dataset.articles())
    assert _contents(index) == _contents(anew)


def _contents(index: Index) -> dict[str, list[tuple[object, ...]]]:
    queries = {
        "article": "SELECT id, site, title, published, revision, edits, suggestions, flags, gone FROM article ORDER BY id",
        "event": "SELECT number, id, event, revision FROM event ORDER BY number",
        "rejection": "SELECT id, reason, url FROM rejection ORDER BY id",
        "kind": "SELECT * FROM kind ORDER BY kind",
        "finding": "SELECT kind, place, before, after, near FROM finding ORDER BY kind, place, near",
        "figure": "SELECT value FROM figure",
    }
    with index.reading() as database:
        return {name: [tuple(row) for row in database.execute(query)] for name, query in queries.items()}


def test_words_of_an_old_text_are_forgotten(tmp_path: Path) -> None:
    dataset = write_trial(tmp_path)
    index = index_of(tmp_path)
    refreshed(dataset, piece(5, text="Bài này có chữ tímthan.", fetched_at=day(60)))
    index.refresh()
    assert found(index, q="tímthan") == [piece(5).id]
    refreshed(dataset, piece(5, text="Bài này không có chữ ấy nữa.", fetched_at=day(61)))
    index.refresh()
    assert found(index, q="tímthan") == []


def test_a_dataset_without_a_version_has_nothing(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    assert found(index) == []
    assert not (tmp_path / "dataset").exists()


def test_nothing_is_written_twice(tmp_path: Path) -> None:
    write_trial(tmp_path)
    index_of(tmp_path)
    seen: list[int] = []
    Index(Dataset(tmp_path / "dataset"), tmp_path / "inspector").refresh(lambda done, _: seen.append(done))
    assert seen == []


def test_another_dataset_under_the_same_name_is_indexed_anew(tmp_path: Path) -> None:
    write_trial(tmp_path)
    index = index_of(tmp_path)
    shutil.rmtree(tmp_path / "dataset")
    refreshed(Dataset(tmp_path / "dataset"), piece(77))
    assert index.refresh()
    assert found(index) == [piece(77).id]
    assert len(list((tmp_path / "inspector").glob("*.sqlite"))) == 1


def test_going_back_to_an_earlier_version(tmp_path: Path) -> None:
    dataset = write_trial(tmp_path)
    index = index_of(tmp_path)
    (dataset.folder / "manifests" / "000002.json").unlink()
    assert index.refresh()
    assert piece(20).id not in found(index)
    assert piece(3).id in found(index)


@pytest.mark.parametrize("damage", ["format", "bytes", "empty"])
def test_an_index_that_cannot_be_used_is_made_anew(tmp_path: Path, damage: str) -> None:
    write_trial(tmp_path)
    index_of(tmp_path).close()
    file = next((tmp_path / "inspector").glob("*.sqlite"))
    if damage == "format":
        with sqlite3.connect(file) as database:
            set_state(database, "format", "0")
        database.close()
    else:
        file.write_bytes(b"khong phai" * 1000 if damage == "bytes" else b"")
    assert len(found(index_of(tmp_path))) == 12


def test_a_damaged_segment_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    dataset = write_trial(tmp_path)
    index = index_of(tmp_path)
    before = found(index)
    refreshed(dataset, piece(50, fetched_at=day(60)))
    segment = next((dataset.folder / "segments").glob("000003-articles*"))
    segment.write_bytes(b"PAR1" + b"\0" * 100)
    with pytest.raises(DatasetError, match="000003-articles"):
        index.refresh()
    assert found(index) == before


def test_what_is_interrupted_is_taken_back(tmp_path: Path) -> None:
    dataset = write_trial(tmp_path)
    index = index_of(tmp_path)
    before = _contents(index)
    refreshed(dataset, piece(50, fetched_at=day(60)))

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index.refresh(interrupt)
    assert _contents(index) == before
    assert index.refresh()
    assert piece(50).id in found(index)


def test_two_processes_make_one_index(tmp_path: Path) -> None:
    write_trial(tmp_path)
    indexes = [Index(Dataset(tmp_path / "dataset"), tmp_path / "inspector") for _ in range(3)]
    threads = [threading.Thread(target=index.refresh) for index in indexes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(found(index)) for index in indexes] == [12, 12, 12]
    assert len(list((tmp_path / "inspector").glob("*.sqlite"))) == 1


def test_readers_see_one_state_while_it_is_written(tmp_path: Path) -> None:
    dataset = write_trial(tmp_path)
    index = index_of(tmp_path)
    refreshed(dataset, piece(50, fetched_at=day(60)))
    with index.reading() as database:
        before = database.execute("SELECT count(*) FROM article").fetchone()[0]
        index.refresh()
        assert database.execute("SELECT count(*) FROM article").fetchone()[0] == before
    with index.reading() as database:
        assert database.execute("SELECT count(*) FROM article").fetchone()[0] == before + 1


class TestFindings:
    def kinds(self, index: Index) -> list[tuple[object, ...]]:
        with index.reading() as database:
            return [tuple(row) for row in database.execute("SELECT applied, rule, before, after, places FROM kind")]

    def test_suggestions_are_counted_by_what_they_do(self, tmp_path: Path) -> None:
        write_trial(tmp_path)
        assert self.kinds(index_of(tmp_path)) == [(0, "spelling", "sẽ", "sẻ", 2)]

    def test_certain_edits_are_not_put_up(self, tmp_path: Path) -> None:
        dataset = Dataset(tmp_path / "dataset")
        refreshed(dataset, edited_piece(1, suggestions=()))
        assert self.kinds(index_of(tmp_path)) == []

    def test_uncertain_edits_are_put_up_where_they_stand(self, tmp_path: Path) -> None:
        text = TEXT.replace("chia sẽ", "chia sẻ")
        made = edited_piece(1)
        uncertain = made.edits[0], _spelled(made), made.edits[1]
        refreshed(Dataset(tmp_path / "dataset"), edited_piece(1, text=text, edits=uncertain, suggestions=()))
        index = index_of(tmp_path)
        assert self.kinds(index) == [(1, "spelling", "sẽ", "sẻ", 1)]
        with index.reading() as database:
            place, near = database.execute("SELECT place, near FROM finding").fetchone()
        assert text[place : place + 2] == "sẻ"
        assert "đã chia sẽ kinh" in near

    def test_those_of_articles_that_are_gone_are_not(self, tmp_path: Path) -> None:
        dataset = write_trial(tmp_path)
        index = index_of(tmp_path)
        _end(dataset, piece(1).id)
        index.refresh()
        assert self.kinds(index) == [(0, "spelling", "sẽ", "sẻ", 1)]

    def test_a_capital_at_the_start_makes_no_other_kind(self, tmp_path: Path) -> None:
        dataset = Dataset(tmp_path / "dataset")
        for number, word in enumerate(("Xuất", "xuất")):
            text = TEXT.replace("suất", word)
            change = (
                edited_piece(number)
                .suggestions[0]
                .model_copy(
                    update={
                        "start": text.index(word),
                        "before": word,
                        "after": f"{word[0].replace('X', 'S').replace('x', 's')}uất",
                    }
                )
            )
            refreshed(dataset, piece(number, text=text, extracted=text, suggestions=(change,)))
        assert self.kinds(index_of(tmp_path)) == [(0, "spelling", "xuất", "suất", 2)]


def _spelled(article: Article) -> object:
    start = article.extracted.index("sẽ")
    return article.suggestions[0].model_copy(update={"start": start, "confidence": 0.7})


def test_reasons_and_flags_are_counted(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path / "dataset")
    refreshed(dataset, piece(1, flags=("no_title",)), refused(2, Reason.SPAM), refused(3, Reason.SPAM))
    index = index_of(tmp_path)
    from_index = _contents(index)["figure"][0][0]
    assert '"flags":{"no_title":1}' in str(from_index)
    assert '"spam":{"donglinh":2}' in str(from_index)
