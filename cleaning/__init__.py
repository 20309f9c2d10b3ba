"""Cleaning: bytes in, :class:`Article` or :class:`Rejection` out, without any other input or output.

>>> from cleaning import Cleaner
>>> Cleaner().clean_text("Phong trào thi đau yêu nước ,phát triển kinh tế- xã hội.").text
'Phong trào thi đua yêu nước, phát triển kinh tế - xã hội.'
"""

from cleaning.article import Article, Image, Provenance, Quality, Reason, Rejection, Source, Stripped
from cleaning.cleaner import Cleaner, CleanText
from cleaning.edits import Edit, EditMismatchError, apply, compose, undo
from cleaning.page import RawPage

__all__ = [
    "Article",
    "CleanText",
    "Cleaner",
    "Edit",
    "EditMismatchError",
    "Image",
    "Provenance",
    "Quality",
    "RawPage",
    "Reason",
    "Rejection",
    "Source",
    "Stripped",
    "apply",
    "compose",
    "undo",
]
