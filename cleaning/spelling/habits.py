"""What the sites of a corpus write the same way again and again: ``hội quáng``, ``Krông Ngang``; it is no slip.

Sites are counted, not occurrences: one office that copies its own report says nothing about Vietnamese. Slips are
common to many sites too (``chia sẽ``), but each is much rarer than what was meant; so a habit is what holds its own
against every word that it could be a slip for.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.articles import SiteArticle
from cleaning.spelling.candidates import CandidateIndex, Candidates, CandidateTable
from cleaning.spelling.counting import MOST_FORMS, PARTS, n_gram_keys
from cleaning.spelling.language_model import ID_BITS, Ids, Keys, trigram_keys
from cleaning.spelling.letters import canonical
from cleaning.spelling.scoring import Places
from cleaning.spelling.tokens import FIRST_WORD, UNKNOWN, Vocabulary

LEAST_SITES: Final = 3  # sites that have to write something for it to be their habit ...
LEAST_ARTICLES: Final = 10  # ... or articles of one site
RIVAL_RATIO: Final = 10.0  # times as many articles with a likely word instead make it a slip; slips are 1 to 5 in 100
NAME_SHARE: Final = 0.9  # share of capitals from which a word is a name and no slip for anything
ARTICLES_AT_ONCE: Final = 500  # articles between two writes to the spill files
TRIPLES_AT_ONCE: Final = 1 << 14  # triples whose rivals are looked up together

_ENTRY: Final = np.dtype([("key", np.uint64), ("site", np.uint32)])
_PAIR: Final = np.uint64(1 << 63)
_WORD: Final = np.uint64((1 << ID_BITS) - 1)


class Uses(NamedTuple):
    """Pairs and triples of a corpus, sorted by key."""

    keys: Keys
    sites: NDArray[np.int64]
    """Sites that write each."""
    articles: NDArray[np.int64]
    """Articles that hold each."""
    most: NDArray[np.int64]
    """Articles of the site that has the most."""

    def are_frequent(self) -> NDArray[np.bool_]:
        """Whether each is written on enough sites, or often enough on one."""
        return (self.sites >= LEAST_SITES) | (self.most >= LEAST_ARTICLES)


def find_new_words(articles: Iterable[SiteArticle], vocabulary: Vocabulary, meant: Sequence[str]) -> list[str]:
    """Words that the vocabulary does not have and the sites use by habit, sorted."""
    uses: Counter[tuple[str, str]] = Counter()
    capitals: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for site, text in articles:
        forms = set(vocabulary.tokenize(text).pieces[1::2])
        words = {canonical(form) for form in forms}
        totals.update(words)
        strange = {word for word in words if vocabulary.number(word) == UNKNOWN and len(word) > 1}
        uses.update((word, site) for word in strange)
        capitals.update(strange & {canonical(form) for form in forms if form[0].isupper()})
        if len(uses) > MOST_FORMS:
            uses = Counter({use: count for use, count in uses.items() if count > 1})
    sites = Counter(word for word, _ in uses)
    often = {word for (word, _), count in uses.items() if count >= LEAST_ARTICLES}
    often |= {word for word, count in sites.items() if count >= LEAST_SITES}
    index = CandidateIndex(meant)
    return sorted(
        word
        for word in often
        if capitals[word] >= NAME_SHARE * totals[word]
        or all(totals[rival] < RIVAL_RATIO * totals[word] for rival, _ in index.find(word))
    )


def count_uses(articles: Iterable[SiteArticle], vocabulary: Vocabulary) -> Uses:
    """Count the sites and articles that hold each pair and triple, in bounded memory."""
    sites: dict[str, int] = {}
    articles = iter(articles)
    with ExitStack() as stack:
        spill: list[IO[bytes]] = [stack.enter_context(TemporaryFile()) for _ in range(PARTS)]
        while batch := list(islice(articles, ARTICLES_AT_ONCE)):
            numbers = [sites.setdefault(article.site, len(sites)) for article in batch]
            _spill([np.unique(n_gram_keys(vocabulary.tokenize(article.text).ids)) for article in batch], numbers, spill)
        merged = [_merge(file) for file in spill]
    whole = Uses(*(np.concatenate([getattr(part, name) for part in merged]) for name in Uses._fields))
    return _take(whole, np.argsort(whole.keys))


def _spill(keys: Sequence[Keys], sites: Sequence[int], files: Sequence[IO[bytes]]) -> None:
    entries = np.empty(sum(map(len, keys)), _ENTRY)
    entries["key"] = np.concatenate(keys)
    entries["site"] = np.repeat(sites, [len(of_article) for of_article in keys])
    part = entries["key"] % np.uint64(PARTS)
    for number, file in enumerate(files):
        file.write(entries[part == number].tobytes())


def _merge(file: IO[bytes]) -> Uses:
    """The uses in one spill file that more than one article has."""
    file.seek(0)
    entries = np.frombuffer(file.read(), _ENTRY)
    if not len(entries):
        return Uses(np.zeros(0, np.uint64), *(np.zeros(0, np.int64) for _ in range(3)))
    entries = entries[np.lexsort((entries["site"], entries["key"]))]
    new_key = np.append(True, entries["key"][1:] != entries["key"][:-1])
    new_site = new_key | np.append(True, entries["site"][1:] != entries["site"][:-1])
    of_site = np.diff(np.append(np.flatnonzero(new_site), len(entries)))
    first = np.flatnonzero(new_key[new_site])
    uses = Uses(
        entries["key"][new_key],
        np.diff(np.append(first, len(of_site))),
        np.add.reduceat(of_site, first),
        np.maximum.reduceat(of_site, first),
    )
    return _take(uses, np.flatnonzero(uses.articles > 1))


def _take(uses: Uses, chosen: NDArray[np.int64]) -> Uses:
    return Uses(uses.keys[chosen], uses.sites[chosen], uses.articles[chosen], uses.most[chosen])


def find_habits(uses: Uses, table: CandidateTable) -> Keys:
    """Keys of the triples of words that are habits, sorted."""
    frequent = uses.are_frequent() & (uses.keys < _PAIR)
    keys, articles = uses.keys[frequent], uses.articles[frequent]
    parts = [(keys >> np.uint64(shift * ID_BITS) & _WORD).astype(np.int64) for shift in (2, 1, 0)]
    whole = np.logical_and.reduce([part != UNKNOWN for part in parts])
    keys, articles, parts = keys[whole], articles[whole], [part[whole] for part in parts]
    kept = np.ones(len(keys), np.bool_)
    for start in range(0, len(keys), TRIPLES_AT_ONCE):
        piece = slice(start, start + TRIPLES_AT_ONCE)
        kept[piece] = ~_have_rival([part[piece] for part in parts], articles[piece], uses, table)
    return keys[kept]


def _have_rival(
    triple: Sequence[Ids], articles: NDArray[np.int64], uses: Uses, table: CandidateTable
) -> NDArray[np.bool_]:
    """Whether far more articles have a triple with one of its words meant otherwise."""
    found = np.zeros(len(articles), np.bool_)
    for place, word in enumerate(triple):
        known = np.flatnonzero(word >= FIRST_WORD)
        rivals: Candidates = table.of_known(word[known])
        owner = known[rivals.owner]
        words = [rivals.ids if other == place else triple[other][owner] for other in range(3)]
        likely = look_up(uses.keys, trigram_keys(*words), uses.articles) >= RIVAL_RATIO * articles[owner]
        found[owner[likely]] = True
    return found


def look_up(keys: Keys, wanted: Keys, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Values of wanted keys among sorted ones, 0 where there is none."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0)


def are_habitual(habits: Keys, ids: Ids, places: Places) -> NDArray[np.bool_]:
    """Whether the word at each place is part of a triple that is a habit."""
    habitual = np.zeros(len(places), np.bool_)
    if len(habits):
        one = np.ones(len(habits), np.int64)
        for first in (places - 2, places - 1, places):
            keys = trigram_keys(ids[first], ids[first + 1], ids[first + 2])
            habitual |= look_up(habits, keys, one) > 0
    return habitual
