"""What a spelling corrector gives: repairs to apply, and repairs only to show."""

from typing import NamedTuple, Protocol

from cleaning.edits import Edit


class Corrections(NamedTuple):
    """What a corrector finds in one text; every position is in the text that it received."""

    edits: tuple[Edit, ...] = ()
    """Repairs certain enough to apply: sorted, disjoint, none idle."""
    suggestions: tuple[Edit, ...] = ()
    """Repairs that are only likely, for a reader to decide; disjoint from ``edits``."""


class Corrector(Protocol):
    """Judges the words of a text by their context.

    A corrector sees text whose spacing is repaired. It is pure: the same text gives the same
    corrections. It is at rest with its own work: the text after ``edits`` gets no further edits.
    """

    @property
    def version(self) -> str | None:
        """Version of the model, for the provenance of an article; ``None`` where there is no model."""

    @property
    def rules(self) -> tuple[str, ...]:
        """Names of every rule that the edits and suggestions can carry."""

    def correct(self, text: str) -> Corrections:
        """Find the repairs of a text whose paragraphs are apart by a blank line."""


class NoCorrector:
    """A corrector without a model: it finds nothing."""

    @property
    def version(self) -> None:
        """There is no model."""
        return

    @property
    def rules(self) -> tuple[str, ...]:
        """There are none."""
        return ()

    def correct(self, text: str) -> Corrections:  # noqa: ARG002
        """Find nothing."""
        return Corrections()
