"""What recurs on a site follows from the set of its articles, and from nothing else."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.layout import load_layouts
from cleaning.repeated import Group, key_of
from cleaning.witness import (
    LONG_AGO,
    SAMPLE,
    SelectorCounts,
    Witness,
    choose,
    count_repeats,
    count_selectors,
    read_witness,
)
from tests.cleaning.golden import CASES, read_expected
from tests.cleaning.golden import read_page as read_golden
from tests.cleaning.strange_sites import BOILERPLATE, write_site

LAYOUTS = load_layouts()
GROUP = Group("bainoi", None)


def witness(article: str, prose: set[int], blocks: set[int] | None = None, at: datetime = LONG_AGO) -> Witness:
    return Witness(GROUP, article, at, frozenset(blocks or {1, 2}), frozenset(prose), {})


def month(number: int) -> datetime:
    return datetime(2020 + number // 12, 1 + number % 12, 7, tzinfo=UTC)


_witnesses = st.lists(
    st.builds(
        Witness,
        st.sampled_from([GROUP, Group("bainoi", "aspnet"), Group("vidu", None)]),
        st.sampled_from("abcdefgh"),
        st.builds(month, st.integers(0, 15)),
        st.frozensets(st.integers(0, 5)),
        st.frozensets(st.integers(0, 8), min_size=1),
        st.fixed_dictionaries({"lead": st.booleans()}),
    ),
    max_size=30,
)


@given(_witnesses, st.randoms(use_true_random=False))
def test_the_order_of_pages_changes_nothing(witnesses: list[Witness], chance: random.Random) -> None:
    shuffled = chance.sample(witnesses, len(witnesses))
    assert choose(shuffled) == choose(witnesses)
    assert count_repeats(shuffled) == count_repeats(witnesses)


@given(_witnesses, st.integers(0, 30))
def test_counting_on_top_is_counting_at_once(witnesses: list[Witness], cut: int) -> None:
    assert choose([*choose(witnesses[:cut]), *witnesses[cut:]]) == choose(witnesses)


@given(_witnesses)
def test_no_block_counts_oftener_than_there_are_articles(witnesses: list[Witness]) -> None:
    for group, repeats in count_repeats(witnesses).items():
        articles = {one.article for one in witnesses if one.group == group}
        assert 1 <= repeats.articles <= len(articles)
        assert all(3 <= count <= repeats.articles for count in repeats.counts.values())


def test_many_captures_of_an_article_are_one() -> None:
    captures = [witness("a", {1, 2, number}, at=month(number)) for number in range(3, 9)]
    assert count_repeats(captures)[GROUP].articles == 1
    assert choose(captures) == captures[-1:]


def test_copies_of_a_text_count_once() -> None:
    copies = [witness(name, {1, 2, 3, ord(name)}) for name in "abcdef"]
    others = [witness(name, {ord(name), ord(name) + 100}) for name in "xyz"]
    assert count_repeats(copies)[GROUP].articles == 1
    assert count_repeats([*copies, *others])[GROUP].articles == 4
    assert count_repeats([*copies, *others])[GROUP].counts == {1: 4, 2: 4}


def test_paragraphs_that_all_pages_have_make_no_copies() -> None:
    few = [witness(f"{name:04}", {1, 2, 3, 4, 1000 + name}) for name in range(5)]
    many = [witness(f"{name:04}", {1, 2, 3, 4, 1000 + name}) for name in range(12)]
    assert count_repeats(few)[GROUP].articles == 1  # too few to tell
    assert count_repeats(many)[GROUP].articles == 12


def test_one_text_under_many_addresses_is_one_article_however_many() -> None:
    assert count_repeats(witness(f"{name:04}", {1, 2, 3}) for name in range(40))[GROUP].articles == 1


def test_the_latest_months_count() -> None:
    old = [witness(f"a{name:04}", {name}, {1}, month(0)) for name in range(SAMPLE)]
    new = [witness(f"b{name:04}", {5000 + name}, {2}, month(9)) for name in range(SAMPLE)]
    assert count_repeats([*old, *new])[GROUP].counts == {2: SAMPLE}
    assert count_repeats([*old, *new[: SAMPLE // 2]])[GROUP].counts == {1: SAMPLE // 2, 2: SAMPLE // 2}


class TestPages:
    def test_an_article_of_an_unknown_system(self) -> None:
        page = write_site("boxes", 1)[0].page
        found = read_witness(page, LAYOUTS)
        assert found is not None
        assert (found.group, found.selectors) == (Group("bainoi", None), {})
        assert {key_of(text) for text in BOILERPLATE} <= found.blocks
        assert found.prose

    def test_a_page_without_a_site_belongs_to_its_host(self) -> None:
        page = write_site("boxes", 1)[0].page.model_copy(update={"site": None, "url": "https://www.vidu.vn/tin/1"})
        found = read_witness(page, LAYOUTS)
        assert found is not None
        assert found.group == Group("vidu.vn", None)

    @pytest.mark.parametrize("name", CASES)
    def test_golden_pages(self, name: str) -> None:
        """Articles bear witness, whatever their family; their layouts' bodies do."""
        found = read_witness(read_golden(name), LAYOUTS)
        expected = read_expected(name)
        if "paragraphs" in expected and expected["flags"] != ["from_script"]:
            assert found is not None
            assert found.group.layout is None or found.selectors["body"]

    @pytest.mark.parametrize(
        "change",
        [{"status": 404}, {"body": b"%PDF-1.4"}, {"body": b""}, {"url": "https://bainoi.example/tim-kiem?q=a"}],
        ids=["missing", "a file", "empty", "a search"],
    )
    def test_what_is_no_article_bears_none(self, change: dict[str, object]) -> None:
        assert read_witness(write_site("boxes", 1)[0].page.model_copy(update=change), LAYOUTS) is None


def test_selectors_are_counted_once_an_article() -> None:
    first = witness("a", {1}, at=month(1))._replace(selectors={"lead": False, "title": True})
    again = first._replace(fetched_at=month(2), selectors={"lead": True, "title": True})
    other = witness("b", {2})._replace(selectors={"lead": False, "title": True})
    assert count_selectors([again, other, first]) == {
        GROUP: {"lead": SelectorCounts(1, 1), "title": SelectorCounts(2, 0)}
    }
    assert count_selectors([]) == {}
