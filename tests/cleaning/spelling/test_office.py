"""The corrector on the register it is for: sentences of district offices, written for this test, every name invented.

``office_typos.txt`` marks each planted slip as ``{typed|meant}``; ``office_clean.txt`` holds what must not be touched:
names of people and places, minority languages, loans, codes, reduplication, words that meet by right, rare words.
"""

import re
from pathlib import Path

import pytest

from cleaning.spelling.noisy_channel import NoisyChannelCorrector, load
from cleaning.steps import repair

FOLDER = Path(__file__).parent
MARK = re.compile(r"\{([^|{}]*)\|([^|{}]*)\}")

LEAST_REPAIRED = 0.90  # of the marked slips; measured 0.92
MOST_TOUCHED = 5  # edits in the clean sentences; measured 4


def read(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def corrector() -> NoisyChannelCorrector:
    return load()


def unrepaired(line: str, corrector: NoisyChannelCorrector) -> int:
    """Slips of a marked line that the repair of the whole line leaves or gets wrong; all of them where it breaks more."""
    meant = repair(MARK.sub(r"\2", line)).text
    found = repair(MARK.sub(r"\1", line), corrector).text
    if found == meant:
        return 0
    marks = len(MARK.findall(line))
    words = list(zip(found.split(), meant.split(), strict=False))
    differing = sum(one != other for one, other in words) if len(found.split()) == len(meant.split()) else marks
    return min(differing, marks)


def test_the_tables_are_large_and_hold_no_idle_mark() -> None:
    marks = [mark for line in read("office_typos.txt") for mark in MARK.findall(line)]
    assert len(marks) >= 300
    assert len(read("office_clean.txt")) >= 300
    assert all(typed != meant for typed, meant in marks)
    assert not any("{" in line or "|" in line for line in read("office_clean.txt"))


def test_slips_of_offices_are_repaired(corrector: NoisyChannelCorrector) -> None:
    lines = read("office_typos.txt")
    marks = sum(len(MARK.findall(line)) for line in lines)
    left = sum(unrepaired(line, corrector) for line in lines)
    assert 1 - left / marks >= LEAST_REPAIRED


def test_what_offices_write_by_right_is_left_alone(corrector: NoisyChannelCorrector) -> None:
    touched = [edit for line in read("office_clean.txt") for edit in corrector.correct(line).edits]
    assert len(touched) <= MOST_TOUCHED, [(edit.before, edit.after) for edit in touched]


def test_meant_sentences_are_left_alone(corrector: NoisyChannelCorrector) -> None:
    """The typed sentences with every slip mended are clean text too."""
    touched = [edit for line in read("office_typos.txt") for edit in corrector.correct(MARK.sub(r"\2", line)).edits]
    assert len(touched) <= 1, [(edit.before, edit.after) for edit in touched]
