"""The collected faults, the strings that only look like faults, and the real pages, read in place."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cleaning.edits import undo
from cleaning.steps import repair

SHARED = Path(__file__).parents[3].parent / "shared"
CASES, SEEDS = SHARED / "cases", SHARED / "seeds"

CLASSES = {
    "hyphen_spacing",
    "space_before_punct",
    "double_space",
    "missing_space_after_punct",
    "quote_mismatch",
    "run_together",
    "split_word",
}
REPAIRED_KINDS = {"spacing", "run_together", "split_word", "quotes"}
LEAST_REPAIRED = 0.85  # of the faults of these classes; the rest needs spelling, or its author

pytestmark = [pytest.mark.real, pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared")]


def read_cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def read_seeds() -> list[str]:
    return sorted(path.stem for path in (SEEDS / "gold").glob("*.json")) if SHARED.exists() else []


def test_spacing_faults_are_repaired() -> None:
    cases = [case for case in read_cases("typos.jsonl") if case["class"] in CLASSES]
    missed = Counter[str]()
    for case in cases:
        text = repair(case["wrong_context"]).text
        is_gone = case["wrong"] not in text or case["wrong"] in case["right"]
        if case["right"] not in text or not is_gone:
            missed[case["class"]] += 1
    assert 1 - missed.total() / len(cases) >= LEAST_REPAIRED, missed


def test_what_only_looks_like_a_fault_is_not_touched() -> None:
    cases = read_cases("not_typos.jsonl")
    assert [case["wrong"] for case in cases if repair(case["wrong_context"]).edits] == []


@pytest.mark.parametrize("seed", read_seeds())
def test_the_spacing_of_real_pages_is_repaired(seed: str) -> None:
    raw = (SEEDS / "raw" / f"{seed}.txt").read_text(encoding="utf-8")
    gold = json.loads((SEEDS / "gold" / f"{seed}.json").read_text(encoding="utf-8"))
    repaired = repair(raw)
    fixes = [fix for fix in gold["fixes"] if fix["kind"] in REPAIRED_KINDS]
    assert [fix for fix in fixes if fix["right"] not in repaired.text or fix["wrong"] in repaired.text] == []
    assert [kept for kept in gold["keep"] if repaired.text.count(kept) < raw.count(kept)] == []
    assert undo(repaired.text, repaired.edits) == raw
    assert repair(repaired.text).edits == ()
