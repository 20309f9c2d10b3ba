"""The corrector on real faults and on real text, read in place."""

import json
from pathlib import Path

import pytest

from benchmarks.spelling import Proposal, judge
from benchmarks.spelling_corpora import read_viwiki, read_vsec
from cleaning.spelling.noisy_channel import LIKELY, SURE, NoisyChannelCorrector, load
from cleaning.steps import repair

SHARED = Path(__file__).parents[4] / "shared"
SPELLING_CLASSES = frozenset(
    """
    missing_diacritic realword wrong_initial wrong_tone_hoi_nga wrong_final missing_letter extra_letter nonword
    wrong_vowel telex_leftover duplicate_word
    """.split()
)

pytestmark = [pytest.mark.real, pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")]


@pytest.fixture(scope="module")
def corrector() -> NoisyChannelCorrector:
    return load()


def read_cases(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (SHARED / "cases" / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", sorted((SHARED / "seeds/gold").glob("*.json")), ids=lambda path: path.name[:3])
def test_seeds_are_repaired_and_nothing_else_is_touched(path: Path, corrector: NoisyChannelCorrector) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    typed = gold["text"]
    for fix in gold["fixes"]:
        if fix["kind"] == "spelling":
            typed = typed.replace(fix["right"], fix["wrong"], 1)
    assert repair(typed, corrector).text == repair(gold["text"]).text


def test_cases(corrector: NoisyChannelCorrector) -> None:
    rows = [row for row in read_cases("typos.jsonl") if row["class"] in SPELLING_CLASSES]
    meant = [repair(row["wrong_context"].replace(row["wrong"], row["right"])).text for row in rows]
    found = [repair(row["wrong_context"], corrector).text for row in rows]
    assert sum(map(str.__eq__, meant, found)) / len(rows) >= 0.74


def test_what_is_no_fault_is_left(corrector: NoisyChannelCorrector) -> None:
    texts = [row["wrong_context"] for row in read_cases("not_typos.jsonl")]
    assert sum(repair(text, corrector).text != repair(text).text for text in texts) <= 1


@pytest.mark.slow
def test_human_errors(corrector: NoisyChannelCorrector) -> None:
    errors, proposals = judge(corrector, read_vsec())
    precision, recall = measure(errors, proposals, SURE)
    assert precision >= 0.97
    assert recall >= 0.70


@pytest.mark.slow
def test_errors_of_an_encyclopedia(corrector: NoisyChannelCorrector) -> None:
    errors, proposals = judge(corrector, read_viwiki())
    precision, recall = measure(errors, proposals, LIKELY)
    assert precision >= 0.85
    assert recall >= 0.40
    assert measure(errors, proposals, SURE)[0] >= 0.92


def measure(errors: int, proposals: list[Proposal], least: float) -> tuple[float, float]:
    """Precision and recall of what is at least so probable."""
    right = [proposal.is_right for proposal in proposals if proposal.confidence >= least]
    return sum(right) / len(right), sum(right) / errors
