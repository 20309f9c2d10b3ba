"""Layout files: what a mistake says, and which family a page belongs to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.layout import FOLDER, LayoutFileError, detect, find_all, find_each, load_layouts
from cleaning.tree import parse
from cleaning.walk import text_of
from tests.cleaning.golden import CASES

GOOD = """
name = "vidu"
title = "An example"
least_score = 2
signs = [{ markup = "vidu-page", weight = 2 }, { markup = "vidu-old" }]
[article]
title = ["h1.tieu-de", "h1"]
body = [".noi-dung"]
[addresses]
article = ['(?i:/tin/\\d+)', '\\.html$']
"""

MISTAKES = [
    ("not TOML", GOOD.replace('title = "An', "title = An"), ["not TOML", "line 3"]),
    ("unknown field", GOOD + "\n[extra]\na = 1", ["field extra", "not permitted", "{'a': 1}"]),
    ("unknown selector", GOOD.replace("body", "boody"), ["field article.boody", "not permitted"]),
    ("no name", GOOD.replace('name = "vidu"', ""), ["field name", "required"]),
    ("odd name", GOOD.replace('"vidu"', '"Ví dụ"'), ["field name", "pattern", "Ví dụ"]),
    ("name of another file", GOOD.replace('"vidu"', '"khac"'), ["field name", "'vidu' is expected", "'khac'"]),
    ("no sign", GOOD.replace('signs = [{ markup = "vidu-page", weight = 2 }, { markup = "vidu-old" }]', "signs = []"),
     ["field signs", "at least 1", "[]"]),
    ("short sign", GOOD.replace('"vidu-old"', '"v"'), ["field signs.1.markup", "at least 4", "'v'"]),
    ("heavy sign", GOOD.replace("weight = 2", "weight = 11"), ["field signs.0.weight", "less than or equal to 10", "11"]),
    ("weightless sign", GOOD.replace("weight = 2", "weight = 0"), ["field signs.0.weight", "greater than or equal to 1"]),
    ("score of nothing", GOOD.replace("least_score = 2", "least_score = 0"), ["field least_score", "greater than or equal to 1"]),
    ("text for a number", GOOD.replace("least_score = 2", 'least_score = "viele"'), ["field least_score", "integer", "viele"]),
    ("broken selector", GOOD.replace("h1.tieu-de", "h1.["), ["field article.title.0", "a CSS selector is expected", "h1.["]),
    ("selector that is no list", GOOD.replace('[".noi-dung"]', '".noi-dung"'), ["field article.body", "tuple", ".noi-dung"]),
    ("broken pattern", GOOD.replace("\\.html$", "(html"), ["field addresses.article.1", "a regular expression is expected", "(html"]),
    ("flag inside a pattern", GOOD.replace("(?i:/tin/\\d+)", "/tin(?i)/"), ["field addresses.article.0", "global flags", "/tin(?i)/"]),
]  # fmt: skip


def write(folder: Path, text: str, name: str = "vidu") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("mistake", "text", "says"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_names_file_field_and_what_is_allowed(
    tmp_path: Path, mistake: str, text: str, says: list[str]
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(LayoutFileError) as error:
        load_layouts(tmp_path)
    for part in (str(path), *says):
        assert part in str(error.value), mistake


def test_all_mistakes_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("weight = 2", "weight = 0").replace("least_score = 2", "least_score = 0"))
    with pytest.raises(LayoutFileError, match=r"(?s)least_score.*signs\.0\.weight|signs\.0\.weight.*least_score"):
        load_layouts(tmp_path)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (layout,) = load_layouts(tmp_path).values()
    assert layout.score("<div class='vidu-page vidu-old'>") == 3
    assert layout.score("nothing") == 0
    assert layout.article_address is not None
    assert layout.article_address.search("/TIN/12")
    assert not layout.article_address.search("/tin/moi")
    assert layout.listing_address is None


def test_a_flag_of_one_pattern_is_not_that_of_the_others(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("(?i:/tin/\\d+)", "(?i)/tin/\\d+"))
    address = load_layouts(tmp_path)["vidu"].article_address
    assert address is not None
    assert address.search("/TIN/12")
    assert address.search("/a.html")
    assert not address.search("/a.HTML")


def test_an_empty_folder_has_no_layouts(tmp_path: Path) -> None:
    assert load_layouts(tmp_path) == {}


def test_every_layout_of_the_project_loads_with_its_addresses() -> None:
    layouts = load_layouts()
    assert layouts.keys() == {path.stem for path in FOLDER.glob("*.toml")}
    for layout in layouts.values():
        assert layout.article.title
        assert layout.article.body
        assert layout.listing.item
        assert layout.article_address or layout.listing_address


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("generic/")])
def test_a_page_belongs_to_its_family(case: str) -> None:
    found = detect((CASES[case] / "page.html").read_text(encoding="utf-8"), load_layouts())
    assert found is not None
    assert found.name == case.split("/")[0]


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("generic/")])
def test_a_page_of_no_family_belongs_to_none(case: str) -> None:
    assert detect((CASES[case] / "page.html").read_text(encoding="utf-8"), load_layouts()) is None


@pytest.mark.parametrize("case", CASES)
def test_no_page_of_one_family_is_taken_for_another(case: str) -> None:
    source = (CASES[case] / "page.html").read_text(encoding="utf-8")
    fitting = {name for name, layout in load_layouts().items() if layout.score(source) >= layout.least_score}
    assert fitting <= {case.split("/")[0]}


LEFTOVERS = [
    ("a WordPress site with a theme of its own", '<meta name="generator" content="WordPress 6.4"> /wp-content/themes/rieng/ /wp-includes/js/'),
    ("WordPress with one Elementor widget", '/wp-content/ /wp-includes/ WordPress <div class="elementor-widget">'),
    ("SharePoint of any vendor", '<meta name="GENERATOR" content="Microsoft SharePoint"> __VIEWSTATE ms-webpart-zone /portal/Pages/a.aspx'),
    ("WebForms of any vendor", '<input name="__VIEWSTATE"><input name="__EVENTVALIDATION">'),
    ("Liferay without an asset publisher", '<div class="portlet-boundary" id="p_p_id_58_"><script>Liferay.on()</script>'),
    ("Joomla with a news component", '<meta name="generator" content="Joomla! 3.9"> /media/jui/js/ ?option=com_content'),
    ("Drupal with a theme of its own", '(https://www.drupal.org) data-drupal-selector node--view-mode-full'),
    ("NukeViet without its news module", '<meta name="generator" content="NukeViet v4.5"> /vi/news/rss/'),
    ("class names that anyone would choose", '<div class="content-detail content-article detail-content detail-sapo post-summary post-content title date">'),
    ("block names that anyone would choose", '<div class="article__body article__sapo article__title">'),
]  # fmt: skip


@pytest.mark.parametrize(("what", "source"), LEFTOVERS, ids=[row[0] for row in LEFTOVERS])
def test_what_a_product_leaves_everywhere_is_no_family(what: str, source: str) -> None:
    assert detect(source, load_layouts()) is None, what


def test_of_two_equal_scores_the_more_demanding_family_wins(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace('"vidu"', '"abc"').replace("least_score = 2", "least_score = 1"), "abc")
    found = detect("<p class=vidu-page>", load_layouts(tmp_path))
    assert found is not None
    assert found.name == "vidu"


@given(st.text(alphabet="td-poscntvwViFrame_ <>", max_size=80))
def test_any_source_has_a_family_or_none(source: str) -> None:
    layouts = load_layouts()
    found = detect(source, layouts)
    assert found is None or found.score(source) >= found.least_score


def test_the_first_successful_selector_counts_or_all_do() -> None:
    tree = parse("<p class=a>một</p><p class=b>hai</p><p class=a>ba</p>")
    assert tree is not None
    assert [text_of(element) for element in find_all(tree, (".c", ".b", ".a"))] == ["hai"]
    assert [text_of(element) for element in find_each(tree, (".c", ".b", ".a"))] == ["hai", "một", "ba"]
    assert find_all(tree, ()) == find_each(tree, (".c",)) == []
