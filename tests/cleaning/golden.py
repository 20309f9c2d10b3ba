"""Golden pages: ``tests/pages/LAYOUT/CASE/`` with ``page.html``, ``request.json`` and ``expected.json``.

Their people, places and sentences are invented; only mark-up is that of the families.
"""

import json
from collections.abc import Callable
from pathlib import Path

from cleaning.article import Article, Rejection
from cleaning.page import RawPage

PAGES = Path(__file__).parents[1] / "pages"
CASES = {f"{folder.parent.name}/{folder.name}": folder for folder in sorted(PAGES.glob("*/*")) if folder.is_dir()}

FIELDS: dict[str, Callable[[Article], object]] = {
    "title": lambda article: article.title,
    "lead": lambda article: article.lead,
    "published": lambda article: article.published.isoformat() if article.published else None,
    "published_raw": lambda article: article.published_raw,
    "byline": lambda article: article.byline,
    "source_credit": lambda article: article.source_credit,
    "category": lambda article: article.category,
    "tags": lambda article: list(article.tags),
    "views": lambda article: article.views,
    "captions": lambda article: list(article.captions),
    "images": lambda article: [[image.url, image.caption] for image in article.images],
    "paragraphs": lambda article: article.text.split("\n\n"),
    "stripped": lambda article: [[block.rule, block.text] for block in article.stripped],
    "sources": lambda article: dict(article.sources),
    "flags": lambda article: list(article.flags),
    "layout": lambda article: article.provenance.layout,
}
"""The fields of an article that a golden page fixes, each as JSON."""


def read_page(case: str) -> RawPage:
    """The page of a case as received."""
    folder = CASES[case]
    request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    return RawPage.model_validate({**request, "body": (folder / "page.html").read_bytes()})


def read_expected(case: str) -> dict[str, object]:
    """What a case must give: the fields of an article, or a ``reason``; nothing before ``--accept`` wrote it."""
    path = CASES[case] / "expected.json"
    expected: dict[str, object] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return expected


def accept(case: str, outcome: Article | Rejection) -> None:
    """Write what came out as what must come out."""
    if isinstance(outcome, Article):
        record = {name: read(outcome) for name, read in FIELDS.items()}
    else:
        record = {"reason": outcome.reason, "layout": outcome.provenance.layout}
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    (CASES[case] / "expected.json").write_text(text, encoding="utf-8")
