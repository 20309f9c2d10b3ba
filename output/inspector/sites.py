"""What is known about a site beyond its articles; whoever starts the inspector knows, and tells it."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple


class SiteCard(NamedTuple):
    """One site."""

    name: str
    title: str
    kind: str = ""  # of the organization, such as ``party``
    level: str = ""
    province: str = ""
    status: str = ""  # ``live`` or ``archived``


SiteCards = Callable[[], Mapping[str, SiteCard]]
"""Gives the sites by name, as they are now."""


class SiteAlarm(NamedTuple):
    """Something about a site that a person should look at."""

    name: str  # of its kind, such as ``silent``
    detail: str


SiteAlarms = Callable[[], Mapping[str, Sequence[SiteAlarm]]]
"""Gives the alarms of the sites that have some, as they are now."""


def no_alarms() -> Mapping[str, Sequence[SiteAlarm]]:
    """Nobody watches the sites."""
    return {}


def names_of(cards: Mapping[str, SiteCard], kind: str, province: str) -> tuple[str, ...] | None:
    """The sites of a kind and province; ``None`` where neither is asked for."""
    if not kind and not province:
        return None
    fitting = (card for card in cards.values() if kind in ("", card.kind) and province in ("", card.province))
    return tuple(card.name for card in fitting)
