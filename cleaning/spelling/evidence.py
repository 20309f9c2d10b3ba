"""Everything the gate is to know about a possible repair, as numbers."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaning.spelling.candidates import Candidates
from cleaning.spelling.echoes import are_echoes
from cleaning.spelling.language_model import NOVEL, Ids, LanguageModel, Reals, bigram_keys
from cleaning.spelling.odd import Proposals
from cleaning.spelling.scoring import RARE_PAIR, Places, Scores, Surroundings, Window, score, windows
from cleaning.spelling.spelling_model import SpellingModel
from cleaning.spelling.syllables import is_legal_syllable
from cleaning.spelling.tokens import COMMA, FIRST_WORD, NUMBER, UNKNOWN, Tokens

RIVALS: Final = 3
"""Candidates of a place that come before the gate, the best by score."""

NO_RIVAL: Final = np.float32(20)  # nats of margin where there is no second candidate
RARE: Final = 1e-4  # share of all words below which a word that a page repeats is a topic of the page
KNOWN_NAME: Final = np.log1p(1000)  # logarithm of the occurrences that make two capitalised words a known name
NAMELIKE: Final = 77  # of 255: share of capitals of words that names hold; Hòa has 104, Đông 173, but Quãng 18
CALLING: Final = frozenset(
    "tỉnh phố huyện quận xã phường trấn thôn xóm ấp bản buôn làng sóc khóm tổ khu ủy uỷ đoàn đường sông núi hồ chợ cầu "
    "đảo đèo suối đình chùa đền ông bà anh chị em cháu cô chú bác chí".split()
)
"""Words behind which a name of a place or a person stands."""
OFTEN: Final = 9  # uses on one page beyond which it does not matter how many
ALWAYS: Final = 255  # share of capitals of a word that was never counted

SMALL, CAPITAL_FIRST, CAPITALS, MIXED = range(4)
"""How a word is written; -1 stands for what is no word."""

Column = NDArray[Any]


class Rows(NamedTuple):
    """Possible repairs, at most ``RIVALS`` for a place, with what the gate is to know of each."""

    places: Places
    """Place of each in ``Tokens.ids``."""
    meant: Ids
    """Word proposed."""
    features: Reals
    """One row for each, one column for each of ``FEATURES``."""


def are_unknown_names(rows: Rows, tokens: Tokens) -> NDArray[np.bool_]:
    """Whether each row is about a word that looks like part of a name, and the repair does not make a known name.

    Such a word begins with a capital, inside a sentence or before another capital. Behind two capitals it takes all
    three words to know a name: ``Hồ Chí Minh`` is one, ``Lò Văn Minh`` only holds the common word ``văn minh``.
    Behind ``tỉnh`` or ``ông``, a word that names often hold is no slip for a better known name: ``tỉnh Hòa Giang``.
    """
    column = {name: rows.features[:, FEATURES.index(name)] for name in _NAME_FEATURES}
    before, after = column["case_before"] == CAPITAL_FIRST, column["case_after"] == CAPITAL_FIRST
    capital = (column["case"] == CAPITAL_FIRST) | (column["case"] == MIXED)
    inside = np.logical_or.reduce([column["class_before"] == near for near in (COMMA, NUMBER, UNKNOWN, FIRST_WORD)])
    pieces = tokens.piece[rows.places - 2].tolist()
    third = before & np.array([tokens.pieces[piece].istitle() for piece in pieces], np.bool_)
    known_left = np.where(third, column["triple_left_meant"], column["pair_left_meant"]) >= KNOWN_NAME
    known = (before & known_left) | (after & (column["pair_right_meant"] >= KNOWN_NAME))
    known &= ~(_are_called(rows, tokens) & (column["capitals_typed"] >= NAMELIKE))
    named: NDArray[np.bool_] = capital & (inside | after) & ~known
    return named


def _are_called(rows: Rows, tokens: Tokens) -> NDArray[np.bool_]:
    """Whether the word before each row's says whose name follows: a place's (``tỉnh``) or a person's (``ông``)."""
    return np.array(
        [tokens.pieces[piece - 2].lower() in CALLING for piece in tokens.piece[rows.places].tolist()], np.bool_
    )


_NAME_FEATURES: Final = (
    *("case", "case_before", "case_after", "class_before", "capitals_typed"),
    *("pair_left_meant", "pair_right_meant", "triple_left_meant"),
)


class Contest(NamedTuple):
    """The best candidates of every place and how they did."""

    owner: Ids
    """Number of the place of each."""
    candidates: Candidates
    typed: Scores
    """Scores of what stands there."""
    meant: Scores
    """Scores of the candidate."""
    gain: Reals
    """Log-probability won, less the cost of the slip."""
    margin: Reals
    """Lead over the second candidate, or (negative) the lag behind the first."""
    rank: Ids
    """0 for the best candidate of a place."""


def compete(model: LanguageModel, window: Window, typed: Ids, candidates: Candidates) -> Contest:
    """Score what was typed and what could be meant, and keep the best of each place."""
    places = len(typed)
    everyone = np.concatenate((np.arange(places), candidates.owner))
    scores = score(model, window.take(everyone), np.concatenate((typed, candidates.ids)))
    own, rivals = scores.take(slice(places)), scores.take(slice(places, None))
    gains = sum(rivals[k] - own[k][candidates.owner] for k in (-3, -2, -1)) - candidates.costs
    order = np.lexsort((-gains, candidates.owner))
    owner, gains = candidates.owner[order], gains[order]
    first = np.searchsorted(owner, owner)
    rank = np.arange(len(order)) - first
    is_last = np.append(owner[1:] != owner[:-1], True)
    second = np.where(is_last, gains - NO_RIVAL, np.append(gains[1:], 0))
    margin = np.where(rank == 0, gains - second, gains - gains[first])
    kept = rank < RIVALS
    best = order[kept]
    return Contest(
        owner[kept],
        candidates.take(best),
        own.take(owner[kept]),
        rivals.take(best),
        gains[kept],
        margin[kept],
        rank[kept],
    )


def assess(tokens: Tokens, proposals: Proposals, around: Surroundings, model: SpellingModel) -> Rows:
    """Give the best candidates of each place with the evidence for and against them."""
    ids, places = tokens.ids, proposals.places
    window = windows(ids, places, around)
    contest = compete(
        model.language, window, np.where(ids[places] == UNKNOWN, NOVEL, ids[places]), proposals.candidates
    )
    at, meant = places[contest.owner], contest.candidates.ids
    beside = window.take(contest.owner)
    odd = np.zeros(len(ids), np.bool_)
    odd[places] = True
    columns: dict[str, Column] = {
        **_scores(contest),
        **_counts(contest),
        **_lifts(contest, beside, model.language),
        **_forms(tokens, at),
        **_cases(tokens, at, meant, model.capitals),
        **_page_uses(ids, at, meant, model.language.share(ids[at]) < RARE),
        "term_typed": model.terms.fill(beside, ids[at]),
        "term_meant": model.terms.fill(beside, meant),
        "slip": contest.candidates.slips,
        "suspect": around.suspect[at],
        "twin": (ids[at] == ids[at - 1]) | (ids[at] == ids[at + 1]),
        "echo": are_echoes(model.sounds, ids, places, contest.owner, meant),
        "odd_before": odd[at - 1],
        "odd_after": odd[at + 1],
        "class_before": np.minimum(ids[at - 1], FIRST_WORD),
        "class_after": np.minimum(ids[at + 1], FIRST_WORD),
    }
    features = np.empty((len(at), len(FEATURES)), np.float32)
    for number, name in enumerate(FEATURES):
        features[:, number] = columns[name]
    return Rows(at, meant, features)


FEATURES: Final = tuple(
    """
    gain left middle right cost margin rank
    single_typed single_meant pair_left_typed pair_left_meant pair_right_typed pair_right_meant
    triple_left_typed triple_left_meant triple_middle_typed triple_middle_meant triple_right_typed triple_right_meant
    triples_typed triples_meant pair_left_ratio pair_right_ratio triples_ratio
    before after lift_left_typed lift_left_meant lift_right_typed lift_right_meant
    legal echo length case case_before case_after capitals_typed capitals_meant
    page_typed page_meant page_pairs_typed page_pairs_meant
    term_typed term_meant
    slip suspect twin odd_before odd_after class_before class_after
    """.split()
)
"""Names of the columns of the evidence, in order."""


def _scores(contest: Contest) -> Mapping[str, Column]:
    return {
        "gain": contest.gain,
        "left": contest.meant.left - contest.typed.left,
        "middle": contest.meant.middle - contest.typed.middle,
        "right": contest.meant.right - contest.typed.right,
        "cost": contest.candidates.costs,
        "margin": contest.margin,
        "rank": contest.rank,
    }


def _counts(contest: Contest) -> Mapping[str, Column]:
    """Logarithms of the counts before and after the repair, and of their ratios."""
    columns: dict[str, Column] = {}
    for side, scores in (("typed", contest.typed), ("meant", contest.meant)):
        triples = scores.triple_left + scores.triple_middle + scores.triple_right
        logs = np.log1p(np.stack((*scores[:6], triples)))
        columns |= zip((f"{name}_{side}" for name in (*Scores._fields[:6], "triples")), logs, strict=True)
    for name in ("pair_left", "pair_right", "triples"):
        columns[f"{name}_ratio"] = columns[f"{name}_meant"] - columns[f"{name}_typed"]
    return columns


def _lifts(contest: Contest, window: Window, model: LanguageModel) -> Mapping[str, Column]:
    """How much more often than by chance the words stand together, and how common their surroundings are."""
    columns: dict[str, Column] = {"before": np.log1p(window.pair_before), "after": np.log1p(window.pair_after)}
    beside = {"left": np.log(model.share(window.before)), "right": np.log(model.share(window.after))}
    for side, scores in (("typed", contest.typed), ("meant", contest.meant)):
        for hand, pair in (("left", scores.pair_left), ("right", scores.pair_right)):
            columns[f"lift_{hand}_{side}"] = np.log(pair + RARE_PAIR) - np.log(scores.single + 1) - beside[hand]
    return columns


def _forms(tokens: Tokens, at: Places) -> Mapping[str, Column]:
    """What the letters alone say."""
    typed = [tokens.pieces[piece] for piece in tokens.piece[at].tolist()]
    return {
        "legal": np.array([is_legal_syllable(word) for word in typed]),
        "length": np.array([len(word) for word in typed]),
    }


def case_of(piece: str) -> int:
    """How a word is written: small, with a capital first, in capitals, or in a mixture."""
    if piece.islower():
        return SMALL
    if len(piece) == 1 or piece[1:].islower():
        return CAPITAL_FIRST
    return CAPITALS if piece.isupper() else MIXED


def _cases(tokens: Tokens, at: Places, meant: Ids, capitals: NDArray[np.uint8]) -> Mapping[str, Column]:
    """Capitals here, beside, and in general; -1 for a neighbour that is no word."""
    ids = tokens.ids

    def cases(places: Places) -> Column:
        pieces = zip(tokens.piece[places].tolist(), (ids[places] >= UNKNOWN).tolist(), strict=True)
        return np.array([case_of(tokens.pieces[piece]) if is_word else -1 for piece, is_word in pieces])

    return {
        "case": cases(at),
        "case_before": cases(at - 1),
        "case_after": cases(at + 1),
        "capitals_typed": np.where(ids[at] == UNKNOWN, ALWAYS, capitals[ids[at]]),
        "capitals_meant": capitals[meant],
    }


def _page_uses(ids: Ids, at: Places, meant: Ids, is_rare: NDArray[np.bool_]) -> Mapping[str, Column]:
    """How often the text itself uses the word and its pairs, as typed and as meant; of frequent words only the pairs."""
    before, typed, after = ids[at - 1], ids[at], ids[at + 1]
    words = np.bincount(ids, minlength=int(meant.max(initial=0)) + 1)
    keys = np.sort(bigram_keys(ids[:-1], ids[1:]))
    first, second = np.stack((before, typed, before, meant)), np.stack((typed, after, meant, after))
    asked = bigram_keys(first, second)
    pairs = np.searchsorted(keys, asked, "right") - np.searchsorted(keys, asked, "left")
    pairs[(first <= UNKNOWN) | (second <= UNKNOWN)] = 0
    uses = {
        "page_typed": np.where(is_rare & (typed != UNKNOWN), words[typed], 0),
        "page_meant": words[meant],
        "page_pairs_typed": np.maximum(pairs[0], pairs[1]),
        "page_pairs_meant": np.maximum(pairs[2], pairs[3]),
    }
    return {name: np.minimum(column, OFTEN) for name, column in uses.items()}
