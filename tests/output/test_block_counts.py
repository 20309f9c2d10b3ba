"""What recurs is kept with the version, or not at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cleaning.repeated import Group
from cleaning.witness import SAMPLE, SelectorCounts, Witness, choose
from output.block_counts import read_witnesses, selectors_by_site
from output.dataset import Dataset
from output.manifest import DatasetError
from tests.output.records import article, begin

NOON = datetime(2025, 6, 1, 5, tzinfo=UTC)


def witness(name: str, site: str = "bainoi", month: int = 1) -> Witness:
    at = datetime(2025, month, 3, tzinfo=UTC)
    return Witness(Group(site, None), name, at, frozenset({2**64 - 1, 7}), frozenset({ord(name[0])}), {})


def commit(dataset: Dataset, witnesses: list[Witness], number: int = 1) -> None:
    with begin(dataset) as refresh:
        refresh.keep_counts(witnesses, {"bainoi": {"aspnet": {"lead": (0, 7)}}})
        refresh.add(article(f"a{number}"))
        refresh.commit()


def test_they_come_back(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    assert read_witnesses(tmp_path) == []
    commit(dataset, [witness("a"), witness("b")])
    commit(dataset, [witness("a", month=2), witness("c", site="vidu")], number=2)
    dataset.verify()
    assert read_witnesses(tmp_path) == choose([witness("b"), witness("a", month=2), witness("c", site="vidu")])
    assert dataset.manifest().selectors == {"bainoi": {"aspnet": {"lead": (0, 7)}}}


def test_they_are_no_articles(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    commit(dataset, [witness("a"), witness("b")])
    assert len(list(dataset.articles())) == 1
    assert len(dataset.known()) == 1


def test_a_refresh_that_is_left_keeps_nothing(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    commit(dataset, [witness("a")])
    with begin(dataset) as refresh:
        refresh.keep_counts([witness("b")] * 2000, {})
    assert read_witnesses(tmp_path) == [witness("a")]
    dataset.verify()


def test_what_is_read_is_bounded(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    for month in (1, 2):
        commit(dataset, [witness(f"{letter}{month}{number}", month=month) for letter in "ab" for number in range(60)])
    found = read_witnesses(tmp_path)
    assert len(found) == SAMPLE
    assert {one.fetched_at.month for one in found} == {2}


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    commit(Dataset(tmp_path), [witness("a")])
    (path,) = tmp_path.glob("segments/*-blocks.parquet")
    path.write_bytes(b"PAR1")
    with pytest.raises(DatasetError, match=r"blocks\.parquet"):
        read_witnesses(tmp_path)


def test_selectors_belong_to_layouts() -> None:
    counts = {Group("bainoi", "aspnet"): {"lead": SelectorCounts(3, 4)}, Group("bainoi", None): {}}
    assert selectors_by_site(counts) == {"bainoi": {"aspnet": {"lead": (3, 4)}}}
