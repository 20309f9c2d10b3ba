"""What stands around a place of a text, cut between words, so that a reader can judge the place."""

from typing import Final

DOTS: Final = "\N{HORIZONTAL ELLIPSIS}"
"""Stands where a text was cut."""


def before_place(text: str, place: int, most: int) -> str:
    """At most so many code points before a place, with dots where more stood; a giant word is cut anywhere."""
    start = max(0, place - most)
    if start == 0:
        return text[:place]
    space = text.find(" ", start - 1, place - 1)
    return f"{DOTS} {text[start if space < 0 else space + 1 : place]}"


def behind_place(text: str, place: int, most: int) -> str:
    """At most so many code points from a place on, with dots where more stands; a giant word is cut anywhere."""
    end = place + most
    if end >= len(text):
        return text[place:]
    space = text.rfind(" ", place + 1, end + 1)
    return f"{text[place : end if space < 0 else space]} {DOTS}"
