"""Large families: bulletins, forms and the same text a thousand times are linked without comparing all with all."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.article import Article
from output.dataset import Dataset
from output.duplicates_buckets import EARLIEST, Texts, candidates, distinct
from output.duplicates_clusters import families, sources
from output.duplicates_matching import Pairs, matching
from output.signatures import SLOTS, sign
from tests.output.records import article, begin, day, refreshed
from tests.output.test_duplicates import NEWS, framed

PLACES = "Bến Nứa,Gò Sim,Tràng Keo,Nà Hin,Bàu Sen,Kim Bảng".split(",")
MOST_CONFUSED = 0.05  # of the bulletins of a series, taken for copies of another one
MOST_COMPARED = 8 * EARLIEST  # texts that each one is compared with, over all of its buckets


def one_word_changed(number: int, random: Random) -> str:
    words = NEWS.split()
    words[random.randrange(len(words))] = f"chữ{number}"
    return " ".join(words)


def bulletin(number: int, random: Random) -> str:
    """One of a series: the frame, the office and the people stay, the day and the numbers are others."""
    when = f"{random.randint(1, 28)}/{random.randint(1, 12)}/{2018 + number % 8}"
    return framed(when, random.choice(PLACES), "Quách Thu Lài", 10 + number)


Series = Callable[[int, Random], str]
each_series = pytest.mark.parametrize("series", [one_word_changed, bulletin])


def signed(texts: Sequence[str]) -> Texts:
    """Texts in the order of their time."""
    found = list(sign(texts))
    slots = np.frombuffer(b"".join(one.slots for one in found), np.uint8).reshape(len(found), 2 * SLOTS)
    numbers = ([one.syllables for one in found], [one.particulars for one in found])
    return Texts(slots, *(np.array(column, np.int32) for column in numbers))


def first(texts: Texts, size: int) -> Texts:
    return Texts(texts.slots[:size], texts.syllables[:size], texts.particulars[:size])


def compared(texts: Texts) -> int:
    """Pairs that are compared."""
    return len(distinct(np.concatenate([*candidates(texts, np.ones(len(texts.slots), np.bool_))])))


@each_series
def test_comparisons_grow_as_the_texts_do(series: Series) -> None:
    texts = signed([series(number, Random(number)) for number in range(600)])
    numbers = {size: compared(first(texts, size)) for size in (150, 300, 600)}
    assert 0 < numbers[600] < MOST_COMPARED * 600
    assert numbers[600] < 3 * numbers[300] < 9 * numbers[150]


def test_near_copies_have_one_source_however_many() -> None:
    texts = signed([NEWS, *(one_word_changed(number, Random(number)) for number in range(200))])
    found = sources(201, matching(texts, np.ones(201, np.bool_)))
    assert set(found.tolist()) == {0}


@pytest.mark.parametrize("seed", range(3))
def test_bulletins_of_one_office_are_no_copies_of_each_other(seed: int) -> None:
    """Frame, office and speaker are the same; day, village and numbers tell them apart."""
    random = Random(seed)
    bulletins = list(dict.fromkeys(bulletin(number, random) for number in range(150)))
    found = matching(signed(bulletins), np.ones(len(bulletins), np.bool_))
    assert len(found.left) <= MOST_CONFUSED * len(bulletins)


def test_a_text_that_stands_everywhere_is_one_text(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    refreshed(dataset, *(article(f"a{number:03}", NEWS, day(number % 7)) for number in range(300)))
    rows = dataset.duplicates().to_pylist()
    assert {row["duplicate_of"] for row in rows} == {None, "a000"}
    assert {row["cluster"] for row in rows} == {"a000"}
    assert len(rows) == 300


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_rebuild_of_a_crowd_ends_where_the_refreshes_did(tmp_path: Path, seed: int) -> None:
    """Articles come in any order, some go and some change, in buckets with more texts than are compared."""
    random = Random(seed)
    articles = [captured(number, one_word_changed(number, random), 0) for number in range(3 * EARLIEST)]
    random.shuffle(articles)
    gone = random.sample(articles[:-5], 6)
    changed = [captured(int(one.id), NEWS[: -40 - place], 9) for place, one in enumerate(random.sample(articles, 4))]
    grown, rebuilt = Dataset(tmp_path / "grown"), Dataset(tmp_path / "rebuilt")
    for start in range(0, len(articles), 10):
        refreshed(grown, *articles[start : start + 10])
    for one in gone:
        with begin(grown) as refresh:
            refresh.gone(one.id, day(5))
            refresh.commit()
    refreshed(grown, *changed)
    last = {one.id: one for one in (*articles, *changed)}
    ended = {one.id for one in gone} - {one.id for one in changed}
    refreshed(rebuilt, *(one for name, one in last.items() if name not in ended))
    assert rows(grown) == rows(rebuilt)


def captured(number: int, text: str, at: int) -> Article:
    return article(f"{number:03}", text, day(at), published=f"2024-09-{1 + number * 7 % 28:02}", first_seen=day(0))


def rows(dataset: Dataset) -> list[dict[str, object]]:
    found: list[dict[str, object]] = dataset.duplicates().sort_by("id").to_pylist()
    return found


PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.3, 0.5, 0.5001, 1.0])), max_size=15)


@given(PAIRS)
def test_families_are_what_copies_of_copies_lead_to(found: list[tuple[int, int, float]]) -> None:
    pairs = as_pairs(found)
    labels = families(10, pairs)
    reached = np.eye(10, dtype=np.bool_)
    reached[pairs.left, pairs.right] = reached[pairs.right, pairs.left] = True
    for middle in range(10):
        reached |= np.outer(reached[:, middle], reached[middle])
    assert labels.tolist() == [int(np.flatnonzero(row)[0]) for row in reached]


@given(PAIRS)
def test_a_copy_matches_its_source_and_no_better_one_before_it(found: list[tuple[int, int, float]]) -> None:
    pairs = as_pairs(found)
    likeness = {(one, other): alike for one, other, alike in zip(*(side.tolist() for side in pairs), strict=True)}
    source = sources(10, pairs).tolist()
    for text, of in enumerate(source):
        near = {one: alike for (one, other), alike in likeness.items() if other == text and source[one] == one}
        assert of == (min(near, key=lambda one: (-near[one], one)) if near else text)


@settings(max_examples=20)
@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_makes_no_difference(found: list[tuple[int, int, float]], random: Random) -> None:
    pairs = as_pairs(found)
    order = list(range(len(pairs.left)))
    random.shuffle(order)
    mixed = Pairs(pairs.left[order], pairs.right[order], pairs.likeness[order])
    assert sources(10, mixed).tolist() == sources(10, pairs).tolist()
    assert families(10, mixed).tolist() == families(10, pairs).tolist()


def as_pairs(found: list[tuple[int, int, float]]) -> Pairs:
    likeness = {(min(one, other), max(one, other)): alike for one, other, alike in found if one != other}
    left, right = (np.array([pair[side] for pair in likeness], np.int64) for side in (0, 1))
    return Pairs(left, right, np.array([*likeness.values()], np.float64))
