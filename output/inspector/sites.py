"""What is known about a site beyond its articles; whoever starts the inspector knows, and tells it."""

from collections.abc import Callable, Mapping
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


def names_of(cards: Mapping[str, SiteCard], kind: str, province: str) -> tuple[str, ...] | None:
    """The sites of a kind and province; ``None`` where neither is asked for."""
    if not kind and not province:
        return None
    fitting = (card for card in cards.values() if kind in ("", card.kind) and province in ("", card.province))
    return tuple(card.name for card in fitting)
