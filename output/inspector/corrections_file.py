"""Writing ``corrections.toml``: what people wrote into it stays, what the inspector decided stands below."""

import os
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from cleaning.corrections import Correction, CorrectionsFileError, add_correction, dump_corrections, load_corrections

BEGIN: Final = "# Decided in the inspector; this part is written anew with every decision.\n"


class ContradictionError(ValueError):
    """A decision goes against a correction that was written by hand."""


class CorrectionsFile:
    """The file that the cleaner obeys.

    Raises:
        CorrectionsFileError: from every method, where what stands there by hand has mistakes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self, decided: Correction, ours: Collection[Correction]) -> None:
        """Make sure that a decision does not go against a correction by hand.

        Raises:
            ContradictionError: it does; a person has to change the file.
        """
        for known in self._by_hand(ours)[0]:
            if known.contradicts(decided):
                said = f"{known.action} {known.before!r} to {known.after!r}"
                raise ContradictionError(f"{self.path} says by hand: {said}; change it there")

    def write(self, decided: Iterable[Correction], ours: Collection[Correction]) -> None:
        """Write the decisions that stand; ``ours`` are all that were ever taken, so that others are known to be by hand."""
        by_hand, text = self._by_hand(ours)
        kept: tuple[Correction, ...] = ()
        for correction in decided:
            if not any(known.contradicts(correction) for known in by_hand):
                kept = add_correction(kept, correction)
        parts = [text.rstrip() + "\n" if text.strip() else "", f"{BEGIN}\n{dump_corrections(kept)}" if kept else ""]
        self._replace("\n".join(part for part in parts if part))

    def _by_hand(self, ours: Collection[Correction]) -> tuple[tuple[Correction, ...], str]:
        """The corrections that the inspector did not write, and their text."""
        if not self.path.exists():
            return (), ""
        above, _, below = self.path.read_text(encoding="utf-8-sig").partition(BEGIN)
        added = [correction for correction in self._parse(below) if correction not in ours]
        text = f"{above.rstrip()}\n\n{dump_corrections(added)}" if added else above
        return self._parse(text), text

    def _parse(self, text: str) -> tuple[Correction, ...]:
        with tempfile.TemporaryDirectory() as folder:
            alone = Path(folder) / self.path.name
            alone.write_text(text, encoding="utf-8")
            try:
                return load_corrections(alone)
            except CorrectionsFileError as error:
                raise CorrectionsFileError(str(error).replace(str(alone), str(self.path))) from error

    def _replace(self, text: str) -> None:
        if not text and not self.path.exists():
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_name(f".{self.path.name}.new")
        with new.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)
