"""A word diff loses nothing, shows little, and does not take long."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.word_diff import Piece, Side, marked, shortened, word_diff

SENTENCE = "Chị Nông Thị Mận, chi hội trưởng thôn Nà Pẻn, trao 12 suất quà cho hội viên."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("Tin cũ.", "Tin cũ.", "Tin cũ."),
        ("", "Tin mới.", "{+Tin mới.+}"),
        ("Tin cũ.", "", "[-Tin cũ.-]"),
        ("thi đau yêu nước", "thi đua yêu nước", "thi [-đau-]{+đua+} yêu nước"),
        ("kinh tế- xã hội", "kinh tế - xã hội", "kinh tế{+ +}- xã hội"),
        ("công tác quảnlý đất", "công tác quản lý đất", "công tác [-quảnlý-]{+quản lý+} đất"),
        ("Một.\n\nHai.", "Một.\n\nBa.\n\nHai.", "Một.\n\n{+Ba.\n\n+}Hai."),
        ("a b c", "c b a", "[-a-]{+c+} b [-c-]{+a+}"),
        ("đại diện thị xã nói", "ông Sùng Páo nói", "[-đại diện thị xã-]{+ông Sùng Páo+} nói"),
        ("một\n\nhai", "ba\n\nbốn", "[-một\n\nhai-]{+ba\n\nbốn+}"),
        ("một  hai", "một hai", "một[-  -]{+ +}hai"),
        ("12 suất", "15 suất", "[-12-]{+15+} suất"),
    ],
)
def test_shows_what_went_and_what_came(before: str, after: str, expected: str) -> None:
    assert marked(word_diff(before, after)) == expected


def test_a_changed_word_in_a_long_text_is_one_change() -> None:
    before = " ".join(f"{SENTENCE} Đợt {number}." for number in range(400))
    pieces = word_diff(before, before.replace("Đợt 200.", "Lần 200."))
    assert [piece for piece in pieces if piece.side is not Side.BOTH] == [
        Piece(Side.BEFORE, "Đợt"),
        Piece(Side.AFTER, "Lần"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ".join(f"chữ{number}" for number in range(60_000)), " ".join(f"lời{number}" for number in range(60_000))),
        ("a " * 60_000, "b " * 60_000),
        ("a " * 60_000, "a " * 60_000 + "b"),
        ("ab " * 30_000, "ba " * 30_000),
        (
            " ".join(f"chữ{number}" for number in range(30_000)),
            " ".join(f"chữ{number}" for number in range(30_000, 0, -1)),
        ),
        (SENTENCE * 3_000, (SENTENCE * 3_000).replace("Mận", "Mơ")),
    ],
    ids=["nothing in common", "one word", "one more", "other words", "reversed", "repeated"],
)
def test_long_texts_come_to_an_end(before: str, after: str) -> None:
    _loses_nothing(before, after)


_TEXTS = st.lists(st.sampled_from(["a", "b", "ắ", " ", ".", "\n", "Tin ", "mới "]), max_size=40).map("".join)


@given(_TEXTS, _TEXTS)
def test_loses_nothing(before: str, after: str) -> None:
    _loses_nothing(before, after)


@given(_TEXTS, _TEXTS)
def test_no_two_neighbours_are_of_one_side(before: str, after: str) -> None:
    sides = [piece.side for piece in word_diff(before, after)]
    assert all(one is not other for one, other in pairwise(sides))
    assert (Side.AFTER, Side.BEFORE) not in pairwise(sides)


def _loses_nothing(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.side is not Side.AFTER) == before
    assert "".join(piece.text for piece in pieces if piece.side is not Side.BEFORE) == after
    assert all(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("một hai ba bốn năm sáu", "một hai ba BỐN năm sáu", "\u2026 ba [-bốn-]{+BỐN+} năm\u2026"),
        ("một hai", "một hai", "\u2026"),
        ("một", "hai", "[-một-]{+hai+}"),
        ("a b c", "x b y", "[-a-]{+x+} b [-c-]{+y+}"),
    ],
)
def test_shortened_keeps_what_stands_around(before: str, after: str, expected: str) -> None:
    assert marked(shortened(word_diff(before, after), 4)) == expected
