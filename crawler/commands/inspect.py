"""``scrapy inspect``: the cleaned output in the terminal, with every edit and every block taken out."""

import argparse
from collections.abc import Iterable, Iterator
from heapq import nlargest
from itertools import islice
from typing import TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text
from scrapy.exceptions import UsageError

from cleaning import Article, Edit, Rejection
from crawler.command import QuietCommand, count, data_folder, fail
from crawler.refreshing import DATASET
from output.dataset import Dataset

Outcome = TypeVar("Outcome", Article, Rejection)

CONTEXT = 16  # code points shown on each side of an edit
SHOWN_ID = 8  # hex digits of an id in lists; enough for a million articles


class Command(QuietCommand):
    """List the articles, or show one with its edits."""

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] [ARTICLE]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List the articles of the dataset, or show one (by the beginning of its id) with its edits"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--at", metavar="VERSION", type=int, help="version of the dataset (default: the latest)")
        parser.add_argument("--site", metavar="SITE", help="only articles of this site")
        parser.add_argument("--rejected", action="store_true", help="list the rejections instead, with their reasons")
        parser.add_argument("-n", "--most", metavar="N", type=count, default=20, help="rows of a list (default: 20)")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Print."""
        if len(args) > 1:
            raise UsageError(f"one ARTICLE at most is expected, found {len(args)}", print_help=False)
        dataset = Dataset(data_folder(self.settings) / DATASET)
        try:
            version = dataset.manifest(opts.at).version
            article = dataset.article(args[0], version) if args else None
        except LookupError as error:
            return fail(error)
        console = Console(highlight=False)
        if article is not None:
            show_article(console, article)
        elif opts.rejected:
            list_rejections(console, _of_site(dataset.rejections(version), opts.site), opts.most)
        else:
            list_articles(console, _of_site(dataset.articles(version), opts.site), opts.most)
        return 0


def _of_site(outcomes: Iterable[Outcome], site: str | None) -> Iterator[Outcome]:
    return (outcome for outcome in outcomes if site in {None, outcome.site})


def list_articles(console: Console, articles: Iterable[Article], most: int) -> None:
    """A table of the newest articles."""
    newest = nlargest(most, articles, key=lambda article: str(article.published or ""))
    table = Table("id", "site", "published", "rev", "edits", "title", box=None, pad_edge=False)
    for article in newest:
        published = str(article.published or "-")[:16]
        cells = (article.id[:SHOWN_ID], article.site or "-", published, str(article.revision), str(len(article.edits)))
        table.add_row(*map(Text, cells), Text(article.title or "-", overflow="ellipsis", no_wrap=True))
    console.print(table)


def list_rejections(console: Console, rejections: Iterable[Rejection], most: int) -> None:
    """A table of rejections."""
    table = Table("site", "reason", "evidence", "address", box=None, pad_edge=False)
    for rejection in islice(rejections, most):
        table.add_row(*map(Text, (rejection.site or "-", rejection.reason, rejection.detail, rejection.url or "-")))
    console.print(table)


def show_article(console: Console, article: Article) -> None:
    """One article: its fields with their sources, its text with the edits marked, and what was taken out."""
    console.print(Text(article.title or "(no title)", style="bold"))
    for name, value in _facts(article):
        console.print(Text(f"{name:<10} {value}", style="dim"))
    console.print()
    console.print(mark_edits(article.extracted, article.edits), soft_wrap=True)
    if article.edits:
        console.print(Text("\nEdits", style="bold"))
    for edit in article.edits:
        line = Text(f"  {edit.rule:<24} {edit.confidence:.2f}  ")
        console.print(line.append(mark_in_context(article.extracted, edit)), soft_wrap=True)
    if article.stripped:
        console.print(Text("\nTaken out", style="bold"))
    for block in article.stripped:
        console.print(Text(f"  {block.rule:<32} {' '.join(block.text.split())[:100]}"))


def _facts(article: Article) -> Iterator[tuple[str, str]]:
    facts = {
        "id": article.id,
        "url": article.url,
        "published": article.published,
        "byline": article.byline,
        "category": article.category,
        "views": article.views,
        "captions": " · ".join(article.captions) or None,
        "flags": ", ".join(article.flags) or None,
        "layout": article.provenance.layout,
        "archive": article.provenance.archive_file,
        "revision": article.revision,
    }
    for name, value in facts.items():
        if value is not None:
            source = article.sources.get(name)
            yield name, f"{value}  ({source})" if source else str(value)


def mark_edits(extracted: str, edits: tuple[Edit, ...]) -> Text:
    """The text before cleaning with what was taken away in red and what was put in in green.

    Without colours the marks ``[-…-]`` and ``{+…+}`` tell them apart, as in a word diff.
    """
    marked = Text()
    done = 0
    for edit in edits:
        marked.append(extracted[done : edit.start])
        if edit.before:
            marked.append(f"[-{_visible(edit.before)}-]", style="red")
        if edit.after:
            marked.append(f"{{+{_visible(edit.after)}+}}", style="green")
        done = edit.end
    return marked.append(extracted[done:])


def mark_in_context(extracted: str, edit: Edit) -> Text:
    """One edit, marked, with what stands around it."""
    start = max(0, edit.start - CONTEXT)
    moved = edit.model_copy(update={"start": edit.start - start})
    return mark_edits(extracted[start : edit.end + CONTEXT].replace("\n", " "), (moved,))


def _visible(text: str) -> str:
    """White space and what has no width, as something that can be seen."""
    return "".join(f"U+{ord(char):04X}" if not char.isprintable() else char for char in text.replace("\n", "↵"))
