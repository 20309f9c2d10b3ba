"""The legal syllable, by phonology."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.spelling.syllables import (
    Syllable,
    Tone,
    has_native_tone,
    is_legal_syllable,
    is_marked,
    looks_like_syllable,
    parse,
)


@pytest.mark.parametrize(
    ("word", "onset", "rime", "tone"),
    [
        ("nghiêng", "ngh", "iêng", Tone.NGANG),
        ("quyền", "qu", "yên", Tone.HUYEN),
        ("quốc", "qu", "ôc", Tone.SAC),
        ("giếng", "g", "iêng", Tone.SAC),
        ("giường", "gi", "ương", Tone.HUYEN),
        ("gì", "g", "i", Tone.HUYEN),
        ("khuỷu", "kh", "uyu", Tone.HOI),
        ("ngoằn", "ng", "oăn", Tone.HUYEN),
        ("yếu", "", "yêu", Tone.SAC),
        ("ở", "", "ơ", Tone.HOI),
        ("đuốc", "đ", "uôc", Tone.SAC),
        ("thuở", "th", "uơ", Tone.HOI),
        ("xoong", "x", "oong", Tone.NGANG),
    ],
)
def test_syllables_are_parted(word: str, onset: str, rime: str, tone: Tone) -> None:
    assert parse(word) == Syllable(onset, rime, tone)


@pytest.mark.parametrize("pair", ["hoà hòa", "khoẻ khỏe", "thuỷ thủy", "uỷ ủy", "loà lòa"])
def test_both_places_of_the_tone_are_one_syllable(pair: str) -> None:
    old, new = map(parse, pair.split())
    assert old == new is not None


@pytest.mark.parametrize("word", "kỉ kỷ lí lý qui quy quí quý sĩ sỹ hi hy mĩ mỹ tỉ tỷ".split())
def test_both_writings_of_i_are_legal(word: str) -> None:
    assert is_legal_syllable(word)


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("qúy", "the tone stands on the glide"),
        ("họat", "the tone stands on the glide"),
        ("gìa", "the tone stands on the onset"),
        ("ngưòi", "the vowel lost a horn"),
        ("cêm", "c does not stand before a front vowel"),
        ("ka", "k stands only before a front vowel"),
        ("nghành", "ngh stands only before a front vowel"),
        ("gẻ", "g does not stand before e"),
        ("coa", "c before a glide is written qu"),
        ("iêu", "without an onset it begins with y"),
        ("tyêu", "yê stands without an onset"),
        ("mac", "a stop asks for the rising or the heavy tone"),
        ("phảt", "a stop cannot carry the dipping tone"),
        ("Krông", "kr is no onset"),
        ("Ênuôl", "l ends no syllable"),
        ("Đắk", "k ends no syllable"),
        ("Facebook", "no syllable of Vietnamese"),
        ("quảnlý", "two syllables"),
        ("UBND", "an abbreviation"),
        ("", "nothing"),
        ("n", "an onset alone"),
        ("ng", "an onset alone"),
    ],
)
def test_what_phonology_forbids_is_refused(word: str, why: str) -> None:
    assert parse(word) is None, why


@pytest.mark.parametrize(("word", "is_so"), [("Đảng", True), ("đo", True), ("ta", False), ("bêtông", False)])
def test_a_marked_syllable_shows_itself_as_vietnamese(word: str, is_so: bool) -> None:
    assert is_marked(word) is is_so


@pytest.mark.parametrize(("word", "is_so"), [("lý", True), ("đã", True), ("bốt", False), ("tông", False), ("x", False)])
def test_a_native_tone_is_none_that_loan_words_have(word: str, is_so: bool) -> None:
    assert has_native_tone(word) is is_so


@pytest.mark.parametrize(
    ("word", "is_so"), [("hòan", True), ("trỉển", True), ("ngưòi", True), ("quảnlý", False), ("internet", False)]
)
def test_a_syllable_with_wrong_marks_still_looks_like_one(word: str, is_so: bool) -> None:
    assert looks_like_syllable(word) is is_so


@given(st.text("abcđeghiklmnopqrstuvxyăâêôơưàáảãạếềểễệ", max_size=8))
def test_case_does_not_matter(word: str) -> None:
    assert parse(word) == parse(word.upper()) == parse(word.capitalize())


@given(st.text("cghiknpqrtuyăâêôơưaeoáàảãạếề", max_size=7))
def test_the_parts_of_a_syllable_are_its_letters(word: str) -> None:
    syllable = parse(word)
    if syllable is not None:
        bare = "".join(
            letter for letter in unicodedata.normalize("NFD", word) if letter not in "\u0300\u0301\u0303\u0309\u0323"
        )
        assert syllable.onset + syllable.rime == unicodedata.normalize("NFC", bare)


@given(st.text("ghiknqtuyêươoaáàạếềGQÁÊ", min_size=1, max_size=7))
def test_legal_is_what_can_be_parted(word: str) -> None:
    assert is_legal_syllable(word) is (parse(word) is not None)


@given(st.text(max_size=12))
def test_any_text_at_all_is_judged(word: str) -> None:
    assert is_legal_syllable(word) is (parse(word) is not None)


def test_every_open_vowel_takes_every_tone_and_two_vowels_are_never_open() -> None:
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    for letter in "a ă â e ê i o ô ơ u ư y".split():
        syllables = [unicodedata.normalize("NFC", f"t{letter}{tone}") for tone in tones]
        assert [is_legal_syllable(syllable) for syllable in syllables] == [letter not in "ăâ"] * 6
