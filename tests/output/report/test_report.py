"""The report: figures that add up, and a page that shows them safely."""

import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cleaning.article import Quality, Reason, Stripped
from cleaning.edits import Edit
from output.dataset import Dataset
from output.report.counting import count, find_gaps
from output.report.examples import around
from output.report.figures import Counted, Figures, Gap, Histogram, MonthFigures, SiteHealth
from output.report.page import WEEKS, calendar, labelled, render, shown_months, site_map
from tests.output.records import article, begin, day, refreshed, rejection

TEXT = "Thôn Đồng Mây họp dân bàn việc làm đường, ông Đào Trọng Nghĩa chủ trì, 48 hộ dự và góp 120 ngày công. Bế mạc lúc 9 giờ."
HOSTILE = '<script>alert("1")</script>'


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two versions; one article changed, one gone, one a copy on another site."""
    dataset = Dataset(tmp_path_factory.mktemp("report") / "dataset")
    edit = Edit(start=20, before="<b>", after=" ", rule="one_space+close_up_quotes")
    waiting = Edit(start=0, before="đạo hội", after="đại hội", rule="spelling", confidence=0.6)
    refreshed(
        dataset,
        article("a", TEXT, published=date(2024, 1, 3), edits=(edit,), stripped=(Stripped(text="In", rule="widget"),)),
        article("b", TEXT, published=date(2024, 1, 5), site="tanphong", suggestions=(waiting, waiting)),
        article("c", "Tin thứ ba.", published=date(2024, 5, 1), flags=("no_byline",)),
        article(
            "d",
            "Tin không ngày.",
            published=None,
            site=HOSTILE,
            title="T",
            title_edits=(Edit(start=0, before="x", after="T", rule="one_space"),),
        ),
        article("e", "Tin đã mất."),
        rejection("r1"),
        rejection("r2", Reason.SPAM),
    )
    with begin(dataset) as refresh:
        refresh.add(article("c", "Tin thứ ba đã sửa.", day(1), published=date(2024, 5, 1)))
        refresh.gone("e", day(2))
        refresh.commit()
    return dataset


@pytest.fixture(scope="module")
def figures(dataset: Dataset) -> Figures:
    return count(dataset, 2, {"donglinh": "party", "tanphong": "front"})


class TestFigures:
    def test_of_the_whole(self, figures: Figures) -> None:
        assert (figures.version, figures.articles, figures.gone, figures.rejections, figures.syllables) == (
            2,
            4,
            1,
            2,
            80,
        )

    def test_of_sites(self, figures: Figures) -> None:
        found = {site.site: site for site in figures.sites}
        assert found.keys() == {"donglinh", "tanphong", HOSTILE}
        one = found["donglinh"]
        assert (one.kind, one.articles, one.edits, one.rejections, one.copies) == ("party", 2, 1, 2, 0)
        assert (one.first, one.last, one.undated) == (date(2024, 1, 3), date(2024, 5, 1), 0)
        assert (found["tanphong"].copies, found[HOSTILE].undated, found[HOSTILE].kind) == (1, 1, None)

    def test_sums_are_those_of_their_parts(self, figures: Figures) -> None:
        dated = figures.articles - sum(site.undated for site in figures.sites)
        assert sum(one.articles for one in figures.months) == sum(one.number for one in figures.days) == dated
        assert sum(one.number for one in figures.reasons) == figures.rejections
        assert sum(one.number for one in figures.layouts) == figures.articles
        for histogram in figures.quality:
            assert sum(histogram.counts) + histogram.absent == figures.articles
            assert len(histogram.edges) == len(histogram.counts) + 1

    def test_of_rules_with_examples(self, figures: Figures) -> None:
        found = {rule.rule: rule for rule in figures.rules}
        assert {name: (rule.edits, rule.articles) for name, rule in found.items()} == {
            "one_space": (2, 2),
            "close_up_quotes": (1, 1),
            "never_fires": (0, 0),
        }
        (example,) = found["close_up_quotes"].examples
        assert (example.article, example.before, example.after, example.left) == ("a", "<b>", " ", TEXT[:20])
        assert {one.article for one in found["one_space"].examples} == {"a", "d"}
        assert next(one for one in found["one_space"].examples if one.article == "d").before == "x"

    def test_of_what_waits_and_what_was_taken_out(self, figures: Figures) -> None:
        (pair,) = figures.suggestions
        assert (pair.before, pair.after, pair.places, pair.confidence) == ("đạo hội", "đại hội", 2, 0.6)
        assert figures.waiting == 2
        assert figures.boilerplate == (Counted(name="widget", number=1),)
        assert figures.flags == ()

    def test_of_duplicates(self, figures: Figures) -> None:
        found = figures.duplicates
        assert (found.clusters, found.copies, found.across_sites, found.largest) == (1, 1, 1, 2)
        assert found.flows == (Counted(name="donglinh to tanphong", number=1),)

    def test_of_an_earlier_version(self, dataset: Dataset) -> None:
        earlier = count(dataset, 1)
        assert (earlier.articles, earlier.gone, earlier.flags) == (5, 0, (Counted(name="no_byline", number=1),))
        assert [one.version for one in earlier.versions] == [1]

    def test_of_versions(self, figures: Figures) -> None:
        assert [(one.version, one.new, one.changed, one.gone, one.pages) for one in figures.versions] == [
            (1, 5, 0, 0, 7),
            (2, 0, 1, 1, 1),
        ]

    def test_come_back_from_json(self, figures: Figures) -> None:
        assert Figures.model_validate_json(figures.model_dump_json()) == figures
        assert json.loads(figures.model_dump_json())["schema_version"] == 1

    def test_every_field_is_described(self) -> None:
        schema = Figures.model_json_schema()
        for model in (schema, *schema["$defs"].values()):
            for name, field in model["properties"].items():
                assert field.get("description") or "$ref" in field, name

    def test_of_a_dataset_whose_articles_are_all_gone(self, tmp_path: Path) -> None:
        dataset = Dataset(tmp_path / "dataset")
        refreshed(dataset, article("a"))
        with begin(dataset) as refresh:
            refresh.gone("a", day(1))
            refresh.commit()
        empty = count(dataset, 2)
        assert (empty.articles, empty.gone, empty.sites, empty.days) == (0, 1, (), ())
        assert "No article has a date." in render(empty)

    def test_of_records_without_the_newer_figures(self, tmp_path: Path) -> None:
        dataset = Dataset(tmp_path / "dataset")
        quality = Quality(characters=5, syllables=1, legal_syllables=1, edits_per_1000=0, boilerplate_share=None)
        refreshed(dataset, article("a", quality=quality))
        found = {one.name: one for one in count(dataset, 1).quality}
        assert (found["boilerplate_share"].absent, found["boilerplate_share"].median) == (1, None)
        assert found["legal_syllables"].counts[-1] == 1


class TestGaps:
    @pytest.mark.parametrize(
        ("months", "gaps"),
        [
            (["2024-01", "2024-02"], []),
            (["2024-01"], []),
            ([], []),
            (["2023-11", "2024-02"], [("2023-12", "2024-01", 2)]),
            (["2024-02", "2023-11", "2024-08"], [("2024-03", "2024-07", 5), ("2023-12", "2024-01", 2)]),
        ],
    )
    def test_are_between_months_with_articles(self, months: list[str], gaps: list[tuple[str, str, int]]) -> None:
        found = find_gaps([MonthFigures(site="a", month=month, articles=1) for month in months])
        assert found == [Gap(site="a", first=first, last=last, months=number) for first, last, number in gaps]

    def test_are_each_sites_own(self) -> None:
        months = [
            MonthFigures(site=site, month=month, articles=1) for site, month in (("a", "2024-01"), ("b", "2024-06"))
        ]
        assert find_gaps(months) == []


class Elements(HTMLParser):
    """Collects what a page holds, and how often tags are opened and not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


class TestPage:
    def test_runs_and_fetches_nothing(self, figures: Figures) -> None:
        page = Elements(render(figures))
        assert not {"script", "link", "img", "iframe", "object"} & {*page.tags}
        assert not [name for name, value in page.attributes if name == "src" or name.startswith("on")]
        assert all((value or "").startswith("#") for name, value in page.attributes if name == "href")
        assert page.open == []

    def test_shows_names_and_edits_as_text(self, figures: Figures) -> None:
        page = "".join(Elements(render(figures)).text)
        assert HOSTILE in page
        assert "<b>" in page
        assert "donglinh to tanphong" in page
        assert "Never fired: never_fires." in page

    def test_what_cannot_be_seen_is_written_out(self, figures: Figures) -> None:
        edit = Edit(start=1, before="\u200b", after="\n", rule="one_space")
        rule = figures.rules[0].model_copy(update={"examples": (around("a", "x\u200by", edit),)})
        page = render(figures.model_copy(update={"rules": (rule,)}))
        assert "<del><b>U+200B</b></del><ins><b>↵</b></ins>" in page

    def test_says_which_version(self, figures: Figures) -> None:
        assert "<title>danvan, version 2: report</title>" in render(figures)


class TestHeatMaps:
    def test_a_calendar_has_the_weeks_up_to_the_last_day(self) -> None:
        rows = list(calendar([Counted(name="2023-12-31", number=1), Counted(name="2024-05-01", number=9)]))
        assert [len(row.cells) for row in rows] == [WEEKS] * 7
        assert [cell.label for row in rows if (cell := row.cells[-1])] == [
            "2024-04-29: 0",
            "2024-04-30: 0",
            "2024-05-01: 9",
        ]
        assert sum(cell.shade > 0 for row in rows for cell in row.cells if cell) == 2

    def test_a_calendar_of_nothing_has_no_rows(self) -> None:
        assert list(calendar([])) == []

    def test_gaps_are_marked_between_articles_only(self, figures: Figures) -> None:
        months = shown_months(figures.months)
        assert months == ["2024-01", "2024-02", "2024-03", "2024-04", "2024-05"]
        rows = {row.name: [cell.is_gap for cell in row.cells if cell] for row in site_map(figures, months)}
        assert rows == {"donglinh": [False, True, True, True, False], "tanphong": [False] * 5}


@pytest.mark.parametrize(
    ("name", "edges", "labels"),
    [
        ("suggestions", (0, 1, 2, 5), ["0", "1", "2 or more"]),
        ("syllables", (0, 50, 100, 9000), ["0–49", "50–99", "100 or more"]),
        ("edits_per_1000", (0, 0.001, 1, 200), ["none", "0–1", "1 or more"]),
        ("legal_syllables", (0, 0.5, 1), ["0–0.5", "0.5–1"]),
    ],
)
def test_bins_are_named_by_their_bounds(name: str, edges: tuple[float, ...], labels: list[str]) -> None:
    histogram = Histogram(name=name, edges=edges, counts=(1,) * (len(edges) - 1), median=1, absent=0)
    assert [one.name for one in labelled(histogram)] == labels


class TestHealth:
    def test_is_told_with_what_is_to_look_at(self, figures: Figures) -> None:
        ill = SiteHealth(
            site="donglinh",
            visits=3,
            last_visit=day(2),
            articles=12,
            new=4,
            failure=f"status 503 {HOSTILE}",
            alarms=("silent: 9 new articles were to be expected",),
        )
        page = render(figures.model_copy(update={"health": (ill,)}))
        assert "1 sites were visited; 1 last visits failed, 1 sites have alarms" in page
        assert "silent: 9 new articles were to be expected" in page
        assert HOSTILE not in page

    def test_without_visits_says_so(self, figures: Figures) -> None:
        assert figures.health == ()
        assert "No visit is on record" in render(figures)
