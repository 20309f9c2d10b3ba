"""Letters in their layers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.spelling.letters import (
    Layers,
    canonical,
    layers,
    like_case,
    replace_tone,
    telex_keys,
    writings,
)
from cleaning.spelling.syllables import is_legal_syllable


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Đường", Layers("duong", "đương", 1)),
        ("nghĩa", Layers("nghia", "nghia", 4)),
        ("HỘI", Layers("hoi", "hôi", 5)),
        ("ta", Layers("ta", "ta", 0)),
        ("", Layers("", "", 0)),
        ("Pari", Layers("pari", "pari", 0)),
    ],
)
def test_layers(word: str, expected: Layers) -> None:
    assert layers(word) == expected


@pytest.mark.parametrize(
    ("one", "other"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("Khoẻ", "khỏe"), ("UỶ", "ủy"), ("loè", "lòe")]
)
def test_both_places_of_the_tone_are_counted_as_one(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"), [("quý", "qúy"), ("kỹ", "kĩ"), ("hoàn", "hòan"), ("hoa", "hòa"), ("của", "cuả")]
)
def test_other_words_are_not(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("qúy", "quý"), ("họat", "hoạt"), ("Gíap", "Giáp"), ("Qủang", "Quảng"), ("KHỎANG", "KHOẢNG"), ("tòan", "toàn")],
)
def test_a_misplaced_tone_is_moved(word: str, expected: str) -> None:
    assert replace_tone(word) == expected


@pytest.mark.parametrize("word", ["hoà", "hòa", "quý", "Chávez", "José", "Krông", "ô", "trỉển", "bcd", "Ênuôl", "được"])
def test_a_tone_in_a_good_place_or_in_no_syllable_is_left(word: str) -> None:
    assert replace_tone(word) is None


@given(st.text("aăâeêioôơuưyáàảãạốềđnghctm", max_size=8))
def test_a_moved_tone_makes_a_legal_syllable_of_the_same_letters(word: str) -> None:
    moved = replace_tone(word)
    if moved is not None:
        assert is_legal_syllable(moved)
        assert layers(moved) == layers(word)


def test_keys() -> None:
    assert telex_keys("kiến") == "kieens"
    assert telex_keys("đường") == "dduwowngf"
    assert telex_keys("ta") == "ta"


def test_writings_try_every_letter() -> None:
    assert writings("hoa", 1) == ["hòa", "hoà"]
    assert writings("mat", 1) == []  # a stopped rime takes two tones only
    assert writings("bcd", 0) == []


@pytest.mark.parametrize(
    ("word", "example", "expected"),
    [("hội", "Hôi", "Hội"), ("hội", "HÔI", "HỘI"), ("hội", "hôi", "hội"), ("ở", "Ỏ", "Ở"), ("a", "", "a")],
)
def test_case_follows(word: str, example: str, expected: str) -> None:
    assert like_case(word, example) == expected
