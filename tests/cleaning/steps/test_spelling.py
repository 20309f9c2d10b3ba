"""The place of spelling in the list."""

from cleaning.edits import Edit
from cleaning.spelling.corrector import Corrections, NoCorrector
from cleaning.steps import repair


class Swap:
    """A corrector that knows two words; the second is only a suggestion."""

    version = "test"
    rules = ("swap",)

    def correct(self, text: str) -> Corrections:
        return Corrections(tuple(self._find(text, "cơ sơ", "cơ sở")), tuple(self._find(text, "chị bộ", "chi bộ")))

    def _find(self, text: str, before: str, after: str) -> list[Edit]:
        place = text.find(before)
        return [] if place < 0 else [Edit(start=place, before=before, after=after, rule="swap", confidence=0.9)]


def test_without_a_corrector_no_word_is_changed() -> None:
    assert repair("chị bộ cơ sơ").edits == ()
    assert NoCorrector().correct("chị bộ cơ sơ") == Corrections()


def test_the_corrector_sees_text_whose_spacing_is_repaired() -> None:
    repaired = repair("tại cơ  sơ cũ ,xã", Swap())
    assert repaired.text == "tại cơ sở cũ, xã"
    assert {edit.rule for edit in repaired.edits} == {"collapse_spaces+swap", "close_up_mark", "open_up_mark"}


def test_suggestions_are_shown_in_the_repaired_text_and_not_applied() -> None:
    repaired = repair("họp  chị bộ", Swap())
    assert repaired.text == "họp chị bộ"
    assert [(edit.start, edit.before) for edit in repaired.suggestions] == [(4, "chị bộ")]
