"""Texts as numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.spelling.tokens import (
    BREAK,
    COMMA,
    FIRST_WORD,
    MARK,
    NUMBER,
    PADDING,
    SPACE,
    STOP,
    UNKNOWN,
    Vocabulary,
    classify_gap,
)

TROUBLE = st.text("aàĐ ́\n\t .,-–“0٣\u200b\U0001d400ß_", max_size=40)


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (" ", SPACE),
        ("", SPACE),
        (", ", COMMA),
        (". ", STOP),
        ("… ", STOP),
        (" - ", MARK),
        (" “", MARK),
        ("\n\n", BREAK),
        (".\n", BREAK),
        (" 21/4/2023, ", NUMBER),
        ("_", MARK),
    ],
)
def test_gaps_have_classes(gap: str, expected: int) -> None:
    assert classify_gap(gap) == expected


def test_words_are_numbered_whatever_their_case_and_tone_place() -> None:
    vocabulary = Vocabulary(("hòa", "bình"))
    ids = vocabulary.tokenize("Hoà bình, HÒA hợp").ids[PADDING:-PADDING].tolist()
    assert ids == [FIRST_WORD, FIRST_WORD + 1, COMMA, FIRST_WORD, UNKNOWN] or ids[0] == BREAK
    assert vocabulary.word(FIRST_WORD) == "hòa"


@given(TROUBLE)
def test_nothing_is_lost(text: str) -> None:
    tokens = Vocabulary(("a",)).tokenize(text)
    assert "".join(tokens.pieces) == text
    assert tokens.starts()[-1] == len(text)
    assert len(tokens.ids) == len(tokens.piece)
    assert set(tokens.ids[:PADDING].tolist()) == {BREAK}


@given(TROUBLE)
def test_starts_are_where_the_pieces_are(text: str) -> None:
    tokens = Vocabulary(()).tokenize(text)
    for start, piece in zip(tokens.starts().tolist(), tokens.pieces, strict=False):
        assert text[start : start + len(piece)] == piece
