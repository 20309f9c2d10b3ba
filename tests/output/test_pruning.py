"""What is not read when a filter is asked: nothing that would change its answer."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from output.filters import parse
from output.history import Part
from output.manifest import DatasetError
from output.pruning import stretches
from output.schema import ARTICLES, ENDED, Event
from output.segments import ROWS_PER_GROUP, SegmentWriter
from output.view import View

ROWS = 30 * ROWS_PER_GROUP
FIRST_DAY = date(2026, 1, 1)
SITES = ("donglinh", "haly", "tanphong")  # of a third of the log each, one after the other
LATER = 40  # rows of events after the first ones


def write_log(folder: Path, seed: int) -> list[Part]:
    """A full build of three sites, a day for every hundred rows, and a small version with other events behind it."""
    random = Random(seed)
    first: list[dict[str, object]] = [
        {
            "event": Event.ADD,
            "id": f"{place:08}",
            "site": SITES[place * len(SITES) // ROWS],
            "published_on": FIRST_DAY + timedelta(days=place // 100) if place % 7 else None,
        }
        for place in range(ROWS)
    ]
    later: list[dict[str, object]] = []
    for chosen in random.sample(first, LATER):
        event = random.choice([one for one in Event if one is not Event.ADD])
        moved = {"site": random.choice(SITES), "published_on": FIRST_DAY + timedelta(days=random.randrange(150))}
        later.append({"event": event, "id": chosen["id"]} | ({} if event in ENDED else moved))
    folder.mkdir()
    return [written(folder / f"{number}.parquet", rows) for number, rows in enumerate((first, later))]


def written(path: Path, rows: list[dict[str, object]]) -> Part:
    names = ["event", "id", "site", "published_on"]
    writer = SegmentWriter(path, ARTICLES)
    writer.write_table(pa.Table.from_pylist(rows, pa.schema([ARTICLES.field(name) for name in names])))
    writer.finish()
    return Part(path, 0, len(rows))


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> list[list[Part]]:
    folder = tmp_path_factory.mktemp("logs")
    return [write_log(folder / str(seed), seed) for seed in range(3)]


def read_rows(parts: list[Part], expression: str) -> int:
    """How many rows are looked at."""
    return sum(stretch.part.stop - stretch.part.start for stretch in stretches(parts, parse(expression).bounds))


_DAYS = st.integers(-5, 160).map(lambda number: (FIRST_DAY + timedelta(days=number)).isoformat())
_CONDITIONS = st.one_of(
    st.sampled_from((*SITES, "aaa", "zzz")).map(lambda site: f"site == '{site}'"),
    st.tuples(_DAYS, _DAYS).map(lambda days: f"'{min(days)}' <= published_on < '{max(days)}'"),
    st.integers(0, ROWS).map(lambda place: f"id >= '{place:08}'"),
    st.just("site is None"),
    st.just("published_on is None"),
)
_FILTERS = st.lists(_CONDITIONS, min_size=1, max_size=3).flatmap(
    lambda some: st.sampled_from([" and ", " or "]).map(lambda word: word.join(some))
)


@settings(max_examples=60)  # each reads a log twice
@given(expression=_FILTERS, number=st.integers(0, 2))
def test_the_answer_is_that_of_reading_everything(logs: list[list[Part]], expression: str, number: int) -> None:
    where = parse(expression)
    some, everything = (View(logs[number], where=one) for one in (where, where._replace(bounds=())))
    assert some.current().to_pydict() == everything.current().to_pydict()
    assert some.gone().to_pydict() == everything.gone().to_pydict()


def test_a_month_of_a_site_is_a_small_part_of_the_log(logs: list[list[Part]]) -> None:
    asked = "site == 'haly' and '2026-03-15' <= published_on < '2026-04-01'"
    assert 0 < read_rows(logs[0], asked) < ROWS / 5


@pytest.mark.parametrize("expression", ["title == 'Tin'", "site != 'haly'", "not flags"])
def test_where_nothing_can_be_told_every_row_is_read(logs: list[list[Part]], expression: str) -> None:
    assert read_rows(logs[0], expression) == ROWS + LATER


def test_a_row_that_takes_the_place_of_another_is_read_wherever_it_is(logs: list[list[Part]]) -> None:
    assert read_rows(logs[0], "site == 'zzz'") == LATER


def test_a_version_that_ends_within_a_group(logs: list[list[Part]]) -> None:
    part = logs[0][0]._replace(stop=ROWS // 2 + 7)
    where = parse(f"id >= '{ROWS // 2:08}'")
    assert View([part], where=where).current()["row"].to_pylist() == list(range(ROWS // 2, ROWS // 2 + 7))


def test_a_damaged_file_is_named(logs: list[list[Part]], tmp_path: Path) -> None:
    path = tmp_path / "000001-articles.parquet"
    path.write_bytes(logs[0][1].path.read_bytes()[:-20])
    with pytest.raises(DatasetError, match=r"000001-articles\.parquet"):
        View([Part(path, 0, LATER)], where=parse("site == 'haly'"))
