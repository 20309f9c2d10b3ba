"""Characters that cannot be seen."""

import pytest

from cleaning.steps import repair
from cleaning.steps.invisible import delete_invisible, replace_odd_spaces, unify_line_breaks


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\x00", "\x08", "\x7f", "\x9d", "\u200e"])
def test_what_has_no_width_is_deleted(sign: str) -> None:
    repaired = repair(f"chi{sign} bộ", steps=[delete_invisible])
    assert repaired.text == "chi bộ"
    assert [edit.rule for edit in repaired.edits] == ["delete_invisible"]


@pytest.mark.parametrize("sign", ["\u200d", "\u200c", "\n", "\t", "\u00a0", "\u0301", "\ufe0f", "."])
def test_what_joins_or_shows_is_not_deleted(sign: str) -> None:
    assert repair(f"a{sign}b", steps=[delete_invisible]).edits == ()


@pytest.mark.parametrize("sign", ["\t", "\u00a0", "\u2003", "\u2009", "\u202f", "\u3000"])
def test_every_space_becomes_the_space(sign: str) -> None:
    assert repair(f"chi{sign}bộ", steps=[replace_odd_spaces]).text == "chi bộ"


@pytest.mark.parametrize("sign", [" ", "\n", "\u200b", "-", "_"])
def test_what_is_no_odd_space_stays(sign: str) -> None:
    assert repair(f"chi{sign}bộ", steps=[replace_odd_spaces]).edits == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\u2028b", "a\nb"), ("a\x85b", "a\nb"), ("a\r\r\nb", "a\n\nb")],
)
def test_line_breaks_become_line_feeds(before: str, after: str) -> None:
    assert repair(before, steps=[unify_line_breaks]).text == after


@pytest.mark.parametrize("text", ["a\nb", "a\n\nb", "a b", "a\tb", "\u200b"])
def test_line_feeds_stay(text: str) -> None:
    assert repair(text, steps=[unify_line_breaks]).edits == ()
