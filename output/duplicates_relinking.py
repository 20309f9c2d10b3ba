"""The links that a refresh changes: those of the families that something came into or left, and of no others."""

from collections.abc import Callable
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from output.duplicates_buckets import Rows, Texts, Truths, shaken
from output.duplicates_clusters import families, sources
from output.duplicates_links import changed_links
from output.duplicates_matching import Pairs, matching
from output.signatures import Slots

_BY_TIME = [("published", "ascending"), ("first_seen", "ascending"), ("id", "ascending")]
"""The earliest first; a day without a time counts as its beginning, and what has no date is behind all that have."""
_BY_SIGHT = [("first_seen", "ascending"), ("id", "ascending")]


class Standing(NamedTuple):
    """The current articles and their texts, both in the order of their time; exact copies have one text."""

    articles: pa.Table
    """Columns ``id`` and ``first_seen``."""
    text_of: Rows
    """For each article the number of its text."""
    texts: Texts
    is_there: Truths
    """Whether the text is one of a current article; the others stand here because they left just now."""

    @classmethod
    def of(cls, current: pa.Table, left: pa.Table, slots: Callable[[Rows], Slots]) -> Self:
        """Order signatures, current ones and those that left; ``slots`` reads those of rows, by their numbers."""
        flagged = [
            table.append_column("is_there", pa.repeat(pa.scalar(value), len(table)))
            for table, value in ((current, b"+"), (left, b"-"))
        ]
        table = pa.concat_tables(flagged)
        table = table.take(pc.sort_indices(table, sort_keys=_BY_TIME)).combine_chunks()
        keys = pc.binary_join_element_wise(table["text_digest"].cast(pa.binary()), table["is_there"], b"")
        text_of = _numbers(keys)
        first = table.take(pa.array(np.unique(text_of, return_index=True)[1]))
        is_current = pc.equal(table["is_there"], b"+")
        numbers = (first["syllables"].to_numpy(), first["particulars"].to_numpy())
        return cls(
            table.filter(is_current).select(["id", "first_seen"]).combine_chunks(),
            text_of[is_current.to_numpy()],
            Texts(slots(first["row"].to_numpy()), *numbers),
            pc.equal(first["is_there"], b"+").to_numpy(),
        )

    def matching(self, asked: Truths) -> Pairs:
        """Find the pairs of current texts that match, of which one at least is asked for."""
        syllables = np.where(self.is_there, self.texts.syllables, 0)  # a text of none falls into no bucket
        return matching(self.texts._replace(syllables=syllables), asked)

    def has_text(self, texts: Truths) -> Truths:
        """Say which articles have one of these texts."""
        return texts[self.text_of]

    def texts_of(self, articles: Truths) -> Truths:
        """Say which texts these articles have."""
        texts = np.zeros(len(self.is_there), np.bool_)
        texts[self.text_of[articles]] = True
        return texts


def _numbers(keys: pa.ChunkedArray) -> Rows:
    """Number different values by their first place."""
    encoded = keys.combine_chunks().dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    numbers: Rows = encoded.indices.to_numpy().astype(np.int64)
    return numbers


def relinked(standing: Standing, fresh: pa.ChunkedArray, links: pa.Table) -> pa.Table:
    """Give rows for the links that are not as they were; ``fresh`` are the ids of articles that were signed anew."""
    ids = standing.articles["id"]
    is_fresh = pc.is_in(ids, value_set=fresh).to_numpy()
    old = _Old(links["family"], pc.index_in(links["id"], value_set=ids.combine_chunks()).fill_null(-1).to_numpy())
    moved = standing.texts_of(is_fresh) | ~standing.is_there
    wanted = standing.texts_of(is_fresh | old.left_behind(is_fresh)) | shaken(standing.texts, moved)
    asked = wanted & standing.is_there
    pairs = standing.matching(asked)
    reached = asked.copy()
    reached[pairs.left] = reached[pairs.right] = True
    touched = standing.has_text(reached)
    touched |= old.of_one_family(touched)
    rest = standing.texts_of(touched) & ~asked
    if rest.any():
        pairs = pairs.joined(standing.matching(rest))
    return changed_links(links, _linked(standing, np.flatnonzero(touched), pairs), ids, pa.array(touched))


class _Old(NamedTuple):
    """The links before, and where their articles stand now."""

    families: pa.ChunkedArray
    places: Rows
    """-1 for an article that is not current any more."""

    def left_behind(self, is_fresh: Truths) -> Truths:
        """Say which articles were of a family that one left: it ended, or has another text."""
        return self._members((self.places < 0) | self._at(is_fresh), len(is_fresh))

    def of_one_family(self, articles: Truths) -> Truths:
        """Say which articles were of a family with one of these."""
        return self._members(self._at(articles), len(articles))

    def _at(self, articles: Truths) -> Truths:
        """What is said of articles, by link; nothing is said of those that are not current."""
        return np.append(articles, np.False_)[self.places]

    def _members(self, chosen: Truths, number: int) -> Truths:
        named = pc.unique(self.families.filter(pa.array(chosen)))
        is_member = pc.is_in(self.families, value_set=named).to_numpy() & (self.places >= 0)
        members = np.zeros(number, np.bool_)
        members[self.places[is_member]] = True
        return members


def _linked(standing: Standing, rows: Rows, pairs: Pairs) -> pa.Table:
    """Link the articles of these rows, which are whole families; one that is alone has no link."""
    number = len(standing.is_there)
    texts = standing.text_of[rows]
    family, source = families(number, pairs)[texts], sources(number, pairs)[texts]
    is_linked = np.bincount(family, minlength=1)[family] > 1
    rows, family, source = rows[is_linked], family[is_linked], source[is_linked]
    first = np.zeros(number, np.int64)
    first[standing.text_of[::-1]] = np.arange(len(standing.text_of))[::-1]  # of equal texts, the last one counts
    articles = standing.articles.take(pa.array(rows))
    is_source = first[source] == rows
    is_single = np.bincount(source, minlength=1)[source] == 1
    return pa.table(
        {
            "id": articles["id"],
            "family": _least(articles, [("id", "ascending")], family),
            "cluster": pc.if_else(pa.array(is_single), None, _least(articles, _BY_SIGHT, source)),
            "duplicate_of": pc.if_else(
                pa.array(is_source), None, standing.articles["id"].take(pa.array(first[source]))
            ),
        }
    )


def _least(articles: pa.Table, order: list[tuple[str, str]], groups: Rows) -> pa.ChunkedArray:
    """For each article the id of the first one of its group, in some order."""
    ordered = pc.sort_indices(articles, sort_keys=order).to_numpy()
    first = np.zeros(groups.max(initial=0) + 1, np.int64)
    first[groups[ordered[::-1]]] = ordered[::-1]  # of one group, the last one counts
    return articles["id"].take(pa.array(first[groups]))
