"""The file of corrections: what it says, what its mistakes say, and the way there and back."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cleaning import Edit
from cleaning.corrections import (
    Action,
    Correction,
    CorrectionsFileError,
    add_correction,
    describe_place,
    dump_corrections,
    load_corrections,
)

GOOD = """
[[correction]]
action = "always"
before = "Dân vận khóe"
after = "Dân vận khéo"
site = "songha"
who = "Lò Thị Nga"
when = 2031-03-05
why = "name of the movement"

[[correction]]
action = "never"
before = "bản Phăng"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "corrections.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read(tmp_path: Path) -> None:
    first, second = load_corrections(written(tmp_path, GOOD))
    assert (first.action, first.after, first.site, first.when) == (
        Action.ALWAYS,
        "Dân vận khéo",
        "songha",
        date(2031, 3, 5),
    )
    assert (second.action, second.before, second.after) == (Action.NEVER, "bản Phăng", None)


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "corrections.toml") == ()


ALWAYS = '[[correction]]\naction = "always"\n'
NEVER = '[[correction]]\naction = "never"\n'
MISTAKES = [
    ("no TOML", "[[correction]", ["no TOML", "line 1"]),
    ("a single table", '[correction]\naction = "never"', ["[correction]", "[[correction]]"]),
    ("another table", GOOD + "\n[[site]]\n", ["site", "only [[correction]]"]),
    ("an action that is none", '[[correction]]\naction = "often"\nbefore = "a"', ["1, field action", "'often'", "'always' or 'never'"]),
    ("no words", NEVER, ["1, field before", "missing"]),
    ("blank words", NEVER + 'before = " "', ["1: before is blank"]),
    ("an unknown field", GOOD + 'befor = "x"', ["2, field befor", "expected one of action, before"]),
    ("no change", ALWAYS + 'before = "xã"\nafter = "xã"', ["the same"]),
    ("always without its end", ALWAYS + 'before = "xã"', ["always needs before and after"]),
    ("spaces around", ALWAYS + 'before = "xã"\nafter = "xã "', ["without spaces around"]),
    ("a rule for always", ALWAYS + 'before = "a"\nafter = "b"\nrule = "spelling"', ["rule belongs to never"]),
    ("a place of no article", NEVER + 'before = "xã"\nnear = "ở xã nhà"', ["article is expected"]),
    ("a place without the words", NEVER + 'before = "xã"\narticle = "77"\nnear = "ở bản"', ["before as a part of near"]),
    ("a time without zone", GOOD + "when = 2031-03-05T10:00:00", ["field when"]),
    ("a number", NEVER + "before = 7", ["field before", "found 7"]),
    ("two ends", ALWAYS + 'before = "a"\nafter = "b"\n' + ALWAYS + 'before = "a"\nafter = "c"', ["1 and 2 contradict", "'a'"]),
    ("yes and no", ALWAYS + 'before = "a"\nafter = "b"\n' + NEVER + 'before = "a"', ["1 and 2 contradict"]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "text", "said"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_named(tmp_path: Path, why: str, text: str, said: list[str]) -> None:
    path = written(tmp_path, text)
    with pytest.raises(CorrectionsFileError) as error:
        load_corrections(path)
    assert str(path) in str(error.value)
    assert [part for part in said if part not in str(error.value)] == [], why


AGREED = [
    ('before = "a"\nafter = "b"', 'before = "a"\nafter = "c"', "not b but c"),
    ('before = "a"', 'before = "a"\nafter = "b"\nsite = "songha"', "another scope"),
    ('before = "a"\nrule = "spelling"', 'before = "a"\nafter = "b"', "only one rule is stopped"),
]


@pytest.mark.parametrize(("never", "always", "why"), AGREED, ids=[row[2] for row in AGREED])
def test_decisions_that_can_both_be_obeyed_are_no_mistake(tmp_path: Path, never: str, always: str, why: str) -> None:
    assert len(load_corrections(written(tmp_path, NEVER + never + "\n" + ALWAYS + always))) == 2, why


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(lambda text: text.strip())
NOTES = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NEVERS = st.builds(
    Correction,
    action=st.just(Action.NEVER),
    before=WORDS,
    rule=NOTES,
    site=NOTES,
    article=NOTES,
    who=NOTES,
    why=NOTES,
    when=st.none() | st.dates() | st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)


@given(st.lists(NEVERS, max_size=3))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, corrections: list[Correction]) -> None:
    path = written(tmp_path_factory.mktemp("corrections"), dump_corrections(corrections))
    assert load_corrections(path) == tuple(corrections)


def test_what_cannot_be_seen_is_written_as_an_escape() -> None:
    hidden = Correction(action=Action.NEVER, before='chi\u200b "bộ"\\')
    assert 'before = "chi\\U0000200b \\"bộ\\"\\\\"' in dump_corrections([hidden])


def test_a_decision_takes_the_place_of_its_contrary() -> None:
    never = Correction(action=Action.NEVER, before="đau", after="đua")
    always = Correction(action=Action.ALWAYS, before="đau", after="đua")
    other = Correction(action=Action.NEVER, before="đau", article="77")
    assert add_correction([never, other], always) == (other, always)
    assert add_correction([never], never.model_copy(update={"who": "Nga"}))[0].who == "Nga"


def test_records_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Correction(action=Action.NEVER, before="a").before = "b"  # type: ignore[misc]


PLACES = [
    ("về kinh tế- xã hội", 10, "", " ", ("tế- xã", "tế - xã"), "a space put in"),
    ("mục đích , yêu cầu", 8, " ", "", ("đích , yêu", "đích, yêu"), "a space taken away"),
    ("phong trào thi đau yêu", 15, "đau", "đua", ("đau", "đua"), "a word"),
    ("của c\u01b0\u0309 tri", 5, "\u01b0\u0309", "\u1eed", ("c\u01b0\u0309", "c\u1eed"), "letters of a word"),
    ("", 0, "", "xã", ("", "xã"), "all there is"),
]


@pytest.mark.parametrize(
    ("text", "start", "before", "after", "expected", "why"), PLACES, ids=[row[5] for row in PLACES]
)
def test_a_place_is_shown_in_whole_words(
    text: str, start: int, before: str, after: str, expected: tuple[str, str], why: str
) -> None:
    place = describe_place(text, Edit(start=start, before=before, after=after, rule="x"))
    assert (place.before, place.after) == expected, why
    assert place.before in place.near
    assert place.near in text
