"""Every skeleton of the notes on CMS families, filled with our own text: all of the article and nothing else."""

from functools import cache

import pytest

from cleaning import Article, Cleaner, RawPage, Reason, Rejection
from cleaning.blocks import fold
from tests.cleaning import skeletons
from tests.cleaning.skeletons import FACTS, render

pytestmark = pytest.mark.real

ARTICLES = skeletons.skeletons("article")
LISTS = skeletons.skeletons("list")
SHELLS = skeletons.skeletons("shell")
CLEANER = Cleaner()
TEASERS = tuple(
    f"Tin thứ {number} trong tuần của xã Nậm Khòa về nuôi ong lấy mật" for number in ("nhất", "hai", "ba", "tư", "năm")
)


def clean(markup: str, path: str = "/tin/nam-khoa-nuoi-ong-20417.html") -> Article | Rejection:
    return CLEANER.clean_page(RawPage(url=f"https://namkhoa.vidu.vn{path}", body=markup.encode()))


@cache
def article(family: str) -> Article:
    outcome = clean(render(ARTICLES[family]))
    assert isinstance(outcome, Article), outcome
    return outcome


each_family = pytest.mark.parametrize("family", ARTICLES)


def test_every_skeleton_has_been_looked_at() -> None:
    assert ARTICLES.keys() == FACTS.keys()


@each_family
def test_its_layout_is_found(family: str) -> None:
    assert article(family).provenance.layout == family


@each_family
def test_title(family: str) -> None:
    assert article(family).title == skeletons.TITLE


@each_family
def test_date(family: str) -> None:
    assert article(family).published == FACTS[family].published


@each_family
def test_lead(family: str) -> None:
    assert article(family).lead == skeletons.LEAD


@each_family
def test_byline_and_credit(family: str) -> None:
    assert (article(family).byline, article(family).source_credit) == (skeletons.BYLINE, FACTS[family].credit)


@each_family
def test_category(family: str) -> None:
    if FACTS[family].has_category:
        assert article(family).category == skeletons.CATEGORY


@each_family
def test_views(family: str) -> None:
    assert article(family).views == (skeletons.VIEWS if FACTS[family].has_views else None)


@each_family
def test_captions(family: str) -> None:
    assert sorted(article(family).captions) == sorted((skeletons.CAPTION, *FACTS[family].own_captions))


@each_family
def test_the_text_is_lead_and_body_and_nothing_else(family: str) -> None:
    assert article(family).text.split("\n\n") == [skeletons.LEAD, *skeletons.BODY]


@each_family
def test_no_label_is_left(family: str) -> None:
    text = {fold(line) for line in article(family).text.splitlines()}
    left = [line for line in skeletons.label_lines(ARTICLES[family]) if fold(line) in text]
    assert not left


@pytest.mark.parametrize("family", LISTS)
def test_a_list_is_a_listing(family: str) -> None:
    start, item, end = _parts(LISTS[family])
    items = "".join(
        render(item, TITLE=title, SLUG=f"tin-{place}", ID=str(800 + place)) for place, title in enumerate(TEASERS)
    )
    outcome = clean(f"<html><body><form>{render(start)}{items}{render(end)}</form></body></html>", "/tin-tuc.aspx")
    assert isinstance(outcome, Rejection)
    assert (outcome.reason, outcome.provenance.layout) == (Reason.LISTING, family)


def _parts(markup: str) -> tuple[str, str, str]:
    """What stands before the item of a list skeleton, the item, and what stands behind it."""
    lines = markup.splitlines(keepends=True)
    first = next(place for place, line in enumerate(lines) if "{{TITLE}}" in line)
    last = next(place for place, line in enumerate(lines) if place >= first and line.rstrip().endswith("</div>"))
    return "".join(lines[:first]), "".join(lines[first : last + 1]), "".join(lines[last + 1 :])


@pytest.mark.parametrize("family", SHELLS)
def test_a_shell_has_its_content_in_a_script_only(family: str) -> None:
    outcome = clean(render(SHELLS[family]))
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.SCRIPT_ONLY
