"""Clusters of copies: of each, the earliest article is the source, the others are its copies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

_NEVER = datetime.max.replace(tzinfo=UTC)
_UNDATED = "~"  # behind every date
_SAME = 2.0  # above every likeness: the source of an exact copy is the text itself


class Dated(NamedTuple):
    """An article as far as clusters care."""

    id: str
    text: int
    """Number of its text; exact copies have the same."""
    published: str | None
    """As the dataset writes it: ISO 8601 at +07:00. A day without a time counts as its beginning."""
    first_seen: datetime | None


class Link(NamedTuple):
    """How an article stands to its copies."""

    family: str
    """Smallest id of all articles that copies of copies lead to; what is compared again when one of them changes."""
    cluster: str | None
    """Id of the member that was seen first, which stays when members join; ``None`` for an article without copies."""
    duplicate_of: str | None
    """Id of the source, ``None`` for the source itself."""


def families(members: Iterable[int], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Give each member the smallest of all members that it is joined with, directly or through others."""
    parents = {member: member for member in members}

    def root(member: int) -> int:
        while parents[member] != member:
            parents[member] = member = parents[parents[member]]
        return member

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parents[second] = first
    return {member: root(member) for member in parents}


def link(articles: Sequence[Dated], likeness: Mapping[int, Mapping[int, float]]) -> Iterator[tuple[str, Link]]:
    """Link the articles of one family; ``likeness`` gives, for each text, the texts that match it and how well.

    The articles are taken by their time. One that matches sources before it is a copy of the most alike of them; one
    that matches none is a source. So every link is between two texts that match, never over a third one.
    """
    family = min(article.id for article in articles)
    sources: dict[int, Dated] = {}  # by text
    members: dict[str, list[Dated]] = {}  # by id of the source
    for article in sorted(articles, key=_time):
        near = {**likeness.get(article.text, {}), article.text: _SAME}
        alike = [text for text in near if text in sources]
        source = sources[min(alike, key=lambda text: (-near[text], _time(sources[text])))] if alike else article
        if source is article:
            sources[article.text] = article
        members.setdefault(source.id, []).append(article)
    for source_id, cluster in members.items():
        name = min(cluster, key=_sight).id if len(cluster) > 1 else None
        for article in cluster:
            yield article.id, Link(family, name, None if article.id == source_id else source_id)


def _time(article: Dated) -> tuple[str, datetime, str]:
    return article.published or _UNDATED, article.first_seen or _NEVER, article.id


def _sight(article: Dated) -> tuple[datetime, str]:
    return article.first_seen or _NEVER, article.id
