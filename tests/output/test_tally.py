"""Every page counts once, by its last outcome, and so do its edits and stripped blocks."""

from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Reason, Stripped
from cleaning.edits import Edit
from output.tally import Change, Tally
from tests.output.records import article

RULES = ("close_up_mark", "open_up_mark", "part_paragraphs")


def edited(name: str, *rules: str) -> Tally:
    """A tally after one article."""
    tally = Tally(RULES, ("menu", "repeated"))
    add(tally, name, *rules)
    return tally


def add(tally: Tally, name: str, *rules: str, stripped: tuple[str, ...] = ()) -> None:
    edits = tuple(
        Edit(start=place, before="", after=" ", rule=rule, confidence=1.0) for place, rule in enumerate(rules)
    )
    blocks = tuple(Stripped(text="khối", rule=rule) for rule in stripped)
    tally.add_cleaning(article(name).model_copy(update={"edits": edits, "stripped": blocks}))
    tally.add_page(name, Change.NEW)


def test_rules_that_never_fired_are_there() -> None:
    tally = Tally(RULES, ("menu", "repeated"))
    assert tally.edits == dict.fromkeys(RULES, 0)
    assert tally.stripped == {"menu": 0, "repeated": 0}


def test_a_later_capture_replaces_an_earlier_one() -> None:
    tally = Tally(RULES, ("menu",))
    add(tally, "a", "close_up_mark", "close_up_mark", stripped=("menu", "outside"))
    add(tally, "b", "close_up_mark", stripped=("menu",))
    add(tally, "a", "open_up_mark")
    assert tally.edits == {"close_up_mark": 1, "open_up_mark": 1, "part_paragraphs": 0}
    assert tally.stripped == {"menu": 1, "outside": 0}
    assert tally.counts([]).pages == 2


def test_a_page_that_is_no_article_in_the_end_has_no_edits() -> None:
    tally = edited("a", "close_up_mark")
    tally.add_page("a", Reason.TOO_SHORT)
    assert sum(tally.edits.values()) == 0
    assert tally.counts([]).reasons == {Reason.TOO_SHORT: 1}


def test_an_article_that_was_rejected_before_counts() -> None:
    tally = Tally(RULES)
    tally.add_page("a", Reason.HTTP_ERROR)
    add(tally, "a", "close_up_mark")
    assert tally.edits["close_up_mark"] == 1


def test_an_edit_of_two_rules_counts_for_both() -> None:
    tally = edited("a", "close_up_mark+open_up_mark")
    assert tally.edits == {"close_up_mark": 1, "open_up_mark": 1, "part_paragraphs": 0}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from(RULES), max_size=4)), max_size=12))
def test_only_last_outcomes_count(captures: list[tuple[str, list[str]]]) -> None:
    tally, last = Tally(RULES), Tally(RULES)
    for name, rules in captures:
        add(tally, name, *rules)
    for name, rules in dict(captures).items():
        add(last, name, *rules)
    assert (tally.edits, tally.counts([])) == (last.edits, last.counts([]))
