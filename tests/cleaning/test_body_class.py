"""What the classes of the body element say about a page."""

import pytest
from lxml.html import document_fromstring

from cleaning.article import Reason
from cleaning.body_class import judge_body_class
from tests.cleaning.test_classify import BODY, H1, html, reason_of

KINDS = [
    ("archive date wp-embed-responsive hfeed", Reason.LISTING),
    ("archive category category-tin-tuc category-3", Reason.LISTING),
    ("archive author author-bientap", Reason.LISTING),
    ("archive post-type-archive post-type-archive-su-kien", Reason.LISTING),
    ("home blog logged-out", Reason.LISTING),
    ("archive tag tag-dan-van", Reason.SEARCH_PAGE),
    ("search search-results", Reason.SEARCH_PAGE),
    ("error404", Reason.SOFT_404),
    ("site com_content view-category layout-blog no-task", Reason.LISTING),
    ("site com_content view-featured", Reason.LISTING),
    ("com_finder view-search", Reason.SEARCH_PAGE),
    ("html not-front page-taxonomy page-taxonomy-term page-taxonomy-term-12", Reason.LISTING),
    ("path-taxonomy", Reason.LISTING),
    ("", None),
    ("single single-post postid-12 single-format-standard", None),
    ("single single-post category archive", None),
    ("post-template-default single archive date", None),
    ("site com_content view-article no-layout", None),
    ("path-node page-node-type-article", None),
    ("archive", None),
    ("category tin-tuc", None),
    ("date home", None),
    ("home page", None),
    ("com_content", None),
    ("blog-page search", None),
    ("archived category-news", None),
]


@pytest.mark.parametrize(("classes", "reason"), KINDS)
def test_the_classes_name_the_kind_of_page(classes: str, reason: Reason | None) -> None:
    verdict = judge_body_class(document_fromstring(f"<body class='{classes}'><p>Tin"))
    assert (verdict.reason if verdict else None) == reason


def test_a_body_without_classes_says_nothing() -> None:
    assert judge_body_class(document_fromstring("<p>Tin")) is None


@pytest.mark.parametrize(("classes", "reason"), [("archive date", Reason.LISTING), ("single date", None)])
def test_the_class_decides_before_the_text_does(classes: str, reason: Reason | None) -> None:
    page = html(H1 + BODY).replace(b"<body>", f"<body class='{classes}'>".encode())
    assert reason_of(page) == reason
