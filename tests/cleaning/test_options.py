"""House style on request: each choice, what it leaves alone, and that nothing happens without it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cleaning import Cleaner
from cleaning.edits import apply, undo
from cleaning.options import BodyNames, EndMark, LoneVowel, Options, TonePlacement
from cleaning.steps import RULES, STEPS, repair

OLD, NEW = Options(tone_placement=TonePlacement.OLD), Options(tone_placement=TonePlacement.NEW)
WITH_I, WITH_Y = Options(i_y=LoneVowel.I), Options(i_y=LoneVowel.Y)
STOP = Options(end_mark=EndMark.DROP)
FIRST, WORDS = Options(body_names=BodyNames.FIRST), Options(body_names=BodyNames.WORDS)
MASKED = Options(mask_personal=True)

CHANGED = [
    (OLD, "hoà bình, khoẻ mạnh, thuỷ lợi", "hòa bình, khỏe mạnh, thủy lợi"),
    (OLD, "HOÀ BÌNH, Hoà, TUÝ", "HÒA BÌNH, Hòa, TÚY"),
    (NEW, "hòa bình, khỏe mạnh, thủy lợi", "hoà bình, khoẻ mạnh, thuỷ lợi"),
    (NEW, "UỶ BAN, Ủy ban, xòe", "UỶ BAN, Uỷ ban, xoè"),
    (WITH_I, "kỹ thuật, lý luận, bác sỹ, tỷ lệ, hy vọng", "kĩ thuật, lí luận, bác sĩ, tỉ lệ, hi vọng"),
    (WITH_Y, "kĩ thuật, lí luận, bác sĩ, tỉ lệ", "kỹ thuật, lý luận, bác sỹ, tỷ lệ"),
    (WITH_Y, "qui chế, quí khách, hi sinh", "quy chế, quý khách, hy sinh"),
    (STOP, "đạt kết quả./.", "đạt kết quả."),
    (STOP, "cây bàng…/.", "cây bàng…"),
    (STOP, "xong ./ .", "xong."),
    (FIRST, "Ủy ban Nhân dân xã và Ban Thường vụ", "Ủy ban nhân dân xã và Ban thường vụ"),
    (WORDS, "Ủy ban nhân dân xã và Ban thường vụ", "Ủy ban Nhân dân xã và Ban Thường vụ"),
    (WORDS, "Hội Liên hiệp phụ nữ", "Hội Liên hiệp Phụ nữ"),
    (MASKED, "gọi 0912 345 678 hoặc 0243.8234.567", "gọi [điện thoại] hoặc [điện thoại]"),
    (MASKED, "ĐT: (+84) 912-345-678.", "ĐT: [điện thoại]."),
    (MASKED, "CCCD số 001085012345", "CCCD số [số định danh]"),
    (MASKED, "căn cước công dân: 001 085 012 345", "căn cước công dân: [số định danh]"),
    (MASKED, "chứng minh nhân dân 012345678", "chứng minh nhân dân [số định danh]"),
    (MASKED, "thư: van.phong@banmu.example.vn;", "thư: [thư điện tử];"),
]


@pytest.mark.parametrize(("options", "before", "after"), CHANGED)
def test_what_is_chosen_is_done(options: Options, before: str, after: str) -> None:
    cleaned = Cleaner(options=options).clean_text(before)
    assert cleaned.text == after
    assert undo(cleaned.text, cleaned.edits) == before


KEPT = [
    (OLD, "quý khách, hoàng, thoáng, hoại", "one place only"),
    (OLD, "Kon Ploà, zoà", "no syllable of Vietnamese"),
    (NEW, "quỳ, toán, khuỷu tay", "one place only"),
    (NEW, "Kon Plòa2", "a code"),
    (WITH_I, "bà Lý, sông Kỳ Cùng, Mỹ", "names"),
    (WITH_I, "y tế, quy chế, ý kiến, huy động, tay", "not the whole rime"),
    (WITH_Y, "anh Kí, chị Lí", "names"),
    (WITH_Y, "tỉ mỉ, lí nhí, bì, vì, nghỉ, hi hi, tí, mì", "never written with y"),
    (STOP, "số 12/. và 1./.2", "no end of a sentence"),
    (FIRST, "ỦY BAN NHÂN DÂN", "all capitals"),
    (WORDS, "các hội nông dân, ban thường vụ", "no name"),
    (WORDS, "Ban tổ chứcx", "a part of a word"),
    (MASKED, "ngày 09/12/2031, 12.345.678.901 đồng", "a date and a sum"),
    (MASKED, "Quyết định số 0912345678/QĐ", "a document"),
    (MASKED, "tổng đài 1800 1234, số 111", "numbers of offices"),
    (MASKED, "tài khoản 0123456789012", "an account"),
    (MASKED, "hồ sơ 012345678 và 123.456.789 đồng", "figures without a label"),
    (MASKED, "mời @hoinongdan dự", "a name in a network"),
    (Options(), "hoà thuỷ kĩ 0912345678 Ủy ban Nhân dân a@b.vn xong./.", "nothing chosen"),
]


@pytest.mark.parametrize(("options", "text", "why"), KEPT)
def test_what_only_looks_like_it_stays(options: Options, text: str, why: str) -> None:
    assert repair(text, steps=options.steps()).edits == (), why


def test_no_option_is_the_default() -> None:
    assert Options().steps() == ()
    assert Cleaner().clean_text("hoà bình./.").edits == ()


@pytest.mark.parametrize("field", ["tone_place", "i_y", "end_mark"])
def test_what_cannot_be_chosen_is_an_error(field: str) -> None:
    with pytest.raises(ValidationError):
        Options.model_validate({field: "often"})


ALL = [
    Options(tone_placement=tone, i_y=vowel, end_mark=EndMark.DROP, body_names=names, mask_personal=True)
    for tone, vowel, names in zip(TonePlacement, LoneVowel, BodyNames, strict=True)
]
TEXTS = st.lists(
    st.sampled_from(
        [
            *("hoà", "hòa", "Uỷ", "quí", "kỹ", "kĩ", "./.", "/.", "…", "Ủy ban ", "nhân dân", "Nhân dân", " ", "\n"),
            *("N ắm", "0912345678", "0", "CCCD ", "a@b.vn", "-", ".", ",", "“", "”", "\u0301", "\u00a0"),
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("options", ALL)
@given(text=TEXTS)
def test_laws_hold_with_options(options: Options, text: str) -> None:
    steps = (*STEPS, *options.steps())
    result = repair(text, steps=steps)
    assert apply(text, result.edits) == result.text
    assert undo(result.text, result.edits) == text
    assert all(edit.before != edit.after for edit in result.edits)
    assert repair(result.text, steps=steps).edits == ()


def test_rules_of_options_are_not_those_of_repairs() -> None:
    names = [step.__name__ for options in ALL for step in options.steps()]
    assert set(names).isdisjoint(RULES)
