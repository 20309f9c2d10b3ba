"""Accents and look-alike letters."""

import pytest

from cleaning.steps import repair
from cleaning.steps.encoding import compose_accents, replace_eth, replace_look_alikes

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
