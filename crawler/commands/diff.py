"""``scrapy diff``: what changed between two versions of the dataset, and why."""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from rich.console import Console
from rich.text import Text
from scrapy.exceptions import UsageError

from cleaning import Article
from crawler.command import QuietCommand, at_option, data_folder, fail
from crawler.refreshing import DATASET
from output.at import At
from output.dataset import Dataset
from output.diff import Difference, Kind, differences
from output.word_diff import Piece, Side, marked, shortened, word_diff

CONTEXT = 30  # code points shown around a change, about eight syllables
SHOWN_ID = 8  # hex digits of an id
STYLES = {Side.BOTH: "", Side.BEFORE: "red", Side.AFTER: "green"}
FIELDS = ("title", "lead", "published", "byline", "source_credit", "category", "tags", "captions", "text")
"""What a reader reads, in the order in which changes are shown."""


class Command(QuietCommand):
    """Compare two versions."""

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] [A] [B]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show what changed between two versions (by default the last two), and whether the page or our code did"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--site", metavar="SITE", help="only articles of this site")
        parser.add_argument("--counts", action="store_true", help="only the numbers")
        parser.add_argument("--json", action="store_true", help="a line of JSON for each article, then one of numbers")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Print."""
        dataset = Dataset(data_folder(self.settings) / DATASET)
        try:
            first, second = _versions(dataset, _named(args))
            found = (one for one in differences(dataset, first, second) if opts.site in {None, _site(one)})
            counted = _Counted(found)
            if opts.json:
                _print_json(counted, first, second)
            else:
                print(f"From version {first} to version {second}")
                _print(Console(highlight=False), () if opts.counts else counted)
                _print_counts(counted)
        except LookupError as error:
            return fail(error)
        return 0


def _named(args: Sequence[str]) -> list[At]:
    if len(args) > 2:
        raise UsageError(f"two versions at most are expected, found {len(args)}", print_help=False)
    try:
        return [at_option(text) for text in args]
    except argparse.ArgumentTypeError as error:
        raise UsageError(str(error), print_help=False) from error


def _versions(dataset: Dataset, named: Sequence[At]) -> tuple[int, int]:
    """The two versions: those named, one and the latest, or the latest and the one before.

    Raises:
        LookupError: there is no such version, or only one.
    """
    latest = dataset.version()
    if named:
        return dataset.version(named[0]), dataset.version(named[1]) if len(named) > 1 else latest
    earlier = [version for version in dataset.versions() if version < latest]
    if not earlier:
        raise LookupError(f"{dataset.folder} has only version {latest}; there is nothing to compare it with")
    return earlier[-1], latest


class _Counted:
    """Passes differences on and counts them; what was not asked for is counted at the end."""

    def __init__(self, found: Iterable[Difference]) -> None:
        self._found = iter(found)
        self.kinds = Counter(dict.fromkeys(Kind, 0))
        self.causes: Counter[str] = Counter()

    def __iter__(self) -> Iterator[Difference]:
        for one in self._found:
            self.kinds[one.kind] += 1
            if one.cause is not None:
                self.causes[one.cause] += 1
            yield one

    def totals(self) -> dict[str, dict[str, int]]:
        """The numbers by kind, and of what changed by cause."""
        for _ in self:
            pass
        return {
            "kinds": {str(kind): number for kind, number in self.kinds.items()},
            "causes": dict(sorted(self.causes.items())),
        }


def _site(found: Difference) -> str | None:
    article = found.after or found.before
    return article.site if article else None


def _print_json(found: _Counted, first: int, second: int) -> None:
    for one in found:
        print(json.dumps(_record(one), ensure_ascii=False))
    print(json.dumps({"from": first, "to": second} | found.totals()))


def _record(found: Difference) -> dict[str, object]:
    article = found.after or found.before
    return {
        "kind": found.kind,
        "id": found.id,
        "url": article.url if article else None,
        "site": article.site if article else None,
        "title": article.title if article else None,
        "cause": found.cause,
        "fields": {name: marked(pieces) for name, pieces in _changes(found)},
    }


def _changes(found: Difference) -> Iterator[tuple[str, list[Piece]]]:
    """The fields that differ, with their word diffs."""
    if found.kind is not Kind.CHANGED or found.before is None or found.after is None:
        return
    for name in FIELDS:
        before, after = _as_text(found.before, name), _as_text(found.after, name)
        if before != after:
            yield name, word_diff(before, after)


def _as_text(article: Article, name: str) -> str:
    value = getattr(article, name)
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


def _print(console: Console, found: Iterable[Difference]) -> None:
    for one in found:
        article = one.after or one.before
        cause = f", because of the {one.cause}" if one.cause in {"page", "code"} else ""
        cause = ", because of the page or the code" if one.cause == "either" else cause
        console.print()
        console.print(
            Text(f"{one.kind}{cause}: ", style="bold").append(_name_of(one, article), style="not bold"), soft_wrap=True
        )
        for name, pieces in _changes(one):
            line = Text(f"  {name}: ", style="dim")
            console.print(line.append_text(_styled(shortened(pieces, CONTEXT))), soft_wrap=True)


def _name_of(found: Difference, article: Article | None) -> str:
    if article is None:
        return found.id[:SHOWN_ID]
    return "  ".join(part for part in (found.id[:SHOWN_ID], article.site, article.title, article.url) if part)


def _styled(pieces: Sequence[Piece]) -> Text:
    """Red and green on a terminal, with marks that stay where there are no colours."""
    texts = (Text(_visible(marked([piece])), style=STYLES[piece.side] or "not dim") for piece in pieces)
    return Text().join(texts)


def _visible(text: str) -> str:
    """White space and what has no width, as something that can be seen; nothing may steer the terminal."""
    return "".join(f"U+{ord(char):04X}" if not char.isprintable() else char for char in text.replace("\n", "↵"))


def _print_counts(found: _Counted) -> None:
    totals = found.totals()
    print()
    for name, number in chain(
        totals["kinds"].items(), ((f"changed, {cause}", n) for cause, n in totals["causes"].items())
    ):
        print(f"{name.replace('_', ' '):<20} {number:>9,}")
