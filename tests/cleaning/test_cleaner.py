"""The whole way of a page: whatever comes in ends once, as an article or as a rejection with its reason."""

import hashlib
import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaning import Article, Cleaner, RawPage, Reason, Rejection, apply, undo
from cleaning.as_found import find_captions, find_lead, find_title
from cleaning.opening import LEAST_TEXT
from cleaning.spelling.corrector import NoCorrector
from tests.cleaning.golden import CASES, read_expected, read_page

CLEANER = Cleaner()
SENTENCE = "Hội Nông dân xã Khe Mo tổ chức lễ ra quân trồng rừng vụ xuân với sự tham gia của hơn hai trăm hội viên. "
PAGE = f"<html><head><title>Ra quân trồng rừng vụ xuân ở Khe Mo</title></head><body>{{}}<p>{SENTENCE * 3}</p></body></html>"
URL = "https://khemo.vidu.vn/tin/1.html"


@pytest.fixture(autouse=True)
def no_crash(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.ERROR)
    yield
    assert not caplog.records


def clean(body: bytes | str, url: str = URL, **more: object) -> Article | Rejection:
    raw = body.encode("utf-8", errors="surrogatepass") if isinstance(body, str) else body
    return CLEANER.clean_page(RawPage.model_validate({"url": url, "body": raw, **more}))


MONSTERS = [
    ("<div>" * 10_000 + f"<p>{SENTENCE}</p>", Reason.EMPTY_SHELL, "10,000 nested elements: the parser gives up"),
    ("<p>a</p>" * 25_000, Reason.TOO_SHORT, "50,000 tags with a letter each"),
    ("<p>a</p>" * 50_000, Reason.TOO_LARGE, "100,000 tags"),
    (f"<p>{SENTENCE * 20_000}</p>", None, "a paragraph of 2 MB"),
    ("<p>" + "a" * 2_000_000 + "</p>", Reason.NOT_VIETNAMESE, "a word of 2 MB"),
    ("<" * 50_000, Reason.NOT_VIETNAMESE, "nothing but opening brackets"),
    ("<p>" + "\N{NO-BREAK SPACE} " * 500_000 + f"{SENTENCE * 2}</p>", None, "a million blanks"),
    ("<table><tr><td>" * 500 + SENTENCE * 2, None, "500 nested tables"),
    ("<div class=noidung><ul><li><a>" * 250 + SENTENCE * 2, Reason.EMPTY_SHELL, "250 nested lists of links"),
    ("<p>" + "lượt xem " * 20_000 + f"</p><p>{SENTENCE * 2}</p>", None, "a label twenty thousand times"),
]


@pytest.mark.parametrize(("body", "reason", "why"), MONSTERS, ids=[row[2] for row in MONSTERS])
def test_a_monster_ends_as_anything_does(body: str, reason: Reason | None, why: str) -> None:
    assert getattr(clean(body), "reason", None) == reason, why


def test_what_no_charset_reads_is_refused() -> None:
    outcome = clean(b"<p>" + bytes(range(0x80, 0xC0)) * 50)
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.UNDECODABLE


@pytest.mark.parametrize("url", ["http://[khemo.vidu.vn/", "http://vidu.vn:99999/a", "khong phai dia chi", ""])
def test_a_malformed_address_is_no_reason(url: str) -> None:
    outcome = clean(PAGE.format(""), url)
    assert isinstance(outcome, Article)
    assert outcome.url == (url or None)


def test_a_bug_becomes_a_rejection_that_says_so(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        version = "broken"

        def correct(self, text: str) -> None:
            raise LookupError(text[:9])

    outcome = Cleaner(corrector=Broken()).clean_page(RawPage(url=URL, body=PAGE.format("").encode()))  # type: ignore[arg-type]
    assert isinstance(outcome, Rejection)
    assert (outcome.reason, outcome.detail) == (Reason.CRASH, "LookupError: Hội Nông ")
    assert URL in caplog.text
    caplog.clear()


def test_provenance_says_where_an_article_comes_from() -> None:
    outcome = clean(PAGE.format(""), site="khemo", archive_file="a.warc.gz", archive_offset=77)
    assert isinstance(outcome, Article)
    assert outcome.site == "khemo"
    assert (outcome.provenance.archive_file, outcome.provenance.archive_offset) == ("a.warc.gz", 77)
    assert outcome.provenance.layout is None
    assert outcome.provenance.body_sha256 == hashlib.sha256(PAGE.format("").encode()).hexdigest()


def test_the_layout_of_the_site_file_overrides_detection() -> None:
    marked = PAGE.format("").replace("<p>", "<div class='noidung'><p>").replace("</body>", "</div></body>")
    assert clean(marked).provenance.layout is None
    assert clean(marked, layout="aspnet").provenance.layout == "aspnet"
    assert clean(marked, layout="khong-co").provenance.layout is None


def test_what_is_missing_is_flagged() -> None:
    outcome = clean(f"<p>{SENTENCE * 3}</p>")
    assert isinstance(outcome, Article)
    assert outcome.flags == ("no_title", "no_published")
    assert (outcome.title, outcome.published, outcome.views, outcome.byline) == (None, None, None, None)


def test_the_shortest_news_is_news() -> None:
    exact = (SENTENCE * 2)[:LEAST_TEXT].strip()
    exact += "n" * (LEAST_TEXT - len(exact))
    assert isinstance(CLEANER.clean_dump(exact), Article)
    short = CLEANER.clean_dump(exact[:-1])
    assert isinstance(short, Rejection)
    assert short.reason is Reason.TOO_SHORT


def test_a_dump_is_a_page_without_its_tree() -> None:
    outcome = CLEANER.clean_dump(
        f"Tìm kiếm\nRa quân trồng rừng vụ xuân\nĐăng ngày 12 - 02 - 2024\n{SENTENCE * 2}\nMùa A Sử\n", url=URL
    )
    assert isinstance(outcome, Article)
    assert (outcome.title, outcome.byline) == ("Ra quân trồng rừng vụ xuân", "Mùa A Sử")
    assert str(outcome.published) == "2024-02-12"
    assert outcome.text == (SENTENCE * 2).strip()


@pytest.mark.parametrize("text", ["", "\n\n", "Tìm kiếm", "\x00", "\ud800" * 200, "a" * 500, "12/07/2022\n" * 50])
def test_a_dump_without_news_is_refused(text: str) -> None:
    assert isinstance(CLEANER.clean_dump(text), Rejection)


@pytest.mark.parametrize("case", [case for case in CASES if "title" in read_expected(case)])
def test_edits_lead_from_the_extracted_text_and_back(case: str) -> None:
    article = CLEANER.clean_page(read_page(case))
    assert isinstance(article, Article)
    assert apply(article.extracted, article.edits) == article.text
    assert undo(article.text, article.edits) == article.extracted


@pytest.mark.parametrize("case", list(CASES))
def test_the_same_page_gives_the_same_outcome(case: str) -> None:
    assert CLEANER.clean_page(read_page(case)) == Cleaner().clean_page(read_page(case))


COUNTED = {
    "liferay-hanoi/ordinary": [("Lượt xem: 1.204", "Lượt xem: 98.765"), ("Đang online: 27", "Đang online: 3")],
    "tandan/ordinary": [("<span>58</span> người đang online", "<span>1</span> người đang online")],
    "aspnet/ordinary": [('lblLuotXem"> 412', 'lblLuotXem"> 413')],
    "wp-tagdiv/ordinary": [('td-nr-views-7312">268', 'td-nr-views-7312">9.999')],
    "generic/article": [("Lượt xem: 77", "Lượt xem: 1.077"), ("Đang truy cập: 14", "Đang truy cập: 999")],
}
MAY_DIFFER: dict[
    str, bool | set[str]
] = {  # the counter, the lines it stood on, their share of the page, the digest of the bytes
    "views": True,
    "stripped": True,
    "provenance": True,
    "quality": {"boilerplate_share"},
}


@pytest.mark.parametrize("case", COUNTED)
def test_counters_change_nothing_but_views(case: str) -> None:
    page = read_page(case)
    source = page.body.decode()
    for before, after in COUNTED[case]:
        assert before in source
        source = source.replace(before, after)
    first, second = CLEANER.clean_page(page), CLEANER.clean_page(page.model_copy(update={"body": source.encode()}))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.model_dump(exclude=MAY_DIFFER) == second.model_dump(exclude=MAY_DIFFER)
    assert len(first.stripped) == len(second.stripped)


def test_a_counter_on_the_date_line_of_a_dump_changes_nothing_but_views() -> None:
    dump = f"Ra quân trồng rừng vụ xuân\nNgày đăng 12/02/2024 | 08:00 | Lượt xem: {{}}\n{SENTENCE * 2}\n"
    first, second = (CLEANER.clean_dump(dump.format(views), url=URL) for views in (5, "1.005"))
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.views, second.views) == (5, 1005)
    assert first.model_dump(exclude=MAY_DIFFER) == second.model_dump(exclude=MAY_DIFFER)


WRONG = "Hội Nông dân xã phát động phong trào thi đau yêu nước, trồng rừng đầu nguồn và giữ nước cho vụ xuân tới đây."
RIGHT = WRONG.replace("đau", "đua")


def test_wrong_letters_are_repaired_unless_somebody_declines() -> None:
    assert CLEANER.clean_text(WRONG).text == RIGHT
    assert CLEANER.clean_text(RIGHT).edits == ()
    plain = Cleaner(corrector=NoCorrector())
    assert plain.clean_text(WRONG).text == WRONG
    assert plain.corrector.version is None


@pytest.mark.parametrize("name", ["Lò Văn Inh", "Lò Thị Inh", "Hồ Văn Nghê"])
def test_given_names_that_nearly_make_a_word_stay(name: str) -> None:
    text = f"Đồng chí {name}, Bí thư Đảng ủy xã Nậm Dẻ, chia sẻ kinh nghiệm phát triển đảng viên."
    assert CLEANER.clean_text(text).text == text


@pytest.mark.parametrize(("typed", "meant"), [("Hồ Chí Mình", "Hồ Chí Minh"), ("Thành phố Hà Nôi", "Thành phố Hà Nội")])
def test_known_names_are_repaired(typed: str, meant: str) -> None:
    text = "Sáng nay, học sinh {} đến thăm các gia đình chính sách của xã."
    assert CLEANER.clean_text(text.format(typed)).text == text.format(meant)


def test_cleaners_share_one_model() -> None:
    assert Cleaner().corrector is CLEANER.corrector


def test_the_model_is_named_in_the_provenance() -> None:
    outcome = clean(PAGE.format(""))
    assert outcome.provenance.model_version == CLEANER.corrector.version
    assert outcome.provenance.model_version


def test_the_lead_is_the_beginning_of_the_text_as_repaired() -> None:
    outcome = clean(
        f"<html><head><title>Tin</title></head><body><p><b>{WRONG}</b></p><p>{SENTENCE * 3}</p></body></html>"
    )
    assert isinstance(outcome, Article)
    assert outcome.lead == RIGHT
    assert outcome.text.startswith(f"{RIGHT}\n\n")
    assert ("đau", "đua") in [(edit.before, edit.after) for edit in outcome.edits]
    assert undo(outcome.lead, outcome.lead_edits) == WRONG


def test_a_lead_that_its_paragraph_goes_on_behind_has_its_own_edits() -> None:
    head = f'<head><title>Tin</title><meta name="description" content="{WRONG}"></head>'
    lead = f'<div class="lead sapo"><b>{WRONG}</b></div>'
    outcome = clean(f"<html>{head}<body>{lead}<p>{WRONG} {SENTENCE * 3}</p></body></html>")
    assert isinstance(outcome, Article)
    assert outcome.lead == RIGHT
    assert undo(outcome.lead, outcome.lead_edits) == WRONG


def test_captions_have_their_edits_each_its_own() -> None:
    figure = "<figure><img src='{}.jpg'><figcaption>{}</figcaption></figure>"
    captions = ["Hội viên trồng rừng ,giữ nước ở Khe Mo", "Quang cảnh buổi lễ", "Phong trào thi đau yêu nước"]
    figures = "".join(figure.format(number, caption) for number, caption in enumerate(captions))
    outcome = clean(PAGE.format(f"<p>{SENTENCE * 3}</p>{figures}"))
    assert isinstance(outcome, Article)
    assert outcome.captions == (
        "Hội viên trồng rừng, giữ nước ở Khe Mo",
        "Quang cảnh buổi lễ",
        "Phong trào thi đua yêu nước",
    )
    assert [found.text for found in find_captions(outcome)] == captions
    assert [len(edits) > 0 for edits in outcome.caption_edits] == [True, False, True]


def test_captions_of_old_records_are_given_as_they_are() -> None:
    figure = "<figure><img src='a.jpg'><figcaption>Quang cảnh buổi lễ</figcaption></figure>"
    outcome = clean(PAGE.format(f"<p>{SENTENCE * 3}</p>{figure}"))
    assert isinstance(outcome, Article)
    old = outcome.model_copy(update={"caption_edits": (), "title": None, "title_edits": (), "lead": None})
    assert find_captions(old) == [("Quang cảnh buổi lễ", ())]
    assert (find_title(old), find_lead(old)) == (None, None)


_PIECES = st.lists(
    st.sampled_from(
        ["thi đau", "yêu nước", "kinh tế- xã hội", " ,", ".", "\N{SOFT HYPHEN}", " ", "Tăng", "Bí", "98- KH/HU"]
    ),
    min_size=3,
    max_size=12,
).map(" ".join)


@settings(max_examples=60)
@given(_PIECES, st.lists(_PIECES, max_size=3), st.booleans())
def test_title_lead_and_captions_can_be_undone(lead: str, captions: list[str], goes_on: bool) -> None:
    figures = "".join(f"<figure><img src='a.jpg'><figcaption>{caption}</figcaption></figure>" for caption in captions)
    tail = f" {SENTENCE * 2}" if goes_on else ""
    page = (
        f"<html><head><title>{lead}</title></head><body><h1>{lead}</h1><p><b>{lead}</b>{tail}</p>"
        f"<p>{SENTENCE * 3}</p>{figures}<p>{SENTENCE * 3}</p></body></html>"
    )
    outcome = clean(page)
    if isinstance(outcome, Rejection):
        return
    assert len(outcome.caption_edits) == len(outcome.captions)
    parts = [find_title(outcome), find_lead(outcome), *find_captions(outcome)]
    said = (outcome.title, outcome.lead, *outcome.captions)
    assert [part and apply(part.text, part.edits) for part in parts] == [*said]
    shown = " ".join(page.replace("<b>", "").replace("</b>", "").split())
    assert all(" ".join(part.text.split()) in shown for part in parts if part)


TROUBLE = st.sampled_from(
    [
        b"<",
        b">",
        b"</div>",
        b"<table><tr><td>",
        b"\x00",
        b"\xff\xfe",
        b"&#0;",
        b"&#xD800;",
        b"<base href='http://[x'>",
        b"<meta charset=undefined>",
        b"99/99/9999",
        b"2023-01-01T00:00:00+9959",
        b"\xc3",
        b"\xe1\xba",
        b"<img src='http://[x'>",
        b'<script type="application/ld+json">{"datePublished": 1, "headline": ["x"]}</script>',
        b'<script type="application/ld+json">{"headline": "\\ud800", "datePublished": "2023-13-01"}</script>',
        b"<svg>",
        b"<template>",
        b"<frameset>",
        b"<plaintext>",
        b"<!--",
        b"<![CDATA[",
        b"<?xml?>",
        b"</body></html>",
        b"<br>",
        "Lượt xem: 99999999999999999999".encode(),
        b"<time datetime='2023-13-45'>",
        b"<a href='javascript:'>",
        b"<p hidden>",
        "\N{ZERO WIDTH SPACE}\N{RIGHT-TO-LEFT OVERRIDE}\N{SOFT HYPHEN}".encode(),
        "á»™i Ã¡".encode(),
        b"\xa0",
    ]
)
PLACES = st.floats(min_value=0, max_value=1)
CHANGES = st.lists(
    st.tuples(PLACES, st.integers(min_value=0, max_value=300), st.one_of(TROUBLE, st.binary(max_size=8))), max_size=6
)
HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "location"]),
    st.one_of(
        st.sampled_from(["text/html", "text/html; charset=undefined", "text/html; charset=utf-16"]),
        st.text(max_size=30),
    ),
    max_size=2,
)
ADDRESSES = st.one_of(st.sampled_from([URL, "", "http://[x", "//x:1/"]), st.text(max_size=30))
FUZZ = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def check(outcome: Article | Rejection) -> None:
    """Laws of every outcome."""
    if isinstance(outcome, Rejection):
        assert outcome.reason is not Reason.CRASH, outcome.detail
        assert outcome.detail
    else:
        assert undo(outcome.text, outcome.edits) == outcome.extracted
        assert len(outcome.extracted) >= LEAST_TEXT
        assert Article.model_validate(outcome.model_dump()) == outcome


@FUZZ
@given(st.binary(max_size=300), HEADERS, ADDRESSES, st.integers(min_value=100, max_value=599))
def test_any_bytes_end_as_article_or_rejection(body: bytes, headers: dict[str, str], url: str, status: int) -> None:
    check(clean(body, url, headers=headers, status=status))


@FUZZ
@given(st.sampled_from(sorted(CASES)), CHANGES, HEADERS, ADDRESSES)
def test_any_damage_to_a_page_ends_as_article_or_rejection(
    case: str, changes: list[tuple[float, int, bytes]], headers: dict[str, str], url: str
) -> None:
    body = read_page(case).body
    for place, cut, piece in changes:
        start = int(place * len(body))
        body = body[:start] + piece + body[start + cut :]
    check(clean(body, url, headers=headers))


@FUZZ
@given(st.lists(st.one_of(st.text(max_size=200), st.just(SENTENCE * 2)), max_size=6), ADDRESSES)
def test_any_text_ends_as_article_or_rejection(lines: list[str], url: str) -> None:
    check(CLEANER.clean_dump("\n".join(lines), url=url))
