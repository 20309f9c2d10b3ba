"""Place names that run together get their spaces and capitals; what only looks like one does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.edits import apply, undo
from cleaning.steps import STEPS, repair
from cleaning.steps.place_names import part_place_name


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("về Hànội họp", "về Hà Nội họp", "one capital"),
        ("về HàNội họp", "về Hà Nội họp", "both capitals"),
        ("Hànội mưa", "Hà Nội mưa", "first of a line"),
        ("hàng Việtnam, hàng ViệtNam.", "hàng Việt Nam, hàng Việt Nam.", "every time, before a mark"),
        ("từ Đànẵng đến Quảngninh", "từ Đà Nẵng đến Quảng Ninh", "two names"),
        ("học tập HồChíMinh, Hồchíminh", "học tập Hồ Chí Minh, Hồ Chí Minh", "three syllables"),
        ("(Sơnla)", "(Sơn La)", "in brackets"),
        ("tỉnh Hòabình", "tỉnh Hòa Bình", "a common word too, but not with a capital here"),
        ("tỉnh Hoàbình, ông Hồ", "tỉnh Hoà Bình, ông Hồ", "the tone stays where it is"),
    ],
)
def test_names_are_parted(before: str, after: str, why: str) -> None:
    assert repair(before, steps=[part_place_name]).text == after, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Hà Nội, Việt Nam", "as it should be"),
        ("báo Hànộimới", "a longer name"),
        ("Vietnam, Hanoi, Dong Nai", "no marks: other languages"),
        ("Sàigòn xưa và nay", "an older spelling, in titles"),
        ("HÀNỘI", "capitals only: a logo or a headline"),
        ("hànội", "no capital: no name for sure"),
        ("HànộI, hÀnội, HÀnội", "capitals inside a syllable"),
        ("Việtnam-Airlines, Việtnam2", "parts of other names"),
        ("www.Hànội.vn, a@Việtnam.vn", "addresses"),
        ("Hòabình lập lại. Hòabình là quý nhất", "peace, at the start of a sentence"),
        ("Quảngbá, Hoahồng, Hànlâm, Quảnlý, Đảngviên", "no places, though often capitalised"),
    ],
)
def test_other_words_stay(text: str, why: str) -> None:
    assert repair(text, steps=[part_place_name]).edits == (), why


@pytest.mark.parametrize(
    ("before", "after"), [("Quảnlý tốt", "Quản lý tốt"), ("Đảngviên trẻ", "Đảng viên trẻ"), ("Đạihội xã", "Đại hội xã")]
)
def test_words_that_are_no_names_get_a_space_only(before: str, after: str) -> None:
    assert repair(before, steps=STEPS).text == after


_PIECES = ["Hànội", "Việtnam", "Hòabình", "HồChíMinh", "hà", "nội", "N", "a", "-", " ", ".", ",", "1", "\n", "“", "@"]


@given(st.lists(st.sampled_from(_PIECES), max_size=12))
def test_laws(pieces: list[str]) -> None:
    text = "".join(pieces)
    repaired = repair(text, steps=[part_place_name])
    assert undo(repaired.text, repaired.edits) == text
    assert apply(text, repaired.edits) == repaired.text
    assert repair(repaired.text, steps=[part_place_name]).edits == ()
    assert repaired.text.lower().replace(" ", "") == text.lower().replace(" ", "")
