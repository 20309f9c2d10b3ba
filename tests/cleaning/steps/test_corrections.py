"""Decisions of people, obeyed by the steps."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from cleaning import Cleaner
from cleaning.corrections import Action, Correction, describe_place
from cleaning.edits import Edit, apply, undo
from cleaning.spelling.corrector import Corrections
from cleaning.steps import repair
from cleaning.steps.corrections import Decisions


def always(before: str, after: str, **scope: str) -> Correction:
    return Correction.model_validate({"action": "always", "before": before, "after": after, **scope})


def never(before: str, after: str | None = None, **scope: str) -> Correction:
    return Correction.model_validate({"action": "never", "before": before, "after": after, **scope})


def repaired(text: str, *corrections: Correction, site: str | None = None, article: str | None = None) -> str:
    return repair(text, decisions=Decisions(corrections, site, article)).text


MADE = [
    ("thi đau yêu nước", "thi đua yêu nước", always("thi đau", "thi đua"), "words"),
    ("Thi đau yêu nước", "Thi đua yêu nước", always("thi đau", "thi đua"), "with a capital first"),
    ("một đồng, hai đồng", "một đồng chí, hai đồng chí", always("đồng", "đồng chí"), "once, though it holds itself"),
    ("của  của dân", "của dân", always("của của", "của"), "behind the repair of spaces"),
    ("của\u00a0của dân", "của dân", always("của của", "của"), "whatever kind of space"),
    ("bàn- ghế", "bàn-ghế", always("bàn- ghế", "bàn-ghế"), "before a rule decides otherwise"),
    ("họp xong .", "họp xong .", always("họp tan", "họp xong ."), "what a correction wants, rules leave"),
    ("ba xã bốn thôn", "ba thôn", always("xã bốn thôn", "thôn"), "shorter"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "correction", "why"), MADE, ids=[row[3] for row in MADE])
def test_always_makes_a_change(before: str, after: str, correction: Correction, why: str) -> None:
    assert repaired(before, correction) == after, why


def test_the_change_is_on_record_under_its_own_rule() -> None:
    result = repair("Thi đau nhé", decisions=Decisions([always("thi đau", "thi đua")]))
    assert [(edit.start, edit.before, edit.after, edit.rule) for edit in result.edits] == [
        (0, "Thi đau", "Thi đua", "correction")
    ]


UNMADE = [
    ("thi đauu", always("thi đau", "thi đua"), "a part of a word"),
    ("THI ĐAU", always("thi đau", "thi đua"), "another case"),
    ("thi Đau", always("thi đau", "thi đua"), "a capital further in"),
    ("thi đua", always("Thi đua", "Thi đấu"), "small letters for a capital"),
    ("đồng chí", always("đồng", "đồng chí"), "made already"),
    ("ba xã", always("xã", "thôn", site="songha"), "another site"),
    ("ba xã", always("xã", "thôn", article="77"), "another article"),
]


@pytest.mark.parametrize(("text", "correction", "why"), UNMADE, ids=[row[2] for row in UNMADE])
def test_always_changes_nothing_else(text: str, correction: Correction, why: str) -> None:
    assert repaired(text, correction) == text, why


KEPT = [
    ("bàn- ghế tốt", never("bàn- ghế"), "an insertion inside the words"),
    ("Bàn- ghế tốt", never("bàn- ghế"), "with a capital first"),
    ("bàn- ghế tốt", never("bàn- ghế", "bàn - ghế"), "this change of the words"),
    ("bàn- ghế tốt", never("bàn- ghế", rule="open_up_hyphen"), "by this rule"),
    ("bàn-  ghế tốt", never("bàn-  ghế", "bàn - ghế"), "a change that two rules make together"),
    ("xong . Bà con", never("xong . Bà"), "a deletion"),
    ("thi đau", never("thi đau"), "against another correction"),
]


@pytest.mark.parametrize(("text", "correction", "why"), KEPT, ids=[row[2] for row in KEPT])
def test_never_keeps_words_as_they_are(text: str, correction: Correction, why: str) -> None:
    assert repaired(text, correction, always("thi đau", "thi đua")) == text, why


CHANGED = [
    ("bàn- ghế", "bàn - ghế", never("bàn- ghế", "bàn-ghế"), "another change is meant"),
    ("bàn- ghế", "bàn - ghế", never("bàn- ghế", rule="close_up_mark"), "another rule is meant"),
    ("bàn- ghế", "bàn - ghế", never("bàn- ghế", site="songha"), "another site is meant"),
    ("bàn- ghế", "bàn - ghế", never("n- g"), "a part of words is none"),
    ("bàn- ghế , tủ", "bàn- ghế, tủ", never("bàn- ghế"), "the rest of the text is repaired"),
    ("Bàn- ghế", "Bàn - ghế", never("BÀN- ghế"), "another case"),
]


@pytest.mark.parametrize(("before", "after", "correction", "why"), CHANGED, ids=[row[3] for row in CHANGED])
def test_never_stops_nothing_else(before: str, after: str, correction: Correction, why: str) -> None:
    assert repaired(before, correction) == after, why


def test_a_decision_for_a_site_and_one_for_an_article() -> None:
    decisions = (never("bàn- ghế", site="songha"), never("tủ- kệ", article="77"))
    text = "bàn- ghế, tủ- kệ"
    assert repaired(text, *decisions, site="songha", article="77") == text
    assert repaired(text, *decisions, site="songha") == "bàn- ghế, tủ - kệ"
    assert repaired(text, *decisions, article="77") == "bàn - ghế, tủ- kệ"


LONG = "Buổi sáng bà con mang bàn- ghế ra sân đình. Buổi chiều thanh niên xếp bàn- ghế vào kho hợp tác xã."


@pytest.mark.parametrize("turn", [0, 1])
def test_near_says_which_of_two_places_is_meant(turn: int) -> None:
    edit = repair(LONG).edits[turn]
    place = describe_place(LONG, edit)
    decision = never(place.before, place.after, article="77", near=place.near)
    text = repaired(LONG, decision, article="77")
    assert text.count("bàn- ghế") == 1
    assert ("mang bàn- ghế" in text, "xếp bàn- ghế" in text) == (turn == 0, turn == 1)


def test_near_finds_its_place_though_the_office_edited_around_it() -> None:
    decision = never("bàn- ghế", article="77", near="bà con mang bàn- ghế ra sân đình")
    assert repaired("Bà con  cùng mang bàn- ghế ra  sân ,đình", decision, article="77").count("bàn- ghế") == 1


def test_near_does_not_take_a_place_that_is_not_like_it() -> None:
    decision = never("bàn- ghế", article="77", near="bà con mang bàn- ghế ra sân đình")
    assert repaired("tặng trường mầm non hai bộ bàn- ghế", decision, article="77").endswith("bàn - ghế")


class Suggests:
    """A corrector that applies one word and suggests another."""

    version = "test"
    rules = ("swap",)

    def correct(self, text: str) -> Corrections:
        return Corrections(self._find(text, "đau", "đua"), self._find(text, "chị", "chi"))

    def _find(self, text: str, before: str, after: str) -> tuple[Edit, ...]:
        place = text.find(before)
        return () if place < 0 else (Edit(start=place, before=before, after=after, rule="swap", confidence=0.9),)


def test_never_also_takes_suggestions_away() -> None:
    result = repair("thi đau, chị bộ", Suggests(), decisions=Decisions([never("chị bộ"), never("thi đau", "thi đua")]))
    assert (result.text, result.edits, result.suggestions) == ("thi đau, chị bộ", (), ())


def test_the_cleaner_obeys() -> None:
    cleaner = Cleaner(corrections=[always("xã Bản Mù", "xã Bản Mồ", site="songha"), never("bàn- ghế")])
    assert cleaner.clean_text("Xã Bản Mù có bàn- ghế ,tủ").text == "Xã Bản Mù có bàn- ghế, tủ"
    assert cleaner.clean_text("xã Bản Mù", site="songha").text == "xã Bản Mồ"


PIECES = st.sampled_from(
    ["bàn", "ghế", "- ", " -", " ", "  ", "\u00a0", ",", " .", "“", "”", "năm", "2031", "a", "\u0301", "N ắm", "\n"]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@st.composite
def decisions(draw: st.DrawFn) -> list[Correction]:
    """Any corrections over the pieces that texts are made of."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        action, before = draw(st.sampled_from(Action)), draw(TEXTS)
        after = draw(st.none() | TEXTS)
        try:
            found.append(Correction(action=action, before=before, after=after))
        except ValidationError:
            assume(False)
    return found


@given(TEXTS, decisions())
def test_laws_hold_whatever_was_decided(text: str, corrections: list[Correction]) -> None:
    chosen = Decisions(corrections)
    result = repair(text, decisions=chosen)
    assert apply(text, result.edits) == result.text
    assert undo(result.text, result.edits) == text
    assert all(edit.before != edit.after for edit in result.edits)
    assert repair(result.text, decisions=chosen).edits == ()


@given(TEXTS, st.lists(PIECES, min_size=1, max_size=4).map("".join).map(str.strip))
def test_what_must_never_change_is_still_there(text: str, words: str) -> None:
    assume(words != "" and not words.startswith("\u0301"))
    whole = f"x {words} {text}"
    assert words in repaired(whole, never(words))
