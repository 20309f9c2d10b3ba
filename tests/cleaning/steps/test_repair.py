"""The laws of the whole list and of each step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.edits import apply, undo
from cleaning.spelling.corrector import NoCorrector
from cleaning.steps import RULES, STEPS, repair
from cleaning.steps.step import Step

TROUBLEMAKERS = [
    *'aNtĐắ \n-.,“”"()/0%9:…’',
    *("\u0301", "\u00a0", "\u200b", "\u00ad", "\N{EN DASH}", "\N{LATIN CAPITAL LETTER ETH}", "\r"),
    *("hội", "quảnlý", "năm", "ắm", "TU", "c ", "Covid"),
]
WITH_WRONG_LETTERS = [
    *TROUBLEMAKERS,
    *("\u0323", "\uf0b7", "\U0001d407", "\N{CYRILLIC SMALL LETTER A}", "..", "§¶", "á»™", "MụC", "qúy", "-\n", "%"),
]
TEXTS = st.lists(st.sampled_from(WITH_WRONG_LETTERS), max_size=20).map("".join)
RIGHT_LETTERS = st.lists(st.sampled_from(TROUBLEMAKERS), max_size=20).map("".join)


@pytest.mark.parametrize("step", STEPS, ids=RULES)
@given(text=TEXTS)
def test_every_step_gives_exact_edits_of_its_own_rule(step: Step, text: str) -> None:
    edits = list(step(text))
    assert all(edit.before != edit.after for edit in edits)
    assert all(edit.rule == step.__name__ for edit in edits)
    assert undo(apply(text, edits), edits) == text


@given(TEXTS)
def test_the_whole_list_can_be_undone(text: str) -> None:
    repaired = repair(text)
    assert apply(text, repaired.edits) == repaired.text
    assert undo(repaired.text, repaired.edits) == text
    assert all(edit.before != edit.after for edit in repaired.edits)


@given(TEXTS)
def test_a_second_run_changes_nothing(text: str) -> None:
    assert repair(repair(text).text).edits == ()


@given(st.text(max_size=40))
def test_any_text_at_all_is_repaired(text: str) -> None:
    repaired = repair(text)
    assert undo(repaired.text, repaired.edits) == text
    assert repair(repaired.text).edits == ()


@given(RIGHT_LETTERS)
def test_letters_and_figures_stay(text: str) -> None:
    """No letter is changed but by composing it and in its case; eth, which only looks like another, is left out."""
    text = text.replace("\N{LATIN CAPITAL LETTER ETH}", "").replace("\u0301", "")
    before, after = text.casefold(), repair(text).text.casefold()
    assert [sign for sign in after if sign.isalnum()] == [sign for sign in before if sign.isalnum()]


@given(st.text(max_size=30))
def test_paragraphs_are_one_blank_line_apart(text: str) -> None:
    repaired = repair(text).text
    assert "\n\n\n" not in repaired
    assert repaired == repaired.strip(" \n")
    assert repaired.replace("\n\n", "").count("\n") == 0


def test_rules_are_named_once() -> None:
    assert len(set(RULES)) == len(RULES) == len(STEPS)
    assert set(RULES).isdisjoint(NoCorrector().rules)


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "…", "“”", "-", "Hội nghị.", "一般の文章です。", "Plain English text, it stays."]
)
def test_texts_with_little_or_nothing_in_them(text: str) -> None:
    assert repair(text).text == text.strip()


@pytest.mark.parametrize("unit", ["a- ", "“ ", "( ", " .", "\u0301", "quảnlý", "N ắm ", "' ", "“’’", "…", "/ ", "0-"])
def test_edits_of_a_long_run_are_as_many_as_of_its_parts(unit: str) -> None:
    """A run twice as long gives at most twice the edits and one more: nothing is looked at again and again."""
    short, long = len(repair(unit * 200).edits), len(repair(unit * 400).edits)
    assert long <= 2 * short + 2


def test_a_paragraph_with_many_faults() -> None:
    before = (
        "  Sáng 5/3/2031 , Hội Nông dân xã Lộc Hưng tổ chức hội nghị\u00a0 sơ kết.Dự hội nghị có đồng chí Lê Thị Tám- "
        "Phó Chủ tịch Hội\nvà  đại diện các ban( ngành) .\n"
        "Thực hiện Kế hoạch số 12- KH/ĐU, nhiệm kỳ 2030- 2035, các chi hội đã quảnlý tốt quỹ “ Tiếp sức ”cho 04 hộ./ ."
    )
    assert repair(before).text == (
        "Sáng 5/3/2031, Hội Nông dân xã Lộc Hưng tổ chức hội nghị sơ kết. Dự hội nghị có đồng chí Lê Thị Tám - "
        "Phó Chủ tịch Hội và đại diện các ban (ngành).\n\n"
        "Thực hiện Kế hoạch số 12-KH/ĐU, nhiệm kỳ 2030-2035, các chi hội đã quản lý tốt quỹ “Tiếp sức” cho 04 hộ./."
    )
