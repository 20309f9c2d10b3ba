"""Figures about articles, by hand."""

import pytest

from cleaning.article import LanguageShare, Stripped
from cleaning.edits import Edit
from cleaning.quality import languages_of, measure

VIETNAMESE = "Sáng nay, Hội Nông dân xã Tân Khê phát động thi đua trồng rừng vụ xuân."
ENGLISH = "The delegation visited the cooperative and talked with farmers about the new irrigation works."
NAMES = "ADB, WB, UNDP"


def test_everything_is_counted() -> None:
    edit = Edit(start=0, before="", after="x", rule="one_space")
    block = Stripped(text="x" * 30, rule="menu")
    quality = measure("Sáng nay 12 hội viên.", "x" * 90, (edit,), (edit, edit), (block,), 0.98765)
    assert (quality.characters, quality.syllables, quality.suggestions) == (21, 4, 2)
    assert (quality.edits_per_1000, quality.legal_syllables) == (250.0, 1.0)
    assert (quality.boilerplate_share, quality.extractor_agreement) == (0.25, 0.9877)


@pytest.mark.parametrize("text", ["", "12/2024", "\n\n"])
def test_text_without_words_has_figures_too(text: str) -> None:
    quality = measure(text, text, (), (), (), None)
    assert (quality.syllables, quality.legal_syllables, quality.edits_per_1000) == (0, 0.0, 0.0)
    assert (quality.boilerplate_share, quality.extractor_agreement) == (0.0, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (VIETNAMESE, [("vi", len(VIETNAMESE))]),
        ("Lễ ra quân", [("vi", 10)]),
        (f"{VIETNAMESE}\n\n{VIETNAMESE}", [("vi", 2 * len(VIETNAMESE))]),
        (f"{ENGLISH}\n\n{VIETNAMESE}", [("en", len(ENGLISH)), ("vi", len(VIETNAMESE))]),
        (f"{VIETNAMESE}\n\n{NAMES}", [("vi", len(VIETNAMESE)), ("und", len(NAMES))]),
        (f"{VIETNAMESE}\n{ENGLISH}", [("vi", len(VIETNAMESE) + 1 + len(ENGLISH))]),
        ("", []),
    ],
    ids=["vietnamese", "short", "added up", "longest first", "names", "one paragraph", "nothing"],
)
def test_languages_are_those_of_paragraphs(text: str, expected: list[tuple[str, int]]) -> None:
    assert languages_of(text) == tuple(LanguageShare(language=name, characters=count) for name, count in expected)


def test_a_long_foreign_paragraph_with_a_vietnamese_name_is_foreign() -> None:
    paragraph = f"{ENGLISH} {ENGLISH} Chairman Lê Văn Tấn was there."
    assert [share.language for share in languages_of(paragraph)] == ["en"]
