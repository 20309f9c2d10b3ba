"""Tones on the wrong letter, and small letters among capitals."""

import pytest

from cleaning.steps import repair
from cleaning.steps.accents import capitalise_accented, compose_accents, move_tone


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("qúy khách, Qũy, QÚY", "quý khách, Quỹ, QUÝ"),
        ("họat động, hòan thành, tòan dân", "hoạt động, hoàn thành, toàn dân"),
        ("Gíap Tết, gìau có", "Giáp Tết, giàu có"),
        ("đựơc mời, ngừơi dân", "được mời, người dân"),
        ("taị xã, ngaỳ mai, nhiêù hộ", "tại xã, ngày mai, nhiều hộ"),
        ("kíên nghị", "kiến nghị"),
    ],
)
def test_a_tone_moves_to_the_letter_that_carries_it(before: str, after: str) -> None:
    assert repair(before, steps=[move_tone]).text == after


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hòa, hoà, thủy, thuỷ, khỏe, khoẻ", "both places are right"),
        ("María, José, Núria, García", "no syllable with the tone anywhere"),
        ("Ramón, Léon, Túan@xa.vn", "foreign, or an address"),
        ("Krông, Đắk, Pá, Hốih", "names"),
        ("ngưòi, nghành, hôị̀", "another fault, or two tones"),
        ("K'qúy, qúy2", "parts of codes"),
        ("gì, gìn giữ, giếng", "one letter for onset and rime"),
    ],
)
def test_other_tones_stay(text: str, why: str) -> None:
    assert repair(text, steps=[move_tone]).edits == (), why


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("MụC LụC", "MỤC LỤC"),
        ("CộNG HòA Xã HộI", "CỘNG HÒA XÃ HỘI"),
        ("ĐảNG Bộ huyện", "ĐẢNG BỘ huyện"),
        ("NGHị QUYếT về", "NGHỊ QUYẾT về"),
    ],
)
def test_small_letters_among_capitals_are_capitalised(before: str, after: str) -> None:
    assert repair(before, steps=[capitalise_accented]).text == after


@pytest.mark.parametrize(
    "text",
    ["Xã Hội", "UBND Xã Tà", "Đảng BỘ", "TPHồ", "ĐăkRLấp", "McĐ", "xã VÀ bản", "HĐND xã", "Ý Yên", "A Ủ", "ĐHQGở"],
)
def test_other_capitals_stay(text: str) -> None:
    assert repair(text, steps=[capitalise_accented]).edits == ()


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("hộ\u0323i", "hội", "a tone typed twice"),
        ("ho\u0301\u0302", "hố", "the tone before the mark of the vowel"),
        ("e\u0301\u0301", "é", "an accent typed twice"),
    ],
)
def test_doubled_and_swapped_accents_are_composed(before: str, after: str, why: str) -> None:
    assert repair(before, steps=[compose_accents]).text == after, why


@pytest.mark.parametrize("text", ["ã\u0300", "x\u0301"])
def test_two_tones_on_one_letter_are_for_a_person(text: str) -> None:
    assert repair(text, steps=[compose_accents]).edits == ()
