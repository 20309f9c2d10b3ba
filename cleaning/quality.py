"""Figures about one article: how long it is, how much was repaired and taken out, what language it is in."""

from collections import Counter
from collections.abc import Sequence

from cleaning.article import LanguageShare, Quality, Stripped
from cleaning.edits import Edit
from cleaning.language import language_of
from cleaning.spelling.syllables import is_legal_syllable

_MARKS = "“”\"'().,;:!?…-–/"


def measure(
    text: str,
    extracted: str,
    edits: Sequence[Edit],
    suggestions: Sequence[Edit],
    stripped: Sequence[Stripped],
    agreement: float | None,
) -> Quality:
    """Measure a clean text, and the way it came from its page.

    ``agreement`` is the share of the text that the second extractor gave too, ``None`` where none was asked.
    """
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    legal = sum(1 for word in words if is_legal_syllable(word.strip(_MARKS)))
    return Quality(
        characters=len(text),
        syllables=len(words),
        legal_syllables=round(legal / len(words), 4) if words else 0.0,
        edits_per_1000=round(1000 * len(edits) / len(words), 2) if words else 0.0,
        suggestions=len(suggestions),
        boilerplate_share=_boilerplate_share(extracted, stripped),
        extractor_agreement=None if agreement is None else round(agreement, 4),
        languages=languages_of(text),
    )


def languages_of(text: str) -> tuple[LanguageShare, ...]:
    """The languages of the paragraphs of a text, the one with most characters first."""
    characters: Counter[str] = Counter()
    for paragraph in text.split("\n\n"):
        if paragraph:
            characters[language_of(paragraph)] += len(paragraph)
    return tuple(
        LanguageShare(language=language, characters=count)
        for language, count in sorted(characters.items(), key=lambda item: (-item[1], item[0]))
    )


def _boilerplate_share(extracted: str, stripped: Sequence[Stripped]) -> float:
    taken = sum(len(block.text) for block in stripped)
    return round(taken / (taken + len(extracted)), 4) if taken else 0.0
