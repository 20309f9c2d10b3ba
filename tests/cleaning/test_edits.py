"""The laws of edits: exact, reversible, composable."""

from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.edits import Edit, EditMismatchError, apply, compose, undo

LETTERS = "ab \nắ\u0301-"
TEXTS = st.text(LETTERS, max_size=12)


@st.composite
def edits_of(draw: st.DrawFn, text: str, rules: str = "xyz") -> list[Edit]:
    """A list of edits of a text: sorted, disjoint, none idle."""
    edits = []
    done = 0
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(done, len(text)))
        end = draw(st.integers(start, min(len(text), start + 3)))
        before, after = text[start:end], draw(st.text(LETTERS, max_size=3))
        if before != after:
            rule, confidence = draw(st.sampled_from(rules)), draw(st.sampled_from([0.5, 0.9, 1.0]))
            edits.append(Edit(start=start, before=before, after=after, rule=rule, confidence=confidence))
            done = end
    return edits


class Chain(NamedTuple):
    """A text and three lists of edits, each made on the text after the one before."""

    texts: list[str]
    edits: list[list[Edit]]


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    texts, lists = [draw(TEXTS)], []
    for rules in ("ab", "cd", "ef"):
        lists.append(draw(edits_of(texts[-1], rules)))
        texts.append(apply(texts[-1], lists[-1]))
    return Chain(texts, lists)


@given(chains())
def test_undo_gives_the_text_back(chain: Chain) -> None:
    for text, edits in zip(chain.texts, chain.edits, strict=False):
        assert undo(apply(text, edits), edits) == text


@given(chains())
def test_composed_edits_lead_to_the_last_text_and_back(chain: Chain) -> None:
    both = compose(chain.texts[0], chain.edits[0], chain.edits[1])
    assert apply(chain.texts[0], both) == chain.texts[2]
    assert undo(chain.texts[2], both) == chain.texts[0]


@given(chains())
def test_composed_edits_are_sorted_disjoint_and_never_idle(chain: Chain) -> None:
    both = compose(chain.texts[0], chain.edits[0], chain.edits[1])
    assert all(edit.before != edit.after for edit in both)
    assert all(first.end <= second.start for first, second in pairwise(both))


@given(chains())
def test_the_order_of_composing_does_not_matter_for_the_text(chain: Chain) -> None:
    first, second, third = chain.edits
    left = compose(chain.texts[0], compose(chain.texts[0], first, second), third)
    right = compose(chain.texts[0], first, compose(chain.texts[1], second, third))
    assert apply(chain.texts[0], left) == apply(chain.texts[0], right) == chain.texts[3]


@given(chains())
def test_composing_with_nothing_changes_nothing(chain: Chain) -> None:
    assert compose(chain.texts[0], chain.edits[0], []) == chain.edits[0]
    assert compose(chain.texts[0], [], chain.edits[0]) == chain.edits[0]


@given(chains())
def test_composing_with_the_inverse_leaves_no_edit(chain: Chain) -> None:
    text, edits = chain.texts[0], chain.edits[0]
    shift, back = 0, []
    for edit in edits:
        back.append(Edit(start=edit.start + shift, before=edit.after, after=edit.before, rule="back"))
        shift += len(edit.after) - len(edit.before)
    assert compose(text, edits, back) == []


@given(chains())
def test_no_rule_is_invented_and_confidence_never_grows(chain: Chain) -> None:
    given_edits = [*chain.edits[0], *chain.edits[1]]
    for edit in compose(chain.texts[0], chain.edits[0], chain.edits[1]):
        assert set(edit.rule.split("+")) <= {given_edit.rule for given_edit in given_edits}
        assert edit.confidence >= min(given_edit.confidence for given_edit in given_edits)


def test_edits_of_different_places_stay_apart() -> None:
    first = [Edit(start=0, before="x", after="", rule="delete")]
    second = [Edit(start=2, before="", after=" ", rule="insert")]
    assert [edit.rule for edit in compose("xabcd", first, second)] == ["delete", "insert"]


def test_edits_of_one_place_become_one_with_all_names_and_the_lowest_confidence() -> None:
    first = [Edit(start=1, before="\u00a0", after=" ", rule="space", confidence=0.9)]
    second = [Edit(start=1, before="  ", after=" ", rule="run")]
    assert compose("a\u00a0 b", first, second) == [
        Edit(start=1, before="\u00a0 ", after=" ", rule="space+run", confidence=0.9)
    ]


def test_the_names_of_rules_stand_in_the_order_of_their_lists() -> None:
    first = [Edit(start=3, before="  ", after=" ", rule="run")]
    second = [Edit(start=0, before="so, so", after="so so", rule="word")]
    assert [edit.rule for edit in compose("so,  so", first, second)] == ["run+word"]


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([Edit(start=0, before="x", after="", rule="r")], "expects 'x', found 'a'"),
        ([Edit(start=2, before="cd", after="", rule="r")], "expects 'cd', found 'c'"),
        ([Edit(start=9, before="x", after="", rule="r")], "behind the text, which ends at 3"),
        (
            [Edit(start=0, before="ab", after="", rule="r"), Edit(start=1, before="b", after="", rule="r")],
            "overlaps",
        ),
        (
            [Edit(start=2, before="c", after="", rule="r"), Edit(start=0, before="a", after="", rule="r")],
            "overlaps",
        ),
    ],
)
def test_edits_that_do_not_fit_are_refused(edits: list[Edit], message: str) -> None:
    with pytest.raises(EditMismatchError, match=message):
        apply("abc", edits)


def test_undo_refuses_a_text_that_the_edits_do_not_lead_to() -> None:
    with pytest.raises(EditMismatchError):
        undo("abd", [Edit(start=2, before="x", after="c", rule="r")])


def test_an_insertion_behind_the_end_is_refused() -> None:
    with pytest.raises(EditMismatchError):
        apply("abc", [Edit(start=7, before="", after="x", rule="r")])
