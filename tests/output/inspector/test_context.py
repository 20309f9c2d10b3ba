"""Contexts: words stand whole, what was cut is said, and nothing is lost around the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.inspector.context import before_place, behind_place

TEXT = "Hội viên thôn Bến Sậy góp công làm đường"
PLACE = TEXT.index("Bến")
END = PLACE + len("Bến Sậy")


@pytest.mark.parametrize(
    ("most", "shown"),
    [
        (100, "Hội viên thôn "),
        (14, "Hội viên thôn "),
        (13, "… viên thôn "),
        (6, "… thôn "),
        (5, "… thôn "),
        (4, "… hôn "),
    ],
)
def test_before_a_place(most: int, shown: str) -> None:
    assert before_place(TEXT, PLACE, most) == shown


@pytest.mark.parametrize(
    ("most", "shown"),
    [
        (100, " góp công làm đường"),
        (19, " góp công làm đường"),
        (18, " góp công làm …"),
        (9, " góp công …"),
        (4, " góp …"),
    ],
)
def test_behind_a_place(most: int, shown: str) -> None:
    assert behind_place(TEXT, END, most) == shown


def test_a_giant_word_is_cut_anywhere() -> None:
    assert before_place("W" * 500, 300, 40) == f"… {'W' * 40}"
    assert behind_place("W" * 500, 300, 40) == f"{'W' * 40} …"


def test_a_text_that_ends_at_the_place() -> None:
    assert (before_place(TEXT, 0, 5), behind_place(TEXT, len(TEXT), 5)) == ("", "")


@given(st.text("ab ", max_size=40), st.data(), st.integers(1, 12))
def test_what_is_shown_stands_there(text: str, data: st.DataObject, most: int) -> None:
    place = data.draw(st.integers(0, len(text)))
    left, right = before_place(text, place, most), behind_place(text, place, most)
    assert text[:place].endswith(left.removeprefix("… "))
    assert text[place:].startswith(right.removesuffix(" …"))
    assert (left.startswith("…"), right.endswith("…")) == (place > most, len(text) - place > most)
