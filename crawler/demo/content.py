"""The articles of the sample web: what was typed, and beside it what was meant.

Each site has one file ``articles/SITE.toml`` with ``[[article]]`` tables. A fault stands in the text as
``{kind|typed|meant}``, so that one text gives both the page (`typed`) and the text that a perfect
cleaner makes of it (`meant`). All people, places and events are invented.
"""

import re
import tomllib
from collections.abc import Container, Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

ARTICLES = Path(__file__).parent / "articles"

_FAULT = re.compile(r"\{(?P<kind>[a-z_]+)\|(?P<typed>[^|{}]*)\|(?P<meant>[^|{}]*)\}")


class Fault(StrEnum):
    """Kinds of typing faults, after what repairs them."""

    SPACING = "spacing"
    """A run of spaces, a no-break space, a space before a mark, none after it, a glued bracket."""
    HYPHEN = "hyphen"
    """A hyphen with a space on one side."""
    QUOTES = "quotes"
    """A padded or mismatched quotation mark."""
    RUN_TOGETHER = "run_together"
    """Two words, or a number and a word, without the space between them."""
    SPLIT_WORD = "split_word"
    """A space or hyphen inside a syllable."""
    INVISIBLE = "invisible"
    """A character that takes no room."""
    ENCODING = "encoding"
    """Decomposed accents, or a look-alike letter inside a word."""
    SPELLING = "spelling"
    """Wrong letters, marks or tones, legal syllable or not."""
    REPEAT = "repeat"
    """A doubled word."""
    MISSING = "missing"
    """A word dropped from a fixed term, or a closing mark left out."""
    CASE = "case"
    """A wrong capital or small letter."""


class SampleText(str):
    """A text with faults in the notation ``{kind|typed|meant}``."""

    __slots__ = ()

    @property
    def typed(self) -> str:
        """The text as the office typed it."""
        return _FAULT.sub(lambda fault: fault["typed"], self)

    @property
    def faults(self) -> Iterator[tuple[Fault, str, str]]:
        """Kind, typed and meant text of every fault, in order."""
        for fault in _FAULT.finditer(self):
            yield Fault(fault["kind"]), fault["typed"], fault["meant"]

    def meant(self, repaired: Container[Fault]) -> str:
        """The text after the faults of the kinds ``repaired`` are mended."""
        return _FAULT.sub(lambda fault: fault["meant" if fault["kind"] in repaired else "typed"], self)


def _sample_text(value: object) -> SampleText:
    if not isinstance(value, str):
        raise ValueError(f"a text is expected, found {value!r}")
    text = SampleText(value.strip("\n"))
    for kind, typed, meant in text.faults:
        if typed == meant:
            raise ValueError(f"fault {kind} changes nothing: {typed!r}")
    if "{" in _FAULT.sub("", text):
        raise ValueError(f"a fault is written {{kind|typed|meant}}, found {text[text.find('{') :][:60]!r}")
    return text


Text = Annotated[SampleText, BeforeValidator(_sample_text)]


class SampleArticle(BaseModel):
    """An article of the sample web."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, use_attribute_docstrings=True)

    slug: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    """Last part of the address."""
    title: Text
    """Headline."""
    published: datetime | date
    """Publication, in Vietnamese time without a zone."""
    category: str
    """Section of the site."""
    lead: Text
    """Summary, the first paragraph."""
    body: Text
    """Blocks apart by a blank line: ``## `` starts a sub-heading, ``!`` a picture with its caption, else a paragraph."""
    byline: str | None = None
    """Author as signed."""
    views: int = 0
    """View counter at the first request; it grows with every request."""
    first_visit: bool = True
    """Whether the article is there at the first visit."""
    second_visit: bool = True
    """Whether the article is there at the second visit."""
    edited_body: Text | None = None
    """The body at the second visit, where the office changed it."""

    def blocks(self, visit: int) -> list[SampleText]:
        """The blocks of the body at a visit, counted from 1."""
        body = self.edited_body if visit > 1 and self.edited_body is not None else self.body
        return [SampleText(block.strip("\n")) for block in re.split(r"\n\s*\n", body)]

    def is_there(self, visit: int) -> bool:
        """Whether the site serves the article at a visit, counted from 1."""
        return self.first_visit if visit == 1 else self.second_visit


class _Articles(BaseModel):
    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    article: list[SampleArticle]


def load_articles(site: str) -> list[SampleArticle]:
    """Read the articles of a sample site, newest first."""
    path = ARTICLES / f"{site}.toml"
    articles = _Articles.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).article
    return sorted(articles, key=lambda article: (article.published.isoformat(), article.slug), reverse=True)
