"""Repair of slips planted in clean sentences, by kind: slips of the error model, and slips that people made."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Final, NamedTuple

from cleaning.edits import Edit
from cleaning.spelling.channel import explain
from cleaning.spelling.letters import canonical, like_case
from cleaning.spelling.noisy_channel import SURE, NoisyChannelCorrector
from cleaning.spelling.planting import Fault, plant

RATE: Final = 0.01  # slips to a word
SEED: Final = 7


class Tally(NamedTuple):
    """What became of planted slips."""

    planted: Counter[str]
    repaired: Counter[str]
    mistaken: int
    """Edits that are no repair of a slip."""


def plant_model(words: Sequence[str], random: Random) -> list[Fault]:
    """Slips of the error model, as the gate was trained on, in text that it was not trained on."""
    return plant(words, RATE, random)


def plant_pairs(words: Sequence[str], random: Random, pairs: Mapping[str, Sequence[str]]) -> list[Fault]:
    """Slips that people made elsewhere, each put for the same word; named after what was taken for what."""
    faults = []
    for place, word in enumerate(words):
        choices = pairs.get(canonical(word), ())
        if not choices or random.random() >= RATE:
            continue
        typed = random.choice(choices)
        explanation = explain(typed, canonical(word))
        faults.append(
            Fault(place, word, like_case(typed, word), str(explanation.slip) if explanation else "unexplained")
        )
    return faults


def collect_pairs(corpora: Iterable[tuple[str, dict[int, str]]]) -> dict[str, list[str]]:
    """Real slips by the word that was meant, each as often as it was made."""
    pairs = defaultdict[str, list[str]](list)
    for text, right in corpora:
        for start, meant in right.items():
            typed = canonical(next(iter(text[start:].split()), "").strip(".,;:!?\"'()"))
            if typed.isalpha() and meant.isalpha() and typed != canonical(meant):
                pairs[canonical(meant)].append(typed)
    return dict(pairs)


def measure(corrector: NoisyChannelCorrector, pages: Iterable[str], pairs: Mapping[str, Sequence[str]] | None) -> Tally:
    """Plant slips in pages, by pairs or else by the error model, and see what one pass repairs."""
    random = Random(SEED)
    tally = Tally(Counter(), Counter(), 0)
    for page in pages:
        pieces = list(corrector.model.vocabulary.tokenize(page).pieces)
        words = pieces[1::2]
        faults = plant_model(words, random) if pairs is None else plant_pairs(words, random, pairs)
        for fault in faults:
            pieces[2 * fault.place + 1] = fault.typed
        tally = _judge(tally, pieces, faults, corrector.find("".join(pieces)))
    return tally


def _judge(tally: Tally, pieces: Sequence[str], faults: Sequence[Fault], edits: Iterable[Edit]) -> Tally:
    starts, position = {}, 0
    for place, piece in enumerate(pieces):
        starts[place] = position
        position += len(piece)
    by_start = {starts[2 * fault.place + 1]: fault for fault in faults}
    tally.planted.update(fault.kind for fault in faults)
    mistaken = tally.mistaken
    for edit in edits:
        if edit.confidence < SURE:
            continue
        fault = by_start.get(edit.start)
        if fault and canonical(edit.after or " ") == canonical(fault.meant):
            tally.repaired[fault.kind] += 1
        else:
            mistaken += 1
    return tally._replace(mistaken=mistaken)


def print_tally(name: str, tally: Tally) -> None:
    """One line for each kind."""
    print(f"\nplanted {name}: {tally.planted.total()} slips, {tally.mistaken} other edits")
    for kind, planted in tally.planted.most_common():
        print(f"  {kind:16} {tally.repaired[kind]:5} of {planted:5} = {tally.repaired[kind] / planted:.3f}")
    print(
        f"  {'all':16} {tally.repaired.total():5} of {tally.planted.total():5}"
        f" = {tally.repaired.total() / max(tally.planted.total(), 1):.3f}"
    )
