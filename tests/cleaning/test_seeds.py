"""Five real pages, as text and inside a page of their family, against what must come out field by field."""

import html
import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cleaning import Article, Cleaner, RawPage, undo
from cleaning.blocks import fold

pytestmark = pytest.mark.real

SHARED = Path(__file__).parents[2].parent / "shared"
SEEDS = sorted(path.stem for path in (SHARED / "seeds/gold").glob("*.json"))
FAMILIES = dict(zip(SEEDS, ("liferay-hanoi", "tandan", "liferay-hanoi", "aspnet", "wp-tagdiv"), strict=False))
CLEANER = Cleaner()
FIXES = 30


@cache
def gold(seed: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SHARED / f"seeds/gold/{seed}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def raw(seed: str) -> str:
    return (SHARED / f"seeds/raw/{seed}.txt").read_text(encoding="utf-8")


@cache
def from_dump(seed: str) -> Article:
    outcome = CLEANER.clean_dump(raw(seed))
    assert isinstance(outcome, Article), outcome
    return outcome


@cache
def from_page(seed: str) -> Article:
    url = "https://vidu.vn/tin/-/view_content/7-tin.html"
    outcome = CLEANER.clean_page(RawPage(url=url, body=render(seed).encode()))
    assert isinstance(outcome, Article), outcome
    return outcome


def typed_lines(seed: str, wanted: list[str]) -> list[str]:
    """The longest lines of the raw text that begin like the wanted ones, as the office typed them."""
    lines = {fold(line)[:25]: line.strip() for line in sorted(raw(seed).splitlines(), key=len) if line.strip()}
    return [lines[fold(text)[:25]] for text in wanted]


def render(seed: str) -> str:
    """The seed's own lines in the article skeleton of its family."""
    known, family = gold(seed), FAMILIES[seed]
    notes = (SHARED / "research/cms_families.md").read_text(encoding="utf-8")
    found = re.search(rf"```html family={family} kind=article\n(.*?)```", notes, re.DOTALL)
    assert found is not None
    lead, *rest = typed_lines(seed, known["text"].split("\n\n"))
    captions = "".join(
        f'<p><img src="/a.jpg"></p><p align="center"><em>{html.escape(text)}</em></p>' for text in known["captions"]
    )
    values = {
        "TITLE": html.escape(known["title"]),
        "LEAD": html.escape(lead),
        "BODY": captions + "".join(f"<p>{html.escape(line)}</p>" for line in rest),
        "BYLINE": known["byline"] or "",
        "VIEWS": known["views"] if known["views"] is not None else "",
        "CAT": known["category"] or "Tin tức",
        "NEWEST": '<li><a href="/x.aspx">Tin khác của huyện vừa đăng lên</a><span>(07/08/2022 7:51 SA)</span></li>',
        "RELATED": '<li><a href="/y.aspx">Tin khác của huyện đã đăng trước</a></li>',
        **date_slots(known["published"]),
    }
    return re.sub(r"\{\{(.*?)\}\}", lambda slot: str(values.get(slot[1], slot[1])), found[1])


def date_slots(published: str | None) -> dict[str, str]:
    """The dates that skeletons give by example, as those of the seed."""
    if published is None:
        return {}
    day = datetime.fromisoformat(published)
    return {
        "28/04/2023": f"{day:%d/%m/%Y}",
        "11:13": f"{day:%H:%M}",
        "12 - 07 - 2022": f"{day:%d - %m - %Y}",
        "14/10/2020": f"{day:%d/%m/%Y}",
    }


def either_way(seed: str, text: str) -> str:
    """A text with one form of what is good in two."""
    for form in gold(seed)["free"]:
        text = text.replace(form["wrong"], form["right"])
    return text


def isoformat(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("field", ["title", "views", "byline", "category"])
def test_field_of_a_dump(seed: str, field: str) -> None:
    assert getattr(from_dump(seed), field) == gold(seed)[field]


@pytest.mark.parametrize("seed", SEEDS)
def test_published_of_a_dump(seed: str) -> None:
    assert isoformat(from_dump(seed).published) == gold(seed)["published"]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("field", ["title", "views", "byline"])
def test_field_of_a_page(seed: str, field: str) -> None:
    assert from_page(seed).provenance.layout == FAMILIES[seed]
    assert getattr(from_page(seed), field) == gold(seed)[field]


@pytest.mark.parametrize("seed", SEEDS)
def test_published_and_category_of_a_page(seed: str) -> None:
    """Where the text has none, the skeleton's own stand on the page."""
    known, article = gold(seed), from_page(seed)
    assert isoformat(article.published) == (known["published"] or "2022-09-30T15:10:00+07:00")
    if known["category"]:
        assert article.category == known["category"]


@pytest.mark.parametrize("read", [from_dump, from_page])
@pytest.mark.parametrize("seed", SEEDS)
class TestText:
    """The text, whichever way it came."""

    def test_captions(self, seed: str, read: Any) -> None:  # noqa: ANN401 - a cached function
        assert list(read(seed).captions) == gold(seed)["captions"]

    def test_no_boilerplate_is_left(self, seed: str, read: Any) -> None:  # noqa: ANN401
        lines = {line.strip() for line in read(seed).text.splitlines()}
        assert not lines & {entry["line"].strip() for entry in gold(seed)["boilerplate"]}

    def test_text_is_the_gold_to_the_byte(self, seed: str, read: Any) -> None:  # noqa: ANN401
        assert either_way(seed, read(seed).text) == either_way(seed, gold(seed)["text"])

    def test_every_fix_is_made(self, seed: str, read: Any) -> None:  # noqa: ANN401
        fixes = gold(seed)["fixes"]
        assert [fix for fix in fixes if fix["right"] not in read(seed).text or fix["wrong"] in read(seed).text] == []

    def test_what_must_be_kept_is_kept(self, seed: str, read: Any) -> None:  # noqa: ANN401
        there = " ".join((read(seed).text, *read(seed).captions))
        assert [kept for kept in gold(seed)["keep"] if kept not in there] == []

    def test_the_extracted_text_comes_back(self, seed: str, read: Any) -> None:  # noqa: ANN401
        assert undo(read(seed).text, read(seed).edits) == read(seed).extracted


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_left_to_repair(seed: str) -> None:
    """Of the text as it was meant, only forms that are good either way may change."""
    meant = gold(seed)["text"]
    assert either_way(seed, CLEANER.clean_text(meant).text) == either_way(seed, meant)


@pytest.mark.skipif(not SEEDS, reason="the shared material is not here")
def test_no_fix_is_lost() -> None:
    """A file that is gone must not make these tests pass."""
    assert sum(len(gold(seed)["fixes"]) for seed in SEEDS) == FIXES
