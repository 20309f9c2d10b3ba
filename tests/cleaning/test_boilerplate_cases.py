"""Real boilerplate lines by kind, and ordinary sentences; the figures are printed by ``python -m benchmarks reading``."""

import pytest

from benchmarks.boilerplate_cases import SENTENCES, SHARED, is_taken, score_cases, sentences

pytestmark = [pytest.mark.real, pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not here")]

LEAST_RIGHT = 0.95
MOST_TAKEN = 2


def test_the_lines_of_all_kinds_are_recognized() -> None:
    scores = score_cases()
    assert sum(score.right for score in scores) >= LEAST_RIGHT * sum(score.lines for score in scores), scores


def test_every_source_credit_is_recognized() -> None:
    (score,) = [score for score in score_cases() if score.kind == "source_credit"]
    assert not score.missed


@pytest.mark.parametrize("seed", [1, 2])
def test_ordinary_sentences_are_left(seed: int) -> None:
    drawn = sentences(seed)
    taken = [sentence for sentence in drawn if is_taken(sentence)]
    assert len(drawn) == SENTENCES
    assert len(taken) <= MOST_TAKEN, taken
