"""Folding: what a search sees of a text, and where hits stand in it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.inspector.fold import find_words, fits_tones, fold, fold_words, has_tones

TROUBLE = st.text(alphabet="aAạđĐươ \u0300\u0323\n\u200b\xad.-1😀ß漢", max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Dân vận khéo", "dan van kheo"),
        ("ĐẢNG UỶ", "dang uy"),
        ("Đặng Thị Bưởi", "dang thi buoi"),
        (unicodedata.normalize("NFD", "Ứng Hòa"), "ung hoa"),
        ("N\xadắm tình hình", "nam tinh hinh"),  # a soft hyphen does not part a word
        ("xã\xa0Đông", "xa dong"),
        ("98-KH/HU", "98 kh hu"),
        ("漢字", "漢字"),
        ("😀", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert " ".join(fold_words(text)) == folded


@given(TROUBLE)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TROUBLE)
def test_accents_as_signs_of_their_own_make_no_difference(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold_words(composed) == fold_words(unicodedata.normalize("NFD", composed))


@given(TROUBLE, st.sampled_from(["a", "đ", "aạ", "ươ"]))
def test_hits_are_those_words(text: str, word: str) -> None:
    for start, end in find_words(text, fold_words(word)):
        assert fold_words(text[start:end]) == fold_words(word)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Ban Dân vận, khéo", "dan van", ["Dân vận"]),
        ("dân-vận dân vận", "dan van", ["dân-vận", "dân vận"]),
        ("dân vận", "dan van kheo", []),
        ("dânvận", "dan", []),
        ("sân vận", "an van", []),
        ("😀 dân", "dan", ["dân"]),
        (unicodedata.normalize("NFD", "tổ dân"), "to", [unicodedata.normalize("NFD", "tổ")]),
        ("dân", "", []),
    ],
)
def test_finding(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_words(text, words.split())] == found


@pytest.mark.parametrize(
    ("found", "typed", "fits"),
    [
        ("Đảng", "đảng", True),
        ("Đảng", "dang", True),
        ("đang", "đảng", False),
        ("dang", "đang", False),
        ("hoà bình", "hòa bình", True),  # where the tone stands does not matter
        ("hóa bình", "hòa bình", False),
        ("Đảng bộ", "đảng bo", True),
        ("Đảng bó", "đảng bộ", False),
    ],
)
def test_tones(found: str, typed: str, fits: bool) -> None:
    assert fits_tones(found, typed) is fits


def test_which_words_have_signs() -> None:
    assert [has_tones(word) for word in ("dân", "đi", "uy", "UY", "12")] == [True, True, False, False, False]
