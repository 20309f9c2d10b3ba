"""What a content management system itself says about a page: the classes that it writes on the body element.

WordPress (``body_class``), Joomla and Drupal name there the kind of page that they were asked for, whatever theme draws
it; their archives repeat whole articles, which no look at the text tells from an article.
"""

from typing import Final, NamedTuple

from lxml.html import HtmlElement

from cleaning.article import Reason
from cleaning.classify import Verdict

_ARTICLES: Final = frozenset({"single", "single-post", "view-article", "page-node-type-article", "path-node"})


class _Kind(NamedTuple):
    classes: frozenset[str]
    """All of them stand on the body element."""
    reason: Reason


def _kind(classes: str, reason: Reason) -> _Kind:
    return _Kind(frozenset(classes.split()), reason)


_KINDS: Final = (
    _kind("error404", Reason.SOFT_404),
    _kind("search-results", Reason.SEARCH_PAGE),
    _kind("search-no-results", Reason.SEARCH_PAGE),
    _kind("com_search", Reason.SEARCH_PAGE),
    _kind("com_finder", Reason.SEARCH_PAGE),
    _kind("page-search", Reason.SEARCH_PAGE),
    _kind("path-search", Reason.SEARCH_PAGE),
    _kind("archive tag", Reason.SEARCH_PAGE),
    _kind("archive category", Reason.LISTING),
    _kind("archive date", Reason.LISTING),
    _kind("archive author", Reason.LISTING),
    _kind("archive post-type-archive", Reason.LISTING),
    _kind("home blog", Reason.LISTING),
    _kind("com_content view-category", Reason.LISTING),
    _kind("com_content view-categories", Reason.LISTING),
    _kind("com_content view-featured", Reason.LISTING),
    _kind("com_content view-archive", Reason.LISTING),
    _kind("page-taxonomy-term", Reason.LISTING),
    _kind("path-taxonomy", Reason.LISTING),
)


def judge_body_class(tree: HtmlElement) -> Verdict | None:
    """The kind of page that the classes of the body element name, unless they name an article."""
    body = tree.find(".//body")
    classes = frozenset((body.get("class") or "").split()) if body is not None else frozenset()
    if classes & _ARTICLES:
        return None
    kind = next((kind for kind in _KINDS if kind.classes <= classes), None)
    return Verdict(kind.reason, f"the body's class is {' '.join(sorted(kind.classes))}") if kind else None
