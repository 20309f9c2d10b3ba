"""``scrapy inspect``: lists in the terminal, one article with every edit marked, and clear answers to wrong names."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import Article, Cleaner
from crawler.commands.inspect import mark_edits
from output.dataset import Dataset
from tests.crawler.commands.newspaper import article_text
from tests.crawler.commands.running import call_scrapy, in_data
from tests.crawler.commands.sources import SITE, line

FAULTY = article_text(0).replace("Bến Sậy, xã", "Bến Sậy ,xã").replace("truyền thống", "truyền\N{SOFT HYPHEN} thống")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions: three articles, then one more, and lines that are none."""
    folder = tmp_path_factory.mktemp("inspect")
    first = [
        line(0, text=f"12/11/2023 | Lượt xem: 12\n{FAULTY}", title="[bold]Tin đầu[/bold]", site=SITE),
        line(1),
        line(2, site=SITE),
    ]
    second = [line(3, site=SITE), b"khong\n", line(4, text="ngắn", site=SITE)]
    for number, lines in enumerate((first, second)):
        (folder / f"{number}.jsonl").write_bytes(b"".join(lines))
        assert call_scrapy("clean", folder / f"{number}.jsonl", *in_data(folder), "--jobs", 1).status == 0
    return folder


def faulty_article(folder: Path) -> Article:
    return next(article for article in Dataset(folder / "data" / "dataset").articles() if article.edits)


def inspect(folder: Path, *args: object) -> list[str]:
    ended = call_scrapy("inspect", *args, *in_data(folder))
    assert (ended.status, ended.err) == (0, "")
    return ended.out.splitlines()


class TestLists:
    def test_articles(self, folder: Path) -> None:
        head, *rows = inspect(folder)
        assert head.split() == ["id", "site", "published", "rev", "edits", "title"]
        assert len(rows) == 4
        assert any("[bold]Tin đầu[/bold]" in row for row in rows)  # a title is text, not mark-up

    def test_rejections(self, folder: Path) -> None:
        head, *rows = inspect(folder, "--rejected")
        assert head.split() == ["site", "reason", "evidence", "address"]
        assert any("bad_record" in row and "line 2: no JSON" in row for row in rows)
        assert any("too_short" in row and SITE in row for row in rows)

    @pytest.mark.parametrize(
        ("options", "rows"),
        [(["-n", "2"], 2), (["--site", SITE], 3), (["--site", "khong-co"], 0), (["--at", "1"], 3)],
    )
    def test_a_choice(self, folder: Path, options: list[str], rows: int) -> None:
        assert len(inspect(folder, *options)) == 1 + rows

    def test_the_newest_come_first(self, folder: Path) -> None:
        dates = [row.split()[2] for row in inspect(folder)[1:]]
        assert dates == sorted(dates, reverse=True)


class TestArticle:
    def test_everything_about_it(self, folder: Path) -> None:
        article = faulty_article(folder)
        shown = "\n".join(inspect(folder, article.id[:8]))
        assert shown.startswith("[bold]Tin đầu[/bold]\n")
        assert f"id         {article.id}" in shown
        assert "http://bensay.example/bai/0" in shown
        assert "views      12" in shown
        assert "Bến Sậy[- -],{+ +}xã" in shown
        assert "truyền[-U+00AD-] thống" in shown
        for edit in article.edits:
            assert re.search(rf"^  {edit.rule} +1\.00  ", shown, re.MULTILINE)
        assert re.search(r"^  date_line +12/11/2023 \| Lượt xem: 12$", shown, re.MULTILINE)

    def test_of_an_earlier_version(self, folder: Path) -> None:
        article = faulty_article(folder)
        assert inspect(folder, article.id, "--at", 1) == inspect(folder, article.id)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["zzzz"], 1, "no article has an id that begins with 'zzzz'"),
        ([""], 1, "4 articles have ids that begin with ''"),
        (["--at", "3"], 1, "has no version 3; its versions are 1 to 2"),
        (["--at", "mot"], 2, "invalid int value: 'mot'"),
        (["-n", "0"], 2, "a number from 1 is expected, found '0'"),
        (["a", "b"], 2, "one ARTICLE at most is expected, found 2"),
    ],
)
def test_wrong_arguments(folder: Path, arguments: list[str], status: int, message: str) -> None:
    ended = call_scrapy("inspect", *arguments, *in_data(folder))
    assert (ended.status, ended.out) == (status, "")
    assert message in ended.err


def test_nothing_to_inspect_yet(tmp_path: Path) -> None:
    ended = call_scrapy("inspect", *in_data(tmp_path))
    assert (ended.status, ended.out) == (1, "")
    assert "has no version yet" in ended.err
    assert not (tmp_path / "data").exists()


WORDS = st.lists(st.sampled_from(["thôn Bến", "Sậy ,", "- xã", "2 000", '" tin "', "(a ,b )"]), max_size=8).map(
    " ".join
)
CLEANER = Cleaner()


@given(text=WORDS)
def test_the_marks_hold_both_texts(text: str) -> None:
    """Without what was put in, the text before is left; without what was taken away, the text after."""
    clean = CLEANER.clean_text(text)
    shown = mark_edits(text, clean.edits).plain
    taken, put = r"\[-(.*?)-\]", r"\{\+(.*?)\+\}"
    assert re.sub(taken, r"\1", re.sub(put, "", shown)) == text
    assert re.sub(put, r"\1", re.sub(taken, "", shown)) == clean.text
