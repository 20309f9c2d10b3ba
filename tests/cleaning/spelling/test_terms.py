"""The list of terms and what is known of its pieces."""

import numpy as np
import pytest

from cleaning.spelling.scoring import Window
from cleaning.spelling.syllables import is_legal_syllable
from cleaning.spelling.terms import find_terms, read_terms
from cleaning.spelling.tokens import FIRST_WORD, Vocabulary

WORDS = ("kết", "nạp", "vào", "và", "đoàn", "đảng", "xa")
VOCABULARY = Vocabulary(WORDS)
TERMS = find_terms(["kết nạp vào đoàn", "kết nạp vào đảng"], VOCABULARY)


@pytest.mark.parametrize(
    ("text", "word", "pieces"),
    [("kết nạp vào đoàn", "vào", 4), ("kết nạp và đoàn", "và", 0), ("xa vào đoàn xa", "vào", 1), ("vào", "vào", 0)],
)
def test_words_fill_terms(text: str, word: str, pieces: int) -> None:
    ids = VOCABULARY.tokenize(text).ids
    (place,) = np.flatnonzero(ids == FIRST_WORD + WORDS.index(word))
    far_before, before, after, far_after = (ids[[place + step]] for step in (-2, -1, 1, 2))
    nothing = np.zeros(1, np.float32)
    window = Window(far_before, before, after, far_after, nothing, nothing)
    assert TERMS.fill(window, ids[[place]]).tolist() == [pieces]


@pytest.mark.parametrize(("text", "framed"), [("nạp và đoàn", True), ("nạp xa đoàn", True), ("đoàn và nạp", False)])
def test_a_frame_shows_where_a_term_stands(text: str, framed: bool) -> None:
    ids = VOCABULARY.tokenize(text).ids
    assert TERMS.frame(ids, np.array([5])).tolist() == [framed]


def test_share_of_terms() -> None:
    share = [TERMS.share(VOCABULARY.tokenize(text).ids) for text in ("kết nạp vào đảng", "xa xa", "")]
    assert share == [0.75, 0, 0]


def test_the_list_is_sorted_legal_and_has_no_doubles() -> None:
    lines = read_terms().splitlines()
    assert lines == sorted(set(lines))
    strange = {word for line in lines for word in line.replace(",", "").split() if not is_legal_syllable(word)}
    assert strange <= {"-", "camera", "dioxin", "lênin"}
