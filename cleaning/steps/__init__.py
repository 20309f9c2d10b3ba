"""The steps that repair a text, in one visible list, and the one runner that applies them."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cleaning.edits import Edit, apply, compose
from cleaning.spelling.corrector import Corrector, NoCorrector
from cleaning.steps import (
    accents,
    brackets,
    encoding,
    hyphens,
    invisible,
    place_names,
    punctuation,
    quotes,
    spacing,
    split_words,
    words,
)
from cleaning.steps.corrections import Decisions
from cleaning.steps.counted_words import HasCounts, counted_steps
from cleaning.steps.spelling import spelling_step
from cleaning.steps.step import Step

STEPS: Final[tuple[Step, ...]] = (
    encoding.read_encoding,  # before all else: the bytes of a legacy encoding are spaces, quotes and controls to others
    # What cannot be seen comes next, so that a character means what a reader sees.
    invisible.unify_line_breaks,  # before the controls, which hold line breaks of their own
    invisible.delete_invisible,  # before accents: a soft hyphen may part a letter from its accent
    invisible.replace_odd_spaces,
    encoding.replace_private_bullet,
    encoding.replace_styled_letters,  # before accents, which do not compose with them
    accents.compose_accents,  # before look-alikes, which are judged as syllables
    encoding.replace_look_alikes,
    encoding.replace_eth,
    # Lines and runs, so that later steps see single spaces and whole paragraphs.
    spacing.collapse_spaces,
    spacing.trim_lines,
    spacing.join_hyphenated,  # before wrapped lines, which would take its hyphen for one between words
    spacing.join_wrapped_lines,
    spacing.part_paragraphs,
    # Marks: first what stands apart, then what is glued, because moving a space is taking and giving.
    punctuation.collapse_ellipsis,
    punctuation.drop_doubled_mark,  # before the end mark, which may follow a doubled stop
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
    accents.capitalise_accented,
    accents.move_tone,
    words.part_figure,
    split_words.join_split_syllable,  # before parting: a joined word may be run together with the next
    place_names.part_place_name,  # before words in general, which get a space but no capital
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


def repair(
    text: str,
    corrector: Corrector | None = None,
    steps: Sequence[Step] = STEPS,
    decisions: Decisions | None = None,
) -> Repaired:
    """Apply the steps in order, and again until nothing changes, so that a second call changes nothing.

    Spelling, by ``corrector``, is the last step of every round, behind words by its counts if it has any; without a
    corrector there is neither. What a person decided comes first, and no step goes against it.

    >>> repair("Phát triển kinh tế- xã hội .").text
    'Phát triển kinh tế - xã hội.'
    """
    corrector, decisions = corrector or NoCorrector(), decisions or Decisions()
    repaired, edits = text, list[Edit]()
    for _ in range(MOST_ROUNDS):
        found = _repair_once(repaired, corrector, steps, decisions)
        if not found:
            break
        edits = compose(text, edits, found)
        repaired = apply(repaired, found)
        if not decisions and _is_at_rest(repaired, found, corrector, steps):
            break
    if tight := decisions.tighten(text, edits):
        return repair(text, corrector, steps, tight)
    suggestions = decisions.allow(repaired, corrector.correct(repaired).suggestions)
    return Repaired(repaired, tuple(edits), tuple(suggestions))


def _repair_once(text: str, corrector: Corrector, steps: Sequence[Step], decisions: Decisions) -> list[Edit]:
    """The edits of one round of the steps, in positions of the text."""
    repaired, edits = text, list[Edit]()
    if found := decisions.correct(repaired):
        edits, repaired = found, apply(repaired, found)
    for step in (*steps, *_steps_of(corrector)):
        if (found := list(step(repaired))) and (found := decisions.allow(repaired, found)):
            edits = compose(text, edits, found)
            repaired = apply(repaired, found)
    return edits


def _is_at_rest(repaired: str, found: Sequence[Edit], corrector: Corrector, steps: Sequence[Step]) -> bool:
    """Whether another round would find nothing: no step looks across a blank line, so that changed paragraphs tell."""
    if corrector.correct(repaired).edits:
        return False
    changed = "\n\n".join(_changed_paragraphs(repaired, found))
    return not any(True for step in (*steps, *_counted_steps_of(corrector)) for _ in step(changed))


def _steps_of(corrector: Corrector) -> tuple[Step, ...]:
    """The steps that a corrector makes possible: words by its counts, then spelling."""
    return (*_counted_steps_of(corrector), spelling_step(corrector))


def _counted_steps_of(corrector: Corrector) -> tuple[Step, ...]:
    return counted_steps(corrector.counts) if isinstance(corrector, HasCounts) else ()


def _changed_paragraphs(repaired: str, found: Sequence[Edit]) -> Iterator[str]:
    """The paragraphs of a text that the edits that led to it touched."""
    shift, done = 0, 0
    for edit in found:
        start = edit.start + shift
        end = start + len(edit.after)
        shift += len(edit.after) - len(edit.before)
        if end >= done:
            border = repaired.rfind("\n\n", done, start)
            first = done if border < 0 else border + 2
            done = repaired.find("\n\n", end)
            done = len(repaired) if done < 0 else done
            yield repaired[first:done]
