"""Which words of a text look odd where they stand: a quick look at all of them, so that few need a close one."""

from typing import Final, NamedTuple

import numpy as np

from cleaning.spelling.candidates import Candidates, CandidateTable, join
from cleaning.spelling.echoes import Sounds, are_echoes
from cleaning.spelling.language_model import NOVEL, Ids, LanguageModel
from cleaning.spelling.letters import canonical
from cleaning.spelling.scoring import Places, Surroundings, fit
from cleaning.spelling.tokens import FIRST_WORD, PADDING, UNKNOWN, Tokens

ODD_LIFTS: Final = 2.0  # nats, both sides together; 21 % of clean words are below, 92 % of planted faults
LEAST_GAIN: Final = -1.0  # nats by which a candidate has to fit better, the cost of its slip deducted
ECHO_COST: Final = np.float32(3.0)  # nats, most that a slip costs that copies a neighbour: there are few ways to
FINALISTS: Final = 6  # candidates of a place that are looked at closely


class Proposals(NamedTuple):
    """Places that look odd, and what could be meant there."""

    places: Places
    candidates: Candidates
    """``owner`` is the number of the place among ``places``."""


def find_odd(ids: Ids, around: Surroundings) -> Places:
    """Places of words that their neighbours do not call for, or that the vocabulary does not have."""
    inner = np.arange(PADDING, len(ids) - PADDING)
    lifts = around.lifts[inner - 1] + around.lifts[inner]
    unlikely = (lifts < ODD_LIFTS) & (around.triples[inner - 1] == 0)
    odd: Places = inner[(ids[inner] == UNKNOWN) | ((ids[inner] > UNKNOWN) & (unlikely | around.suspect[inner]))]
    return odd


def gather(table: CandidateTable, tokens: Tokens, places: Places) -> Candidates:
    """The candidates of places; ``owner`` is the number of the place among these."""
    ids = tokens.ids[places]
    known, strange = np.flatnonzero(ids >= FIRST_WORD), np.flatnonzero(ids == UNKNOWN)
    found = table.of_known(ids[known])
    found = found._replace(owner=known[found.owner])
    if not len(strange):
        return found
    others = table.of_strangers([canonical(tokens.pieces[piece]) for piece in tokens.piece[places[strange]].tolist()])
    others = others._replace(owner=strange[others.owner])
    return join((found, others))


def propose(tokens: Tokens, places: Places, model: LanguageModel, table: CandidateTable, sounds: Sounds) -> Proposals:
    """Keep the places at which some candidate fits its next neighbours better, and the best candidates of each."""
    ids = tokens.ids
    candidates = gather(table, tokens, places)
    typed = np.where(ids[places] == UNKNOWN, NOVEL, ids[places])
    at = places[candidates.owner]
    echoes = are_echoes(sounds, ids[at], candidates.ids, ids[at - 1], ids[at + 1])
    candidates = candidates._replace(costs=np.where(echoes, np.minimum(candidates.costs, ECHO_COST), candidates.costs))
    own = fit(model, ids[places - 1], typed, ids[places + 1])
    gains = fit(model, ids[at - 1], candidates.ids, ids[at + 1]) - own[candidates.owner] - candidates.costs
    good = np.flatnonzero(gains > LEAST_GAIN)
    good = good[np.lexsort((-gains[good], candidates.owner[good]))]
    owner = candidates.owner[good]
    good = good[np.arange(len(good)) - np.searchsorted(owner, owner) < FINALISTS]
    kept, owner = np.unique(candidates.owner[good], return_inverse=True)
    return Proposals(places[kept], candidates.take(good)._replace(owner=owner))
