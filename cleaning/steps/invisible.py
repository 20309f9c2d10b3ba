"""Characters that cannot be seen, and spaces that are not the space."""

import re
from collections.abc import Iterator

from cleaning.steps.step import Change, delete, step

_ANY_ODD_BREAK = re.compile("[\r\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_ODD_LINE_BREAK = re.compile("\r\n?|[\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 controls that break no line
    "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
    "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\u202a-\u202e\u2066-\u2069"  # directions: Vietnamese has one
    "]+"
)

_ODD_SPACE = re.compile("[\t\N{NO-BREAK SPACE}\u1680\u2000-\u200a\u202f\u205f\u3000]+")


@step
def unify_line_breaks(text: str) -> Iterator[Change]:
    """Make every line break a line feed.

    A carriage return before a line feed is taken away; other breaks are replaced. Whether a line
    break also ends a paragraph is decided later.
    """
    if _ANY_ODD_BREAK.search(text) is None:
        return
    for found in _ODD_LINE_BREAK.finditer(text):
        yield delete(found.start(), found.start() + 1) if len(found[0]) > 1 else Change(*found.span(), "\n")


@step
def delete_invisible(text: str) -> Iterator[Change]:
    """Take away characters without width: controls, soft hyphens, zero-width spaces, byte order marks.

    The zero-width joiner and non-joiner stay: scripts of India and emoji need them.
    """
    for found in _INVISIBLE.finditer(text):
        yield delete(*found.span())


@step
def replace_odd_spaces(text: str) -> Iterator[Change]:
    """Put plain spaces for tabs and for all other spaces, no-break ones included, one for one."""
    for found in _ODD_SPACE.finditer(text):
        yield Change(*found.span(), " " * len(found[0]))
