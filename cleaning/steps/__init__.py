"""The steps that repair a text, in one visible list, and the one runner that applies them."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from cleaning.edits import Edit, apply, compose
from cleaning.spelling.corrector import Corrector, NoCorrector
from cleaning.steps import brackets, encoding, hyphens, invisible, punctuation, quotes, spacing, words
from cleaning.steps.spelling import spelling_step
from cleaning.steps.step import Step

STEPS: Final[tuple[Step, ...]] = (
    # What cannot be seen comes first, so that a character means what a reader sees.
    invisible.unify_line_breaks,  # before the controls, which hold line breaks of their own
    invisible.delete_invisible,  # before accents: a soft hyphen may part a letter from its accent
    invisible.replace_odd_spaces,
    encoding.compose_accents,  # before look-alikes, which are judged as syllables
    encoding.replace_look_alikes,
    encoding.replace_eth,
    # Lines and runs, so that later steps see single spaces and whole paragraphs.
    spacing.collapse_spaces,
    spacing.trim_lines,
    spacing.join_wrapped_lines,
    spacing.part_paragraphs,
    # Marks: first what stands apart, then what is glued, because moving a space is taking and giving.
    punctuation.collapse_ellipsis,
    punctuation.close_up_end_mark,  # before single marks: its stops are no sentence ends
    brackets.close_up_slash,  # before hyphens: document numbers hold both
    punctuation.close_up_mark,
    brackets.close_up_bracket,
    punctuation.open_up_ellipsis,
    punctuation.open_up_mark,
    brackets.open_up_bracket,
    # Figures and codes claim their hyphens before words do.
    hyphens.close_up_range,
    hyphens.close_up_code,
    hyphens.open_up_hyphen,
    hyphens.set_off_post,
    # A pair is matched in kind before its spaces are judged.
    quotes.join_single_quotes,
    quotes.match_quotes,
    quotes.close_up_quotes,
    quotes.open_up_quotes,
    quotes.close_up_quoted_mark,
    # Words last: a split word shows only once the spaces around it are right.
    words.part_figure,
    words.join_split_syllable,  # before parting: a joined word may be run together with the next
    words.part_run_together,
)
"""Every step but spelling, which follows them because many unknown words are run together."""

RULES: Final[tuple[str, ...]] = tuple(step.__name__ for step in STEPS)
"""Names of all rules, in order, so that one that never fired can be counted as 0; a corrector names its own."""

MOST_ROUNDS = 8  # runs of the list over one text; of 220,000 random troublemakers none changed in the fourth


class Repaired(NamedTuple):
    """A text after the steps."""

    text: str
    """The text after the edits."""
    edits: tuple[Edit, ...]
    """Edits from the text as given to ``text``."""
    suggestions: tuple[Edit, ...]
    """Repairs that the corrector holds likely but not certain, in positions of ``text``."""


def repair(text: str, corrector: Corrector | None = None, steps: Sequence[Step] = STEPS) -> Repaired:
    """Apply the steps in order, and again until nothing changes, so that a second call changes nothing.

    Spelling, by ``corrector``, is the last step of every round; without a corrector there is none.

    >>> repair("Phát triển kinh tế- xã hội .").text
    'Phát triển kinh tế - xã hội.'
    """
    corrector = corrector or NoCorrector()
    every_step = (*steps, spelling_step(corrector))
    repaired, edits = text, list[Edit]()
    for _ in range(MOST_ROUNDS):
        before = repaired
        for step in every_step:
            if found := list(step(repaired)):
                edits = compose(text, edits, found)
                repaired = apply(repaired, found)
        if repaired == before:
            break
    return Repaired(repaired, tuple(edits), corrector.correct(repaired).suggestions)
