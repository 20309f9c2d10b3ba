"""Versions are named by number, day or time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cleaning.dates import VIETNAM
from output.at import At, read_at
from output.dataset import Dataset
from tests.output.records import article, refreshed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("12", 12),
        ("2026", 2026),
        ("2026-05-01", datetime(2026, 5, 1, 23, 59, 59, 999999, VIETNAM)),
        ("2026-05-01T08:30", datetime(2026, 5, 1, 8, 30, tzinfo=VIETNAM)),
        ("2026-05-01 08:30:15", datetime(2026, 5, 1, 8, 30, 15, tzinfo=VIETNAM)),
        ("2026-05-01T08:30Z", datetime(2026, 5, 1, 8, 30, tzinfo=UTC)),
    ],
)
def test_reads(text: str, expected: At) -> None:
    assert read_at(text) == expected


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "1.5", "١٢", "latest", "2026-13-01", "05/01/2026", "2026-05-01T25:00", "9999-12-31"]
)
def test_does_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"versions are numbered from 1|a version is a number"):
        read_at(text)


def test_a_moment_names_the_last_version_up_to_it(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    created = [refreshed(dataset, article(f"{number}")).created_at for number in range(3)]
    assert [dataset.version(moment) for moment in created] == [1, 2, 3]
    assert dataset.version(created[-1] + timedelta(days=9)) == 3
    assert len(list(dataset.articles(created[1]))) == 2
    with pytest.raises(LookupError, match=r"has no version of .* or before; the oldest kept one, 1, is of"):
        dataset.version(created[0] - timedelta(microseconds=1))


def test_of_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="has no version yet"):
        Dataset(tmp_path).version(datetime(2026, 5, 1, tzinfo=UTC))
