"""Articles, rejections and edits as a terminal shows them."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import islice
from random import Random
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaning import Article, Edit, Rejection
from cleaning.as_found import find_captions, find_lead

CONTEXT = 16  # code points shown on each side of an edit
SHOWN_ID = 8  # hex digits of an id in lists; enough for a million articles


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
        console.print(Text(f"{name:<10} {value}", style="dim"), soft_wrap=True)
    for name, marked in _marked(article):
        console.print(Text(f"{name:<10} ", style="dim").append(marked), soft_wrap=True)
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
        "flags": ", ".join(article.flags) or None,
        "layout": article.provenance.layout,
        "archive": article.provenance.archive_file,
        "revision": article.revision,
    }
    for name, value in facts.items():
        if value is not None:
            source = article.sources.get(name)
            yield name, f"{value}  ({source})" if source else str(value)


def _marked(article: Article) -> Iterator[tuple[str, Text]]:
    """Lead and captions as found, with their edits marked."""
    if (lead := find_lead(article)) is not None:
        yield "lead", mark_edits(*lead)
    for caption in find_captions(article):
        yield "caption", mark_edits(*caption)


def mark_edits(extracted: str, edits: Sequence[Edit]) -> Text:
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


class Found(NamedTuple):
    """An edit or a suggestion of a rule."""

    article: str  # id
    text: str  # that it belongs to
    edit: Edit
    is_made: bool


def list_edits(console: Console, edits: Iterable[Found]) -> None:
    """Edits, each with its article, its confidence, and what stands around it."""
    for found in edits:
        line = Text(
            f"{found.article[:SHOWN_ID]}  {found.edit.confidence:.2f}  {'' if found.is_made else '(suggested) '}"
        )
        console.print(line.append(mark_in_context(found.text, found.edit)), soft_wrap=True)


def edits_of_rule(articles: Iterable[Article], rule: str) -> Iterator[Found]:
    """The edits and suggestions of a rule; one that several rules made belongs to each."""
    for article in articles:
        texts = ((article.extracted, article.edits, True), (article.text, article.suggestions, False))
        for text, edits, is_made in texts:
            own = (edit for edit in edits if rule in edit.rule.split("+"))
            yield from (Found(article.id, text, edit, is_made) for edit in own)


def draw(found: Iterable[Found], number: int, chance: Random) -> list[Found]:
    """Draw some by chance, each as likely as any other, from a stream of unknown length."""
    drawn: list[Found] = []
    for seen, one in enumerate(found, 1):
        if len(drawn) < number:
            drawn.append(one)
        elif (place := chance.randrange(seen)) < number:
            drawn[place] = one
    return drawn
