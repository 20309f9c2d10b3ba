"""Spelling: the words themselves, judged by a corrector in their context."""

from collections.abc import Iterable

from cleaning.edits import Edit
from cleaning.spelling.corrector import Corrector
from cleaning.steps.step import Step


def spelling_step(corrector: Corrector) -> Step:
    """Make a step of a corrector: it applies what the corrector is sure of, under the corrector's rule names."""

    def correct_spelling(text: str, /) -> Iterable[Edit]:
        return corrector.correct(text).edits

    return correct_spelling
