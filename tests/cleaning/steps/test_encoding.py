"""Accents and look-alike letters."""

import pytest

from cleaning.edits import undo
from cleaning.steps import repair
from cleaning.steps.accents import compose_accents
from cleaning.steps.encoding import (
    read_encoding,
    replace_eth,
    replace_look_alikes,
    replace_private_bullet,
    replace_styled_letters,
)
from tests.cleaning.legacy.test_recognition import OTHERS
from tests.cleaning.legacy.typing import type_in

ETH = "\N{LATIN CAPITAL LETTER ETH}"
SMALL_ETH = "\N{LATIN SMALL LETTER ETH}"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("ho\u0302\u0323i", "hội", "two accents on one letter"),
        ("ho\u0323\u0302i", "hội", "in the other order"),
        ("hô\u0323i", "hội", "one of them composed already"),
        ("đươ\u0300ng", "đường", "a horn stays under the tone"),
        ("N\u0303", "Ñ", "any letter that composes"),
    ],
)
def test_accents_are_composed(before: str, after: str, why: str) -> None:
    assert repair(before, steps=[compose_accents]).text == after, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hội", "composed already"),
        ("j\u0301", "does not compose"),
        ("\u0301a", "an accent without a letter"),
        ("a" + "\u0301\u0302\u0303\u0304\u0305", "a pile is decoration"),
        ("\N{OHM SIGN} \N{ANGSTROM SIGN}", "signs are no accents"),
        ("e\ufe0f", "a variation selector is no accent"),
    ],
)
def test_what_is_no_decomposed_letter_stays(text: str, why: str) -> None:
    assert repair(text, steps=[compose_accents]).edits == (), why


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (f"{ETH}ảng bộ", "Đảng bộ", "a syllable"),
        (f"{SMALL_ETH}ã họp", "đã họp", "a small one"),
        (f"H{ETH}ND xã", "HĐND xã", "an abbreviation"),
        (f"{ETH}OÀN XÃ", "ĐOÀN XÃ", "capitals"),
        (f"{ETH}ắk Nia", "Đắk Nia", "no syllable, but a letter that Icelandic lacks"),
    ],
)
def test_eth_becomes_d_with_stroke_in_vietnamese(before: str, after: str, why: str) -> None:
    assert repair(before, steps=[replace_eth]).text == after, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{ETH}ór{SMALL_ETH}ur", "an Icelandic name"),
        (f"Gu{SMALL_ETH}mundur", "inside an Icelandic name"),
        (f"phiên âm /{SMALL_ETH}/", "a sound"),
        (f"{ETH}", "alone"),
        ("Đảng", "the right letter"),
    ],
)
def test_eth_stays_elsewhere(text: str, why: str) -> None:
    assert repair(text, steps=[replace_eth]).edits == (), why


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("c\u0430n b\u043e", "can bo", "Cyrillic inside Latin words"),
        ("\u0421hi hội", "Chi hội", "a Cyrillic capital"),
        ("N\u03bfng dân", "Nong dân", "Greek"),
    ],
)
def test_look_alikes_become_latin(before: str, after: str, why: str) -> None:
    assert repair(before, steps=[replace_look_alikes]).text == after, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("\u041c\u043e\u0441\u043a\u0432\u0430", "a Russian word"),
        ("\u0422\u0410\u0421\u0421 đưa tin", "only look-alikes, but no Latin letter"),
        ("góc \u03b1 và \u03b2", "Greek letters alone"),
        ("a\u0436b", "no Latin letter looks like it"),
    ],
)
def test_other_scripts_stay(text: str, why: str) -> None:
    assert repair(text, steps=[replace_look_alikes]).edits == (), why


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("c\u0103n h\u1ed9", "căn hộ", "nothing odd"),
        ("\uff28ội nghị", "Hội nghị", "a full-width letter in a word"),
        ("\U0001d407ộ\U0001d422 \U0001d427\U0001d420\U0001d421ị", "Hội nghị", "bold mathematical letters"),
        (
            "\U0001d407\U0001d428\u0302\u0323\U0001d422 \U0001d41b\U0001d41a\U0001d427",
            "Hội ban",
            "with accents of their own",
        ),
    ],
)
def test_styled_letters_become_plain_in_vietnamese(before: str, after: str, why: str) -> None:
    assert repair(before).text == after, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("\U0001d431 + \U0001d432 = \U0001d433", "a formula"),
        ("\U0001d42c\U0001d422\U0001d427 \U0001d431", "a function"),
        ("\uff21\uff22\uff23株式会社", "Japanese"),
        ("giá\uff1a 5", "a full-width mark"),
    ],
)
def test_other_styled_letters_stay(text: str, why: str) -> None:
    assert repair(text, steps=[replace_styled_letters]).edits == (), why


@pytest.mark.parametrize(
    ("before", "after"),
    [("\uf0b7 Về tổ chức", "• Về tổ chức"), ("a\n\n \uf0d8Về", "a\n\n •Về"), ("\uf02d Về", "- Về")],
)
def test_private_bullets_become_bullets(before: str, after: str) -> None:
    assert repair(before, steps=[replace_private_bullet]).text == after


@pytest.mark.parametrize("text", ["đi \uf0e0 đến", "\uf0b7", "ô \uf0a8 chọn", "xã\uf0b7 bản"])
def test_private_signs_inside_a_line_stay(text: str) -> None:
    assert repair(text, steps=[replace_private_bullet]).edits == ()


def test_a_line_of_a_text_is_read_in_its_encoding_on_record() -> None:
    before = "Tin tức\n\n" + type_in("tcvn3", "Đảng bộ huyện tổng kết công tác dân vận năm 2031")
    result = repair(before)
    assert result.text == "Tin tức\n\nĐảng bộ huyện tổng kết công tác dân vận năm 2031"
    assert {edit.rule for edit in result.edits} == {"read_encoding"}
    assert undo(result.text, result.edits) == before


def test_mojibake_of_a_text_is_read_on_record() -> None:
    meant = "Hội nghị tổng kết công tác dân vận"
    before = "Xã Bản Mù\n\n" + meant.encode().decode("sloppy-windows-1252")
    result = repair(before)
    assert result.text == f"Xã Bản Mù\n\n{meant}"
    assert undo(result.text, result.edits) == before


@pytest.mark.parametrize("text", [row[0] for row in OTHERS if not row[1].startswith("UTF-8")])
def test_other_languages_are_not_read_otherwise(text: str) -> None:
    assert repair(text, steps=[read_encoding]).edits == ()
