"""The corrector: what was meant where a word looks odd, by counts, by the way people mistype, and by a learned gate."""

from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from cleaning.edits import Edit, apply, compose
from cleaning.spelling.corrector import Corrections
from cleaning.spelling.evidence import FEATURES, are_unknown_names, assess
from cleaning.spelling.habits import are_habitual
from cleaning.spelling.language_model import NOVEL
from cleaning.spelling.letters import like_case, replace_tone
from cleaning.spelling.missing import find_missing
from cleaning.spelling.odd import find_odd, propose
from cleaning.spelling.page_prior import weigh_by_page
from cleaning.spelling.protection import stands_alone
from cleaning.spelling.repeats import find_doubled
from cleaning.spelling.scoring import Surroundings, look_around
from cleaning.spelling.spelling_model import SHIPPED, SpellingModel, load_model
from cleaning.spelling.tokens import UNKNOWN, Tokens
from cleaning.spelling.word_counts import ModelCounts
from cleaning.spelling.word_prior import weigh_by_word

SURE: Final = 0.55
"""Least probability of a repair that is applied.

Measured: human errors (VSEC dev) precision 0.973 at recall 0.708, Viwiki-spelling 0.930 at 0.357, edited national
news 0.031 repairs of right words in 1,000 (``docs/spelling-reading.md``). At 0.8: 0.975 at 0.628, 0.961 at 0.296.
"""

LIKELY: Final = 0.3
"""Least probability of a repair that is suggested; down to here VSEC gives 0.962 at 0.743, Viwiki 0.876 at 0.415."""

NAME_SURE: Final = 0.95
"""Least probability of a repair inside a name that is applied; people may be called anything."""

NAME_CHANCE: Final = 0.5  # most that is left of a lesser one: it is suggested
MOST_CONFIDENT: Final = 0.999  # no judgement by counts is certain
TONE_PLACE_CHANCE: Final = 0.99  # a tone on a letter that cannot carry it is no matter of context
MISSING_CHANCE: Final = 0.5  # a missing word is only suggested: 2 of 7 in Viwiki were right
MOST_PASSES: Final = 4  # a repaired word is context for its neighbours; of 100,000 pages none needed more than 3
MOST_ODD: Final = 0.6  # share of words that look odd at first sight beyond which none is; news has 0.09
ALWAYS_ODD: Final = 50  # such words that any text may have
MOST_JUDGED: Final = 0.15  # share of doubtful words beyond which none is judged; news has 0.02, bad pages 0.05
ALWAYS_JUDGED: Final = 20  # doubtful words that any text may have
TEXTS_REMEMBERED: Final = 4  # a text is asked about again after its repair, and once more for suggestions

_GAIN: Final = FEATURES.index("gain")


class Finding(NamedTuple):
    """A possible repair of one piece of the text and the gap before it."""

    piece: int
    """The word, or the word before which something is missing, in ``Tokens.pieces``."""
    rule: str
    after: str
    """What is to stand there; empty where the word and the gap before it go."""
    chance: float
    gain: float
    """Nats by which the text becomes likelier, to choose between two repairs of one place."""


class NoisyChannelCorrector:
    """Repairs the words of a text; it holds no state but a memory, so that a fork may share it."""

    def __init__(self, model: SpellingModel, sure: float = SURE, likely: float = LIKELY) -> None:
        self.model = model
        """What the corrector knows."""
        self._sure = sure
        self._likely = likely
        self._remembered = lru_cache(TEXTS_REMEMBERED)(self.find)

    @cached_property
    def counts(self) -> ModelCounts:
        """What the model counted, for steps that part and join words."""
        return ModelCounts(self.model)

    @property
    def version(self) -> str:
        """Version of the model."""
        return self.model.version

    @property
    def rules(self) -> tuple[str, ...]:
        """``tone_place``, ``spelling``, ``doubled_word``, ``missing_word``."""
        return ("tone_place", "spelling", "doubled_word", "missing_word")

    def correct(self, text: str) -> Corrections:
        """Find the repairs of a text whose paragraphs are apart by a blank line.

        It is repaired until nothing changes; a text that never comes to rest is left as it is.
        """
        repaired, edits = text, list[Edit]()
        for _ in range(MOST_PASSES):
            found = self._remembered(repaired)
            applied = [edit for edit in found if edit.confidence >= self._sure]
            if not applied:
                suggestions = tuple(_move_back(found, edits)) if edits else found
                return Corrections(tuple(edits), suggestions)
            edits = compose(text, edits, applied)
            repaired = apply(repaired, applied)
        return Corrections()

    def find(self, text: str) -> tuple[Edit, ...]:
        """All repairs with at least the probability ``likely`` that a text suggests, in one pass."""
        tokens = self.model.vocabulary.tokenize(text)
        around = look_around(tokens.ids, self.model.language)
        findings = [
            *self._find_tones(tokens),
            *self._find_doubled(tokens, around),
            *self._find_missing(tokens, around),
            *self._find_spelling(tokens, around),
        ]
        likely = [finding for finding in findings if finding.chance >= self._likely]
        return tuple(_as_edits(_choose(likely, self._sure), tokens)) if likely else ()

    def _find_spelling(self, tokens: Tokens, around: Surroundings) -> Iterator[Finding]:
        model = self.model
        if model.gate is None:
            return
        odd = find_odd(tokens.ids, around, model.terms)
        odd = odd[~are_habitual(model.habits, tokens.ids, odd)]
        if len(odd) > ALWAYS_ODD + MOST_ODD * (len(tokens.pieces) // 2):
            return
        proposals = propose(tokens, odd, around, model)
        if not len(proposals.places) or _are_too_many(len(proposals.places), tokens):
            return
        rows = assess(tokens, proposals, around, model)
        chances = model.gate.judge(rows.features)
        order = np.lexsort((-chances, rows.places))
        best = order[np.append(True, rows.places[order][1:] != rows.places[order][:-1])]
        typed = tokens.ids[rows.places[best]]
        weighed = weigh_by_word(chances[best], model.language.share(np.where(typed == UNKNOWN, NOVEL, typed)))
        weighed = weigh_by_page(weighed, len(tokens.pieces) // 2, model.terms.share(tokens.ids))
        weighed = np.where(
            are_unknown_names(rows, tokens)[best] & (weighed < NAME_SURE), np.minimum(weighed, NAME_CHANCE), weighed
        )
        for row, chance in zip(best.tolist(), weighed.tolist(), strict=True):
            piece = int(tokens.piece[rows.places[row]])
            word = like_case(model.vocabulary.word(int(rows.meant[row])), tokens.pieces[piece])
            yield Finding(piece, "spelling", word, chance, float(rows.features[row, _GAIN]))

    def _find_tones(self, tokens: Tokens) -> Iterator[Finding]:
        """Words that become known once their tone stands on the right letter."""
        unknown = tokens.piece[(tokens.ids >= UNKNOWN) & ~self.model.legal[tokens.ids]]
        for piece in unknown.tolist():
            if tokens.pieces[piece].isascii() or not stands_alone(tokens.pieces, piece):
                continue
            word = replace_tone(tokens.pieces[piece])
            if word and self.model.vocabulary.number(word) != UNKNOWN:
                yield Finding(piece, "tone_place", word, TONE_PLACE_CHANCE, 99)

    def _find_doubled(self, tokens: Tokens, around: Surroundings) -> Iterator[Finding]:
        model = self.model
        doubled = find_doubled(tokens, around, model.language, model.vocabulary)
        if _are_too_many(len(doubled.places), tokens):
            return
        for place, gain in zip(doubled.places.tolist(), doubled.gains.tolist(), strict=True):
            yield Finding(int(tokens.piece[place]), "doubled_word", "", _chance(gain), gain)

    def _find_missing(self, tokens: Tokens, around: Surroundings) -> Iterator[Finding]:
        model = self.model
        missing = find_missing(tokens, around, model.language, model.locked)
        for place, word, gain in zip(*(column.tolist() for column in missing), strict=True):
            piece = int(tokens.piece[place])
            if tokens.pieces[piece - 1] == " " and tokens.pieces[piece].islower():
                yield Finding(
                    piece, "missing_word", model.vocabulary.word(word), min(_chance(gain), MISSING_CHANCE), gain
                )


def _are_too_many(doubtful: int, tokens: Tokens) -> bool:
    """Whether so many words of a text are doubtful that it is no Vietnamese prose."""
    return doubtful > ALWAYS_JUDGED + MOST_JUDGED * (len(tokens.pieces) // 2)


def _chance(gain: float) -> float:
    return float(1 / (1 + np.exp(-gain)))


def _choose(findings: Sequence[Finding], sure: float) -> list[Finding]:
    """Of repairs of the same or the next word keep the likelier, in the order of the text.

    The other one is judged again once its neighbour is repaired.
    """
    chosen: dict[int, Finding] = {}
    for finding in sorted(findings, key=lambda finding: (finding.chance < sure, -finding.gain, finding.piece)):
        if not any(piece in chosen for piece in (finding.piece - 2, finding.piece, finding.piece + 2)):
            chosen[finding.piece] = finding
    return sorted(chosen.values())


def _as_edits(findings: Sequence[Finding], tokens: Tokens) -> Iterator[Edit]:
    starts = tokens.starts().tolist()
    for piece, rule, after, chance, _ in findings:
        gap, word, start = tokens.pieces[piece - 1], tokens.pieces[piece], starts[piece]
        match rule:
            case "doubled_word":
                where, before = start - len(gap), gap + word
            case "missing_word":
                where, before, after = start, "", after + " "
            case _:
                where, before = start, word
        yield Edit(start=where, before=before, after=after, rule=rule, confidence=min(round(chance, 3), MOST_CONFIDENT))


def _move_back(found: Sequence[Edit], edits: Sequence[Edit]) -> Iterator[Edit]:
    """Suggestions for the text after edits, in positions of the text before them; those that touch an edit are dropped.

    Both are sorted, so that one walk along the two is enough.
    """
    shift, passed = 0, 0
    for suggestion in found:
        while passed < len(edits) and edits[passed].start + shift + len(edits[passed].after) < suggestion.start:
            shift += len(edits[passed].after) - len(edits[passed].before)
            passed += 1
        if passed == len(edits) or edits[passed].start + shift > suggestion.end:
            yield suggestion.model_copy(update={"start": suggestion.start - shift})


def load(path: Path = SHIPPED) -> NoisyChannelCorrector:
    """Load a corrector from a trained model, by default the one of the package.

    Raises:
        ModelFileError: the file is missing, damaged, or of another format.
    """
    return NoisyChannelCorrector(load_model(path))
