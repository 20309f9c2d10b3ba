"""What several sites write the same way is a habit; what many write wrong now and then is not."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.edits import apply
from cleaning.spelling.articles import SiteArticle
from cleaning.spelling.candidates import CandidateTable, pack_candidates
from cleaning.spelling.habits import (
    LEAST_ARTICLES,
    LEAST_SITES,
    are_habitual,
    count_uses,
    find_habits,
    find_new_words,
)
from cleaning.spelling.language_model import Keys
from cleaning.spelling.noisy_channel import load
from cleaning.spelling.tokens import FIRST_WORD, Vocabulary
from cleaning.spelling.train import top_up

WORDS = ("mô", "hình", "hội", "quán", "quang", "quáng", "mới", "chia", "sẻ", "sẽ", "khó", "khăn")
VOCABULARY = Vocabulary(WORDS)
TABLE = CandidateTable(VOCABULARY, WORDS, pack_candidates(VOCABULARY, WORDS))


def articles(text: str, sites: int, each: int = 1) -> Iterator[SiteArticle]:
    for site in range(sites):
        for _ in range(each):
            yield SiteArticle(f"site{site}", text)


def habits_of(corpus: Iterable[SiteArticle]) -> Keys:
    return find_habits(count_uses(corpus, VOCABULARY), TABLE)


def protects(habits: Keys, text: str, word: str) -> bool:
    ids = VOCABULARY.tokenize(text).ids
    places = np.flatnonzero(ids == FIRST_WORD + WORDS.index(word))
    return bool(are_habitual(habits, ids, places).all())


@pytest.mark.parametrize(
    ("sites", "each", "habitual"),
    [
        (LEAST_SITES, 1, True),
        (LEAST_SITES - 1, 1, False),
        (1, LEAST_ARTICLES, True),
        (1, LEAST_ARTICLES - 1, False),
    ],
)
def test_sites_count_and_one_site_only_by_many_articles(sites: int, each: int, habitual: bool) -> None:
    habits = habits_of(articles("Mô hình hội quáng mới", sites, each))
    assert protects(habits, "mô hình hội quáng", "quáng") == habitual


def test_occurrences_in_one_article_do_not_count() -> None:
    habits = habits_of(articles("\n\n".join(["Mô hình hội quáng"] * 100), sites=1))
    assert not protects(habits, "mô hình hội quáng", "quáng")


@pytest.mark.parametrize(("right", "habitual"), [(9, True), (200, False)])
def test_a_slip_is_much_rarer_than_what_was_meant(right: int, habitual: bool) -> None:
    slips = articles("Chia sẽ khó khăn", sites=5)
    habits = habits_of([*slips, *articles("Chia sẻ khó khăn", sites=right)])
    assert protects(habits, "chia sẽ khó khăn", "sẽ") == habitual


def test_elsewhere_the_same_word_is_judged_as_ever() -> None:
    habits = habits_of(articles("Mô hình hội quáng", sites=5))
    assert not protects(habits, "chia quáng khó", "quáng")


def test_no_corpus_no_habits() -> None:
    assert len(habits_of([])) == 0
    assert not are_habitual(np.zeros(0, np.uint64), np.zeros(9, np.int64), np.array([4])).any()


@pytest.mark.parametrize(
    ("text", "sites", "new"),
    [
        ("Ở Krông Ngưm có hội", 3, ["krông", "ngưm"]),  # names
        ("Ở Krông Ngưm có hội", 2, []),
        ("uống cà phê robustaka", 3, ["robustaka"]),  # no slip for anything
    ],
)
def test_new_words_are_known_by_their_sites(text: str, sites: int, new: list[str]) -> None:
    vocabulary = Vocabulary((*WORDS, "ở", "có", "uống", "cà", "phê"))
    assert find_new_words(articles(text, sites), vocabulary, WORDS) == new


def test_a_new_word_that_is_a_common_slip_stays_unknown() -> None:
    corpus = [*articles("Mô hìnhh mới", sites=4), *articles("Mô hình mới", sites=100)]
    assert find_new_words(corpus, VOCABULARY, WORDS) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(("mô hình hội", "chia sẻ", ""))), max_size=20))
def test_counts_of_uses(corpus: list[tuple[str, str]]) -> None:
    """Of each n-gram in more than one article: its sites, its articles, and those of its strongest site."""
    uses = count_uses([SiteArticle(*pair) for pair in corpus], VOCABULARY)
    assert (uses.articles > 1).all()
    assert (uses.sites <= uses.articles).all()
    assert (uses.most <= uses.articles).all()
    assert (uses.most * uses.sites >= uses.articles).all()
    assert (np.diff(uses.keys.astype(object)) > 0).all()


HABIT = "Hội giúp bà con đởi mới cách làm."


@pytest.mark.slow
def test_a_topped_up_model_leaves_a_habit_alone(tmp_path: Path) -> None:
    """``đởi mới`` looks like a slip, until five sites write it so; a slip of theirs is still repaired."""
    before = load()
    assert before.correct(HABIT).edits
    export = tmp_path / "export.jsonl"
    export.write_text(
        "".join(f'{{"site": "s{number}", "id": "{number}", "text": "{HABIT}"}}\n' for number in range(5)), "utf-8"
    )
    top_up([export], tmp_path / "own.model")
    after = load(tmp_path / "own.model")
    assert after.correct(HABIT).edits == ()
    assert after.version != before.version
    slip = "Xã tổ chức hôi nghị sơ kết công tác."
    assert apply(slip, after.correct(slip).edits) == slip.replace("hôi", "hội")
    top_up([export], tmp_path / "again.model")
    assert (tmp_path / "again.model").read_bytes() == (tmp_path / "own.model").read_bytes()
