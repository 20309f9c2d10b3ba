"""Reading pages beside trafilatura and readability: quality and CPU on the same pages in the same run."""

import importlib
import logging
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple
from urllib.request import urlopen

import trafilatura
from lxml.html import document_fromstring

from benchmarks import boilerplate_cases
from cleaning import RawPage, blocks, boilerplate, info_lines
from cleaning.blocks import fold
from cleaning.draft import Draft, read_page
from cleaning.layout import Layout, load_layouts
from cleaning.walk import walk
from crawler.demo.content import SampleArticle, load_articles
from crawler.demo.web import SampleWeb
from tests.cleaning.golden import CASES, read_expected
from tests.cleaning.golden import read_page as read_golden

ROUNDS = 5  # interleaved; the median is printed
SHINGLE = 4  # words


class Case(NamedTuple):
    """A page and what stands on it."""

    page: RawPage
    title: str
    published: str | None
    paragraphs: tuple[str, ...]
    beside: tuple[str, ...]
    """Captions, author and publisher: no part of the body, and no boilerplate."""


class Answer(NamedTuple):
    """What a reader gave for a page."""

    title: str | None
    published: str | None
    lines: Sequence[str]


class Figures(NamedTuple):
    """Quality over all pages."""

    precision: float
    recall: float
    f1: float
    shingle_f1: float
    titles: float
    dates: float
    leaked: int


Reader = Callable[[RawPage], Answer]


def is_unknown(name: str) -> bool:
    """Whether a golden page is of no family that has a layout."""
    return name.startswith("generic/")


def golden_cases(chosen: Callable[[str], bool]) -> list[Case]:
    """The articles of the golden pages with a chosen name."""
    cases = []
    for name in filter(chosen, CASES):
        expected = read_expected(name)
        if "paragraphs" in expected and "from_script" not in _texts(expected["flags"]):
            beside = [*_texts(expected.get("captions")), str(expected["byline"]), str(expected["source_credit"])]
            title = str(expected["title"])
            day = str(expected["published"])[:10] if expected["published"] else None
            cases.append(Case(read_golden(name), title, day, tuple(_texts(expected["paragraphs"])), tuple(beside)))
    return cases


def _texts(value: object) -> list[str]:
    return [str(text) for text in value] if isinstance(value, list) else []


def sample_cases() -> list[Case]:
    """The articles of the sample web, as typed."""
    with SampleWeb() as web:
        return [
            _sample_case(article, web.url_of(site, article.slug))
            for site in web.addresses
            for article in load_articles(site)
            if article.is_there(1)
        ]


def _sample_case(article: SampleArticle, url: str) -> Case:
    page = RawPage(url=url, body=urlopen(url).read(), headers={"content-type": "text/html; charset=utf-8"})
    parts = [block.strip() for block in article.body.typed.split("\n\n")]
    text = [block.removeprefix("## ") for block in parts if not block.startswith("!")]
    beside = [block.lstrip("!") for block in parts if block.startswith("!")] + [article.byline or ""]
    day = str(article.published)[:10]
    return Case(page, article.title.typed, day, (article.lead.typed, *text), tuple(beside))


def ours(layouts: dict[str, Layout]) -> Reader:
    """Classify, metadata, extract, strip; no repair of the text."""

    def read(page: RawPage) -> Answer:
        draft = read_page(page, layouts)
        if not isinstance(draft, Draft):
            return Answer(None, None, ())
        title = draft.fields.title.value if draft.fields.title else draft.reading.title
        published = draft.fields.published or draft.reading.published
        return Answer(title, _day(published.value) if published else None, [line.text for line in draft.reading.body])

    return read


def _day(value: date | datetime) -> str:
    return str(value)[:10]


def trafilatura_defaults(page: RawPage) -> Answer:
    """``trafilatura.extract`` and ``extract_metadata`` as they come."""
    text = trafilatura.extract(page.body) or ""
    known = trafilatura.extract_metadata(page.body.decode("utf-8", errors="replace"))
    return Answer(known.title, known.date, text.splitlines())


def readability_if_there() -> Reader | None:
    """readability-lxml, where it is installed: it is a development dependency, and none for Python 3.14 and later."""
    try:
        readability = importlib.import_module("readability")
    except ModuleNotFoundError:
        return None
    logging.getLogger("readability").setLevel(logging.CRITICAL)

    def read(page: RawPage) -> Answer:
        document = readability.Document(page.body.decode("utf-8", errors="replace"))
        summary = document_fromstring(document.summary())
        lines = [block.text for block in walk(summary)]
        return Answer(document.short_title(), None, lines)

    return read


def judge(reader: Reader, cases: Sequence[Case]) -> Figures:
    """Quality of a reader over all pages; lines are compared without case, spaces and marks."""
    wanted, given, shared = 0, 0, 0
    grams_wanted: Counter[tuple[str, ...]] = Counter()
    grams_given: Counter[tuple[str, ...]] = Counter()
    titles = dates = leaked = 0
    for place, case in enumerate(cases):
        answer = reader(case.page)
        truth = Counter(filter(None, map(fold, case.paragraphs)))
        found = Counter(filter(None, map(fold, answer.lines)))
        wanted, given, shared = wanted + truth.total(), given + found.total(), shared + (truth & found).total()
        grams_wanted.update(_shingles(place, truth))
        grams_given.update(_shingles(place, found))
        titles += fold(answer.title or "") == fold(case.title)
        dates += answer.published == case.published
        known = " ".join([*truth, fold(case.title), *map(fold, case.beside)])
        leaked += sum(count for line, count in found.items() if line not in known)
    precision, recall = shared / max(given, 1), shared / max(wanted, 1)
    of_grams = _f1(_share(grams_given, grams_wanted), _share(grams_wanted, grams_given))
    return Figures(precision, recall, _f1(precision, recall), of_grams, titles / len(cases), dates / len(cases), leaked)


def _shingles(place: int, lines: Iterable[str]) -> list[tuple[str, ...]]:
    """Runs of words, told apart by the page they stand on."""
    words = list(chain.from_iterable(line.split() for line in lines))
    return [(str(place), *words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)]


def _share(some: Counter[tuple[str, ...]], others: Counter[tuple[str, ...]]) -> float:
    return (some & others).total() / max(some.total(), 1)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def race(readers: Sequence[Reader], cases: Sequence[Case]) -> list[float]:
    """Median CPU milliseconds for a page of each reader."""
    times: list[list[float]] = [[] for _ in readers]
    for _ in range(ROUNDS):
        for reader, taken in zip(readers, times, strict=True):
            _forget()
            start = time.process_time()
            for case in cases:
                reader(case.page)
            taken.append(1000 * (time.process_time() - start) / len(cases))
    return [statistics.median(taken) for taken in times]


def _forget() -> None:
    """Empty the caches of blocks: on a real site bodies never come twice, as they do in these rounds."""
    for remembered in (
        blocks._remembered_fold,
        boilerplate._rule_of_short,
        boilerplate._remembered_line,
        info_lines._remembered_info,
    ):
        remembered.cache_clear()


def main() -> None:
    """Print a table for each set of pages, with layouts and without."""
    readability = readability_if_there()
    if readability is None:
        print("readability-lxml is not installed (it has no release for Python 3.14 and later): its rows are missing")
    layouts = load_layouts()
    sets = {
        "golden pages of known families": golden_cases(lambda name: not is_unknown(name)),
        "golden pages of unknown families": golden_cases(is_unknown),
        "sample web": sample_cases(),
    }
    for name, cases in sets.items():
        readers = {"danvan": ours(layouts), "danvan, no layout": ours({}), "trafilatura": trafilatura_defaults}
        readers |= {"readability": readability} if readability else {}
        print(f"\n{name}: {len(cases)} pages")
        print(
            f"{'':<18} {'P':>6} {'R':>6} {'F1':>6} {'4-gram':>7} {'title':>6} {'date':>6} {'leaked':>7} {'ms':>7} {'ratio':>6}"
        )
        times = dict(zip(readers, race(list(readers.values()), cases), strict=True))
        for label, reader in readers.items():
            _print_row(label, judge(reader, cases), times[label], times["trafilatura"])
    if boilerplate_cases.SHARED.exists():
        print("\nboilerplate lines as whole blocks")
        boilerplate_cases.main()


def _print_row(label: str, figures: Figures, taken: float, theirs: float) -> None:
    shares = " ".join(f"{share:>6.3f}" for share in figures[:3])
    print(
        f"{label:<18} {shares} {figures.shingle_f1:>7.3f} {figures.titles:>6.3f} {figures.dates:>6.3f} "
        f"{figures.leaked:>7} {taken:>7.2f} {taken / theirs:>6.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
