"""What was done to a text, in lines for a person to read."""

from collections.abc import Iterator, Sequence

from cleaning.cleaner import CleanText
from cleaning.corrections import describe_place
from cleaning.edits import Edit
from cleaning.language import UNDETERMINED
from cleaning.quality import languages_of

_NAMES = {"\N{NO-BREAK SPACE}": "\N{OPEN BOX}", "\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}", "\t": "\u21e5"}


def explain(text: str, clean: CleanText) -> Iterator[str]:
    """A line for every edit of a text and every suggestion for what it became, then how many there are.

    A line says where (line and column in the text, both from 1), what, by which rule, how sure it is, and what
    stands around it.
    """
    yield from _lines(text, clean.edits, "edit")
    yield from _lines(clean.text, clean.suggestions, "perhaps")
    yield f"{_count(len(clean.edits), 'edit')}, {_count(len(clean.suggestions), 'suggestion')}"


def name_foreign(text: str) -> str | None:
    """Say which share of a text is in other languages, and which; ``None`` where all of it is Vietnamese."""
    shares = [share for share in languages_of(text) if share.language not in ("vi", UNDETERMINED)]
    if not shares:
        return None
    foreign = sum(share.characters for share in shares)
    part = foreign / sum(share.characters for share in languages_of(text))
    return f"{part:.0%} is not Vietnamese ({', '.join(share.language for share in shares)}) and was left alone"


def _lines(text: str, edits: Sequence[Edit], kind: str) -> Iterator[str]:
    line, begins, done = 1, 0, 0
    for edit in edits:
        passed = text.count("\n", done, edit.start)
        if passed:
            line, begins = line + passed, text.rfind("\n", done, edit.start) + 1
        done = edit.start
        place = describe_place(text, edit)
        change = f"{_visible(place.before)} \N{RIGHTWARDS ARROW} {_visible(place.after)}"
        where = f"{line}:{edit.start - begins + 1}"
        yield f"{where:>8}  {kind:<7}  {change}  [{edit.rule} {edit.confidence:.3g}]  … {_visible(place.near)} …"


def _visible(text: str) -> str:
    """A text on one line, with signs for what cannot be seen."""
    return "".join(_NAMES.get(sign, sign if sign.isprintable() else f"<{ord(sign):04x}>") for sign in text)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
