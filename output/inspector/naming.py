"""Names of rules, reasons and other terms of the dataset in the reader's language, where the messages have them."""

from collections.abc import Mapping
from typing import Final

from cleaning.steps import STEPS
from output.inspector.languages import Words

EXPLAINED: Final[Mapping[str, str]] = {
    step.__name__: (step.__doc__ or step.__name__).partition("\n")[0].replace("``", "") for step in STEPS
}
"""Rule to what the code says of it, in English."""

_EMPTY: Final = "empty_"


def name_rule(words: Words, rule: str) -> str:
    """What a rule does, in a few words; of a rule that the messages do not know, what its code says, or its name.

    Names joined by ``+`` stand for several rules.
    """
    return "; ".join(words.find(f"rule.{part}") or EXPLAINED.get(part) or spaced(part) for part in rule.split("+"))


def name_reason(words: Words, reason: str) -> str:
    """Why a page is no article."""
    return words.find(f"reason.{reason}") or spaced(reason)


def name_alarm(words: Words, alarm: str) -> str:
    """What is out of line with a site; ``empty_date`` and its like name a field that many articles lack."""
    field = alarm.removeprefix(_EMPTY)
    if field != alarm:
        return words("alarm.empty", field=name_term(words, "field", field).lower())
    return name_term(words, "alarm", alarm)


def name_term(words: Words, section: str, name: str) -> str:
    """A term of some section of the messages, such as a flag or a kind of organization."""
    return words.find(f"{section}.{name}") or spaced(name)


def spaced(name: str) -> str:
    """A name of the code as words."""
    return name.replace("_", " ")
