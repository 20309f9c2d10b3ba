"""The messages: both languages have all of them, and write numbers and days as their readers do."""

import re
import string
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import output.inspector
from cleaning.article import Reason
from cleaning.boilerplate import RULES as BOILERPLATE
from cleaning.steps import RULES
from output.inspector.languages import LANGUAGES, choose, messages, words_of
from output.inspector.naming import name_reason, name_rule

TEMPLATES = Path(output.inspector.__file__).parent / "templates"
WHOLE_KEY = re.compile(r"""\bt\(["']([a-z_]+\.[a-z_]+)["']""")


def test_every_message_is_in_every_language() -> None:
    vietnamese, english = (messages(language) for language in LANGUAGES)
    missing = {key for key in vietnamese.keys() ^ english.keys() if not key.startswith("rule.")}  # the code has these
    assert {key.removesuffix("_one") for key in missing} <= vietnamese.keys() & english.keys()


def test_messages_have_the_same_values_in_them() -> None:
    vietnamese, english = (messages(language) for language in LANGUAGES)
    for key in vietnamese.keys() & english.keys():
        names = [
            {name for _, name, _, _ in string.Formatter().parse(text[key]) if name} for text in (vietnamese, english)
        ]
        assert names[0] == names[1], key


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_templates_ask_for_messages_that_are_there(template: Path) -> None:
    asked = set(WHOLE_KEY.findall(template.read_text(encoding="utf-8")))
    assert asked <= messages("en").keys()


def test_no_message_is_dead() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    composed = set(re.findall(r"""\b(?:t|term|find)\(["']([a-z_]+)["'.]""", text)) | {
        "alarm",
        "detail",
        "error",
        "reason",
        "rule",
    }
    listed = {"kind", "quality", "duplicates", "revision", "state", "flag"}
    asked = set(WHOLE_KEY.findall(text))
    dead = {
        key
        for key in messages("en")
        if key.removesuffix("_one") not in asked and key.partition(".")[0] not in composed | listed
    }
    assert not dead


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_name(language: str, reason: Reason) -> None:
    assert f"reason.{reason}" in messages(language)
    assert name_reason(words_of(language), reason)


@pytest.mark.parametrize("rule", [*RULES, *(rule.name for rule in BOILERPLATE)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_code_has_a_name(language: str, rule: str) -> None:
    assert f"rule.{rule}" in messages(language)


def test_rules_are_explained() -> None:
    vietnamese = words_of("vi")
    assert (
        name_rule(vietnamese, "close_up_mark+open_up_mark")
        == "Bỏ khoảng trắng trước dấu câu; Thêm khoảng trắng sau dấu câu"
    )
    assert name_rule(vietnamese, "a_rule_of_tomorrow") == "a rule of tomorrow"


@pytest.mark.parametrize(
    ("asked", "chosen", "language"),
    [
        ("vi,en;q=0.5", None, "vi"),
        ("en-GB,vi;q=0.9", None, "en"),
        ("fr, en;q=0.2, vi;q=0.4", None, "vi"),
        ("fr", None, "vi"),
        ("", None, "vi"),
        ("en;q=x", None, "en"),
        (";;;,,q=", None, "vi"),
        ("en", "vi", "vi"),
        ("en", "de", "en"),
    ],
)
def test_choice(asked: str, chosen: str | None, language: str) -> None:
    assert choose(asked, chosen) == language


def test_numbers_and_days() -> None:
    vietnamese, english = words_of("vi"), words_of("en")
    assert (vietnamese.number(1234567), english.number(1234.5, 1)) == ("1.234.567", "1,234.5")
    assert (vietnamese.percent(0.125, 1), english.percent(1)) == ("12,5\xa0%", "100\xa0%")
    assert (vietnamese.day(date(2024, 3, 9)), english.day("2024-03-09")) == ("09/03/2024", "2024-03-09")
    assert vietnamese.day(datetime(2024, 3, 9, 20, tzinfo=UTC)) == "03:00 10/03/2024"
    assert english.day("2024-03-09T08:00:00+07:00") == "2024-03-09 08:00"
    assert (english.day(None), english.day("")) == ("–", "–")
    assert english("articles.number", number=1234) == "1,234 articles."
    assert (english("articles.number", number=1), vietnamese("articles.number", number=1)) == ("1 article.", "1 bài.")
