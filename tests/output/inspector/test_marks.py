"""Marks: both texts can be read off a page, and every edit can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.edits import Edit, apply
from output.inspector.marks import Beside, Kind, Mark, around, edits_between, make_visible, mark_beside

TEXTS = st.text(alphabet="ab \n", max_size=40)


def edit(start: int, before: str, after: str) -> Edit:
    return Edit(start=start, before=before, after=after, rule="r")


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits of it."""
    text = draw(TEXTS)
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    edits, done = [], 0
    for start, end in zip(places[::2], places[1::2], strict=False):
        if start >= done and (after := draw(st.text(alphabet="ab\n", max_size=3))) != text[start:end]:
            edits.append(edit(start, text[start:end], after))
            done = end + (start == end)
    return text, edits


def written(rows: list[Beside], side: int) -> str:
    return "".join(mark.text for row in rows for mark in row[side])


@given(edited())
def test_both_texts_stand_there(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    rows = mark_beside(text, edits)
    assert written(rows, 0).replace("\n\n", "") == text.replace("\n\n", "") or "\n\n" in text
    assert written(rows, 0).replace("\n", "") == text.replace("\n", "")
    assert written(rows, 1).replace("\n", "") == apply(text, edits).replace("\n", "")


@given(edited(), st.data())
def test_suggestions_take_nothing_away(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    text, edits = case
    clean = apply(text, edits)
    start = data.draw(st.integers(0, len(clean)))
    end = data.draw(st.integers(start, len(clean)))
    rows = mark_beside(text, edits, [edit(start, clean[start:end], "x")])
    assert written(rows, 1).replace("\n", "") == clean.replace("\n", "")
    suggested = "".join(mark.text for row in rows for mark in row.after if mark.kind is Kind.SUGGESTED)
    assert suggested.replace("\n", "") == clean[start:end].replace("\n", "")


@given(TEXTS, TEXTS)
def test_two_revisions_differ_by_their_edits(before: str, after: str) -> None:
    assert apply(before, edits_between(before, after)) == after


def test_paragraphs_stand_side_by_side() -> None:
    rows = mark_beside("một ,hai\n\nba", [edit(3, " ", ""), edit(5, "", " ")])
    assert len(rows) == 2
    assert [mark.kind for mark in rows[0].before if mark.text] == [Kind.SAME, Kind.DELETED, Kind.SAME, Kind.SAME]
    assert rows[1] == Beside([Mark(Kind.SAME, "ba")], [Mark(Kind.SAME, "ba")])
    assert [row.is_same for row in rows] == [False, True]


def test_joined_paragraphs_stand_beside_what_they_became() -> None:
    rows = mark_beside("một\n\nhai", [edit(3, "\n\n", " ")])
    assert len(rows) == 1
    assert [mark.shown for mark in rows[0].before] == ["một", "↵↵", "hai"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [(" ", "␣"), ("a b", "a b"), ("\n", "↵"), ("\u200b", "U+200B"), ("\u202e", "U+202E"), ("đ", "đ"), ("\t", "⇥")],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    assert make_visible(text) == shown


def test_one_edit_with_what_stands_around_it() -> None:
    text = "trước " * 20 + "tế- xã" + " sau" * 20
    marks = around(text, edit(text.index("- "), "", " "))
    assert [mark.kind for mark in marks] == [Kind.SAME, Kind.DELETED, Kind.INSERTED, Kind.SAME]
    assert marks[0].text.endswith("tế")
    assert marks[-1].text.startswith("- xã")
