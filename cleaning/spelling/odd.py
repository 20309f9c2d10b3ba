"""Which words of a text look odd where they stand: a quick look at all of them, so that few need a close one."""

from typing import Final, NamedTuple

import numpy as np

from cleaning.spelling.candidates import Candidates, CandidateTable, join
from cleaning.spelling.echoes import are_echoes
from cleaning.spelling.language_model import Ids, trigram_keys
from cleaning.spelling.letters import canonical
from cleaning.spelling.protection import are_free
from cleaning.spelling.scoring import Places, Surroundings, fit, fit_typed
from cleaning.spelling.spelling_model import SpellingModel
from cleaning.spelling.terms import Terms, is_in
from cleaning.spelling.tokens import FIRST_WORD, PADDING, UNKNOWN, Tokens

ODD_LIFTS: Final = np.array([2.0, 0.5, -1.5], np.float32)
"""Nats, both sides together, below which a word is odd, by the number of its two pairs that were counted.

Of clean words 5 % are below; with limits of 2.0 it is 15 %, for 1 % more of the human errors repaired.
"""

LEAST_GAIN: Final = 0.0  # nats by which a candidate has to fit better, the cost of its slip deducted
ECHO_COST: Final = np.float32(3.0)  # nats, most that a slip costs that copies a neighbour: there are few ways to
FINALISTS: Final = 6  # candidates of a place that are looked at closely

_HERE: Final = slice(PADDING, 1 - PADDING)
"""Of what is counted for each token and the next, that of the tokens inside the padding."""
_BEFORE: Final = slice(PADDING - 1, -PADDING)
"""The same of the tokens before them."""


class Proposals(NamedTuple):
    """Places that look odd, and what could be meant there."""

    places: Places
    candidates: Candidates
    """``owner`` is the number of the place among ``places``."""


def find_odd(ids: Ids, around: Surroundings, terms: Terms) -> Places:
    """Places of words that their neighbours do not call for, that stand in a term's place, or that are unknown."""
    lifts, known = around.lifts, (around.pairs > 0).view(np.int8)
    unlikely = lifts[_BEFORE] + lifts[_HERE] < ODD_LIFTS.take(known[_BEFORE] + known[_HERE])
    inner = np.arange(PADDING, len(ids) - PADDING)
    words = ids[PADDING:-PADDING]
    unseen = around.triples[PADDING - 1 : 1 - PADDING] == 0
    unlikely &= unseen
    asked = np.flatnonzero(unseen & ~unlikely & (words > UNKNOWN))
    unlikely[asked] = terms.frame(ids, inner[asked])
    odd: Places = inner[(words == UNKNOWN) | ((words > UNKNOWN) & (unlikely | around.suspect[PADDING:-PADDING]))]
    return odd


def gather(table: CandidateTable, tokens: Tokens, places: Places, around: Surroundings) -> Candidates:
    """The candidates of places; ``owner`` is the number of the place among these.

    A word that was counted with a neighbour is hardly ever a rare slip, so that only its near candidates are tried.
    """
    ids = tokens.ids[places]
    known, strange = np.flatnonzero(ids >= FIRST_WORD), np.flatnonzero(ids == UNKNOWN)
    near = (around.pairs[places[known] - 1] > 0) | (around.pairs[places[known]] > 0)
    found = table.of_known(ids[known], near & ~around.suspect[places[known]])
    found = found._replace(owner=known[found.owner])
    if not len(strange):
        return found
    others = table.of_strangers([canonical(tokens.pieces[piece]) for piece in tokens.piece[places[strange]].tolist()])
    others = others._replace(owner=strange[others.owner])
    return join((found, others))


def propose(tokens: Tokens, places: Places, around: Surroundings, model: SpellingModel) -> Proposals:
    """Keep the places at which some candidate fits its next neighbours better or fills a term, and the best of each."""
    ids = tokens.ids
    strange = np.flatnonzero(ids[places] == UNKNOWN)
    if len(strange):
        places = np.delete(places, strange[~are_free(tokens, places[strange])])
    candidates = gather(model.candidates, tokens, places, around)
    at = places[candidates.owner]
    before, after = ids[at - 1], ids[at + 1]
    echoes = are_echoes(model.sounds, ids, places, candidates.owner, candidates.ids)
    costs = np.where(echoes, np.minimum(candidates.costs, ECHO_COST), candidates.costs)
    own = fit_typed(model.language, ids, places, around)
    gains = fit(model.language, before, candidates.ids, after) - own[candidates.owner] - costs
    fills = model.terms.frame(ids, places)[candidates.owner]
    fills[fills] = is_in(model.terms.grams, trigram_keys(before[fills], candidates.ids[fills], after[fills]))
    good = np.flatnonzero((gains > LEAST_GAIN) | fills)
    good = good[np.lexsort((-gains[good], candidates.owner[good]))]
    owner = candidates.owner[good]
    finalist = np.arange(len(good)) - np.searchsorted(owner, owner) < FINALISTS
    return _keep(tokens, places, candidates._replace(costs=costs).take(good[finalist]))


def _keep(tokens: Tokens, places: Places, candidates: Candidates) -> Proposals:
    """The places that have candidates, sorted by place, and are not protected."""
    begins = np.ones(len(candidates.owner), np.bool_)
    begins[1:] = candidates.owner[1:] != candidates.owner[:-1]
    kept, number = candidates.owner[begins], np.cumsum(begins) - 1
    free = are_free(tokens, places[kept])
    chosen = np.flatnonzero(free[number])
    return Proposals(places[kept][free], candidates.take(chosen)._replace(owner=(np.cumsum(free) - 1)[number[chosen]]))
