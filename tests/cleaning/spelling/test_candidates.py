"""Words one slip away."""

import numpy as np
import pytest

from cleaning.spelling.candidates import COST_STEP, NEAR_COST, CandidateIndex, CandidateTable, pack_candidates
from cleaning.spelling.channel import SLIPS, explain
from cleaning.spelling.tokens import Vocabulary

WORDS = ("hội", "hồi", "hôi", "nghị", "suất", "xuất", "mềm", "miền", "từ", "tư", "kiến", "người", "một", "quán", "quan")


@pytest.fixture(scope="module")
def index() -> CandidateIndex:
    return CandidateIndex(WORDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hôi", "hội"),
        ("xuất", "suất"),
        ("miềm", "mềm"),
        ("miềm", "miền"),
        ("tuwf", "từ"),
        ("kiens", "kiến"),
        ("ngưòi", "người"),
        ("mộ", "một"),
        ("quang", "quan"),
    ],
)
def test_what_was_meant_is_among_the_candidates(index: CandidateIndex, typed: str, meant: str) -> None:
    assert meant in [word for word, _ in index.find(typed)]


@pytest.mark.parametrize("typed", ["", "abcdefghijklmnop", "thuyền", "zzz", "nghiêng"])
def test_what_is_far_from_all_has_none(index: CandidateIndex, typed: str) -> None:
    assert index.find(typed) == []


def test_a_word_is_not_its_own_candidate(index: CandidateIndex) -> None:
    assert all(typed not in [word for word, _ in index.find(typed)] for typed in WORDS)


def test_the_table_holds_what_the_index_finds(index: CandidateIndex) -> None:
    vocabulary = Vocabulary(WORDS)
    table = CandidateTable(vocabulary, WORDS, pack_candidates(vocabulary, WORDS))
    for word in WORDS:
        stored = table.of_strangers([word])
        expected = {found: explanation.cost for found, explanation in index.find(word)}
        assert dict(zip(table.words_of(stored.ids), stored.costs.tolist(), strict=True)) == pytest.approx(expected)


def test_known_words_are_looked_up_together(index: CandidateIndex) -> None:
    vocabulary = Vocabulary(WORDS)
    table = CandidateTable(vocabulary, WORDS, pack_candidates(vocabulary, WORDS))
    asked = table.of_strangers(["hôi"])._replace(owner=asked_owner(table, vocabulary))
    assert sorted(table.words_of(asked.ids)) == sorted(word for word, _ in index.find("hôi"))


def asked_owner(table: CandidateTable, vocabulary: Vocabulary):  # type: ignore[no-untyped-def]

    found = table.of_known(np.array([vocabulary.number("hội"), vocabulary.number("hôi")]))
    assert set(found.owner.tolist()) == {0, 1}
    for owner, number, cost, slip in zip(*(column.tolist() for column in found), strict=True):
        explanation = explain(("hội", "hôi")[owner], vocabulary.word(number))
        assert explanation is not None
        assert SLIPS[slip] is explanation.slip
        assert cost == pytest.approx(explanation.cost, abs=COST_STEP)
    return found.owner[found.owner == 1] * 0


@pytest.mark.parametrize("near", [True, False])
def test_near_candidates_come_first_and_alone_where_asked(index: CandidateIndex, near: bool) -> None:
    vocabulary = Vocabulary(WORDS)
    table = CandidateTable(vocabulary, WORDS, pack_candidates(vocabulary, WORDS))
    numbers = np.array([vocabulary.number(word) for word in WORDS])
    found = table.of_known(numbers, np.full(len(numbers), near))
    for place, word in enumerate(WORDS):
        costs = found.costs[found.owner == place].tolist()
        expected = sorted(explanation.cost for _, explanation in index.find(word))
        kept = [cost for cost in expected if cost <= NEAR_COST or not near]
        assert costs == pytest.approx(kept, abs=COST_STEP / 2)
