"""Choices of house style and of privacy: everything here is off unless somebody asks for it.

What is chosen is done by steps of their own, whose edits are on record and can be undone like any other.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from cleaning.record import Record
from cleaning.steps import house_style, personal, variants
from cleaning.steps.step import Step


class TonePlacement(StrEnum):
    """Where the tone stands in the open rimes ``oa``, ``oe`` and ``uy``."""

    OLD = "old"
    """``hòa``, ``khỏe``, ``thủy``."""
    NEW = "new"
    """``hoà``, ``khoẻ``, ``thuỷ``."""


class LoneVowel(StrEnum):
    """How the vowel of ``kĩ/kỹ`` is written where it is the whole rime."""

    I = "i"  # noqa: E741
    """``kĩ``, ``lí``, ``tỉ lệ``, as school books have it; ``quy`` stays, whose ``u`` is part of the onset."""
    Y = "y"
    """``kỹ``, ``lý``, ``tỷ lệ``, ``quy``, as offices have it."""


class EndMark(StrEnum):
    """What becomes of ``./.``, which ends official texts."""

    KEEP = "keep"
    """It stays."""
    DROP = "drop"
    """It becomes a full stop."""


class BodyNames(StrEnum):
    """How the names of bodies and offices are capitalised."""

    FIRST = "first"
    """The first letter only: ``Ủy ban nhân dân``."""
    WORDS = "words"
    """The first letter of every word of two syllables: ``Ủy ban Nhân dân``."""


class Options(Record):
    """What a user wants changed beyond repair; ``None`` leaves a variant as each author wrote it."""

    tone_placement: TonePlacement | None = None
    """Place of the tone: ``old`` or ``new``."""
    i_y: LoneVowel | None = None
    """``i`` or ``y``; words with a capital, which may be names, keep their letters."""
    end_mark: EndMark = EndMark.KEEP
    """``keep`` or ``drop``."""
    body_names: BodyNames | None = None
    """``first`` or ``words``; only names that begin with a capital already."""
    mask_personal: bool = False
    """Whether phone numbers, mail addresses and the numbers of identity cards are blotted out in what is published.

    The record still holds them, in its edits and in ``extracted``.
    """

    def steps(self) -> tuple[Step, ...]:
        """The steps that do it, in order."""
        chosen = (self.tone_placement, self.i_y, self.end_mark, self.body_names)
        masks = (personal.mask_mail_address, personal.mask_identity_number, personal.mask_phone_number)
        return (*(_STEPS[choice] for choice in chosen if choice in _STEPS), *(masks if self.mask_personal else ()))


_STEPS: Final[Mapping[StrEnum | None, Step]] = {
    TonePlacement.OLD: variants.place_tone_old,
    TonePlacement.NEW: variants.place_tone_new,
    LoneVowel.I: variants.write_lone_i,
    LoneVowel.Y: variants.write_lone_y,
    EndMark.DROP: house_style.drop_end_mark,
    BodyNames.FIRST: house_style.capitalise_first_of_body,
    BodyNames.WORDS: house_style.capitalise_words_of_body,
}

NOTHING_CHOSEN: Final = Options()
"""Every variant stays as its author wrote it."""
