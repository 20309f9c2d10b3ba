"""Classes of articles by the figures about them, for a reader who looks for what may have gone wrong."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

FEW_LEGAL: Final = 0.9  # share of legal syllables; of the sample web's articles 1 in 100 has less
MANY_EDITS: Final = 20.0  # edits for 1,000 syllables; 1 in 20 of the sample web's articles has more
SHORT: Final = 500  # code points: a notice of two paragraphs
MUCH_STRIPPED: Final = 0.5  # share of what was read
DISAGREEMENT: Final = 0.8  # share of the text that the second extractor gave too
OTHER_LANGUAGE: Final = 0.1  # share of the text that is not Vietnamese; names in a line of their own have no language
_OWN: Final = frozenset({"vi", "und"})

_Figures = Mapping[str, Any]

_TESTS: Final[Mapping[str, Callable[[_Figures], bool]]] = {
    "few_legal": lambda figures: _number(figures, "legal_syllables", 1) < FEW_LEGAL,
    "many_edits": lambda figures: _number(figures, "edits_per_1000", 0) > MANY_EDITS,
    "short": lambda figures: _number(figures, "characters", SHORT) < SHORT,
    "much_stripped": lambda figures: _number(figures, "boilerplate_share", 0) > MUCH_STRIPPED,
    "extractors_differ": lambda figures: _number(figures, "extractor_agreement", 1) < DISAGREEMENT,
    "other_language": lambda figures: _foreign_share(figures) > OTHER_LANGUAGE,
}
SUGGESTIONS: Final = "suggestions"

CLASSES: Final = (*_TESTS, SUGGESTIONS)
"""Names of the classes."""


def classes_of(figures: _Figures, suggestions: int) -> Iterator[str]:
    """The classes of an article with these figures (the fields of ``Quality``; unknown ones decide nothing)."""
    yield from (name for name, fits in _TESTS.items() if fits(figures))
    if suggestions:
        yield SUGGESTIONS


def _number(figures: _Figures, name: str, unknown: float) -> float:
    value = figures.get(name)
    return unknown if value is None else float(value)


def _foreign_share(figures: _Figures) -> float:
    shares = figures.get("languages") or ()
    total = sum(share["characters"] for share in shares)
    return sum(share["characters"] for share in shares if share["language"] not in _OWN) / total if total else 0.0
