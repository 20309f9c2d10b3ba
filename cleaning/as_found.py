"""The parts of an article as they stood on its page, each with the edits that led to what it says now."""

from collections.abc import Sequence
from typing import NamedTuple

from cleaning.article import Article
from cleaning.edits import Edit, undo


class AsFound(NamedTuple):
    """A part of an article before it was repaired."""

    text: str
    edits: Sequence[Edit]


def find_title(article: Article) -> AsFound | None:
    """The headline, ``None`` where the page has none."""
    return None if article.title is None else AsFound(undo(article.title, article.title_edits), article.title_edits)


def find_lead(article: Article) -> AsFound | None:
    """The lead, ``None`` where the page sets none apart; old records have it as repaired, without edits."""
    return None if article.lead is None else AsFound(undo(article.lead, article.lead_edits), article.lead_edits)


def find_captions(article: Article) -> list[AsFound]:
    """The captions; old records have them as repaired, without edits."""
    edits = article.caption_edits or ((),) * len(article.captions)
    return [AsFound(undo(caption, made), made) for caption, made in zip(article.captions, edits, strict=True)]
