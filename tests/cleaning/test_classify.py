"""Page classes: what is no article, and what only looks as if it were none."""

import pytest

from cleaning import Article, Cleaner, RawPage, Reason, Rejection
from cleaning.classify import LARGEST_BODY, MOST_TAGS, judge_address, judge_answer

TITLE = "Hội Nông dân xã Khe Mo ra quân trồng rừng vụ xuân"
PROSE = [
    "Sáng 12/2/2024, Hội Nông dân xã Khe Mo tổ chức lễ ra quân trồng rừng vụ xuân với sự tham gia của 200 hội viên.",
    "Theo kế hoạch, trong năm 2024 toàn xã trồng mới 45 ha rừng gỗ lớn và chăm sóc 120 ha rừng đã trồng từ trước.",
    "Giống cây do hợp tác xã Pù Luông cung ứng, bà con trả dần trong ba năm không tính lãi; mỗi nhóm hộ cử một người đi học kỹ thuật.",
    "Bà Lường Thị Mây, Chủ tịch Hội, mong các chi hội giữ vững tỷ lệ cây sống trên 95% như vụ trước.",
]
BODY = "".join(f"<p>{text}</p>" for text in PROSE)
HEADLINES = [
    "Thôn Nà Khoang đón nhận danh hiệu khu dân cư văn hóa",
    "Phụ nữ xã Khâu Lếch thi đua phát triển kinh tế",
    "Đoàn thanh niên xã Yên Thịnh trồng 2.000 cây xanh",
    "Cựu chiến binh gương mẫu làm kinh tế giỏi",
    "Mặt trận xã tổ chức giám sát đầu tư cộng đồng",
    "Công đoàn cơ sở thăm hỏi đoàn viên ốm đau dài ngày",
    "Hội Người cao tuổi tổ chức mừng thọ đầu xuân",
]
LEADS = [f"{text[:110]} và các hoạt động khác." for text in PROSE] * 2
H1 = f"<h1>{TITLE}</h1>"
LINKS = "<ul>" + "".join(f"<li><a href='/t{place}'>{text}</a></li>" for place, text in enumerate(HEADLINES)) + "</ul>"
TEASERS = "".join(
    f"<div><a href='/t{place}'>{text}</a><p>{lead}</p></div>"
    for place, (text, lead) in enumerate(zip(HEADLINES, LEADS, strict=False))
)
ONE_TEASER = TEASERS[: TEASERS.index("</div>")] + "</div>"
TWO_TEASERS = TEASERS[: TEASERS.index("</div>", len(ONE_TEASER))] + "</div>"
DOCUMENTS = "<table><tr><th>STT</th><th>Số, ký hiệu</th><th>Ngày ban hành</th><th>Trích yếu</th></tr>" + "".join(
    f"<tr><td>{n}</td><td>{n}7-KH/HU</td><td>0{n}/02/2024</td><td>Kế hoạch về công tác dân vận quý {n} của Huyện ủy</td></tr>"
    for n in range(1, 9)
) + "</table>"  # fmt: skip
CLEANER = Cleaner()


def html(main: str, title: str = TITLE) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title></head><body>{main}</body></html>".encode()


def clean(body: bytes, url: str = "https://khemo.vidu.vn/tin/1.html", **more: object) -> Article | Rejection:
    return CLEANER.clean_page(RawPage.model_validate({"url": url, "body": body, **more}))


def reason_of(body: bytes, url: str = "https://khemo.vidu.vn/tin/1.html", **more: object) -> Reason | None:
    outcome = clean(body, url, **more)
    return outcome.reason if isinstance(outcome, Rejection) else None


ARTICLES = [
    (H1 + BODY, "an article alone"),
    (LINKS + H1 + BODY + LINKS, "between two lists of headlines"),
    (H1 + PROSE[0] + LINKS + BODY, "with a list of headlines inside"),
    (TWO_TEASERS + H1 + BODY, "behind two teasers"),
    (
        LINKS + H1 + f"<i>13/02/2024</i><p>{PROSE[0]}</p><a href=/x>{HEADLINES[0]}</a><p>{PROSE[1]}</p>",
        "short, with a link inside",
    ),
    (H1 + BODY + TEASERS.replace("/t", "/s")[: len(TEASERS) // 3], "with a few teasers behind it"),
    (H1 + f"<p>{PROSE[0]}</p><p>{PROSE[1]}</p>" + LINKS, "short, beside more headlines than paragraphs"),
    (H1 + "".join(f"<p>{text} <a href='/x'>{HEADLINES[0]}</a></p>" for text in PROSE), "with a link in each paragraph"),
    (
        H1
        + "<div>Bà con kể rằng ngày trước, mỗi khi mở trang của xã trên điện thoại cũ thì chỉ thấy dòng chữ “trang không tồn tại”.</div>"
        + BODY,
        "that quotes a notice",
    ),
    (f"<h1><a href='/tin/1.html'>{TITLE}</a></h1>" + BODY, "whose headline links to itself"),
    (H1 + BODY + DOCUMENTS[: DOCUMENTS.index("<tr><td>3")] + "</table>", "with a small table of documents"),
    (
        H1 + BODY + "<table>" + "<tr><td>Xóm</td><td>Số hộ</td><td>Người ký nhận</td></tr>" * 9 + "</table>",
        "with a table of something else",
    ),
]

REJECTED = [
    (TEASERS, Reason.LISTING, "a headline link with a teaser each"),
    (f"<h1>Tin tức</h1>{TEASERS}<p>{PROSE[2]}</p>", Reason.LISTING, "a section with a footer"),
    ("".join(f"<a href='/t{n}'><h3>{h}</h3><p>{p}</p></a>" for n, (h, p) in enumerate(zip(HEADLINES, LEADS, strict=False))), Reason.LISTING, "teasers that are links as a whole"),
    (f"<h1>Mặt trận - Đoàn thể</h1>{TWO_TEASERS}", Reason.LISTING, "the last page of a section, with two teasers"),
    (f"<div>Cổng thông tin điện tử xã Khe Mo</div>{ONE_TEASER}", Reason.LISTING, "the last page of a section, with one"),
    (LINKS + LINKS, Reason.LISTING, "headlines only"),
    (f"<div><a href='/t9'>{HEADLINES[0]}</a><span>(12/07/2022 7:51 SA)</span><p>{PROSE[0]} {PROSE[1]}</p></div>", Reason.LISTING, "one teaser under its link"),
    (DOCUMENTS, Reason.DOCUMENT_LIST, "a table of documents"),
    (H1 + f"<p>{PROSE[0]}</p>" + DOCUMENTS, Reason.DOCUMENT_LIST, "such a table with a paragraph above"),
    ("<p>Trang chủ</p><p>Liên hệ</p>", Reason.EMPTY_SHELL, "menus"),
    (f"{H1}<p>Đang cập nhật.</p>", Reason.TOO_SHORT, "an announcement of text"),
    ("<div id=root></div><script src=/main.js></script>", Reason.SCRIPT_ONLY, "an application"),
    ("<h2>Access denied</h2><p>Request blocked. Reference 18.2c.</p>", Reason.BLOCK_PAGE, "a fire wall"),
    ("<p>Website đang bảo trì, mời bạn quay lại sau.</p>", Reason.BLOCK_PAGE, "maintenance"),
    ("<p>Không tìm thấy trang bạn yêu cầu</p>", Reason.SOFT_404, "a missing page"),
    ("<h1>404 Not Found</h1>", Reason.SOFT_404, "a missing page in English"),
    ("<a href=/>Bài viết không tồn tại</a><p>x</p>", Reason.TOO_SHORT, "a link with such words is none"),
]  # fmt: skip


@pytest.mark.parametrize(("main", "why"), ARTICLES, ids=[row[1] for row in ARTICLES])
def test_an_article_is_not_refused(main: str, why: str) -> None:
    outcome = clean(html(main))
    assert isinstance(outcome, Article), (why, outcome)
    assert outcome.title == TITLE
    assert all(text in outcome.text for text in PROSE[:2])


@pytest.mark.parametrize(("main", "reason", "why"), REJECTED, ids=[row[2] for row in REJECTED])
def test_what_is_no_article_is_refused(main: str, reason: Reason, why: str) -> None:
    assert reason_of(html(main, "Xã Khe Mo")) == reason, why


@pytest.mark.xfail(reason="teasers without a link of their own are paragraphs to any reader but one with eyes")
def test_teasers_that_only_a_script_opens_are_a_listing() -> None:
    scripted = "".join(
        f"<div onclick='open({place})'><b>{HEADLINES[place]}</b><p>{LEADS[place]}</p></div>" for place in range(5)
    )
    assert reason_of(html(scripted, "Tin tức")) is Reason.LISTING


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (200, None),
        (203, None),
        (301, Reason.REDIRECT),
        (304, Reason.REDIRECT),
        (403, Reason.HTTP_ERROR),
        (500, Reason.HTTP_ERROR),
    ],
)
def test_the_status_comes_first(status: int, reason: Reason | None) -> None:
    assert reason_of(html(H1 + BODY), status=status) == reason


KINDS = [
    (b"%PDF-1.7 <</Type /Page>>", "application/pdf", Reason.NOT_HTML, "a document"),
    (b"%PDF-1.7 <a <</Type /Page>>", "text/html", Reason.NOT_HTML, "a document under a wrong name"),
    (b"\x89PNG\r\n<a", "text/html", Reason.NOT_HTML, "a picture under a wrong name"),
    (b'{"html": "<p>a</p>"}', "text/html", Reason.NOT_HTML, "JSON under a wrong name"),
    (b"User-agent: *\nDisallow: /", "text/plain", Reason.NOT_HTML, "robots.txt"),
    (b"<?xml version='1.0'?><!-- x --><urlset/>", "text/xml", Reason.NOT_HTML, "a sitemap"),
    (b"<?xml version='1.0'?><rss/>", "text/html", Reason.NOT_HTML, "a feed under a wrong name"),
    (b"\xef\xbb\xbf <feed xmlns=''/>", "", Reason.NOT_HTML, "a feed without a name"),
    (html(H1 + BODY), "image/jpeg", Reason.NOT_HTML, "what calls itself a picture"),
    (b"", "text/html", Reason.EMPTY_SHELL, "nothing"),
    (b" \r\n", "text/html", Reason.EMPTY_SHELL, "blanks"),
    (html(H1 + BODY), "", None, "a page without a name"),
    (html(H1 + BODY), "text/plain", None, "a page that calls itself plain"),
    (html(H1 + BODY), "application/xhtml+xml; charset=utf-8", None, "XHTML"),
    (b"\x00\r\n" + html(H1 + BODY), "text/html", None, "a page behind a NUL"),
    (b"1a2b -->\r\n" + html(H1 + BODY), "text/html", None, "a page behind the rest of an include"),
    (b"\xff\xfe" + html(H1 + BODY).decode().encode("utf-16-le"), "text/html", None, "UTF-16"),
    (b"<p>" + b"a" * LARGEST_BODY, "text/html", Reason.TOO_LARGE, "too many bytes"),
    (b"<p>" * (MOST_TAGS + 1), "text/html", Reason.TOO_LARGE, "too many tags"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "kind", "reason", "why"), KINDS, ids=[row[3] for row in KINDS])
def test_the_bytes_say_what_a_page_is(body: bytes, kind: str, reason: Reason | None, why: str) -> None:
    verdict = judge_answer(RawPage(url="https://vidu.vn/a", body=body, headers={"content-type": kind} if kind else {}))
    assert (verdict.reason if verdict else None) == reason, why


def test_robots_txt_is_known_by_its_address_too() -> None:
    assert reason_of(html("<p>Không tìm thấy trang</p>"), "https://vidu.vn/robots.txt") is Reason.NOT_HTML


ADDRESSES = [
    ("https://vidu.vn/404.html", None, Reason.SOFT_404),
    ("https://vidu.vn/error.aspx?p=/tin", None, Reason.SOFT_404),
    ("https://vidu.vn/", "https://vidu.vn/tin/1.html", Reason.SOFT_404),
    ("https://vidu.vn/trang-chu", "https://vidu.vn/tin/1.html", Reason.SOFT_404),
    ("https://vidu.vn/portal/default.aspx", "https://vidu.vn/portal/default.aspx", None),
    ("https://vidu.vn/", "http://vidu.vn/", None),
    ("https://vidu.vn/", None, None),
    ("https://vidu.vn/tin/1.html", "http://vidu.vn/tin/1.html", None),
    ("https://vidu.vn/tim-kiem?q=a", None, Reason.SEARCH_PAGE),
    ("https://vidu.vn/?s=a", None, Reason.SEARCH_PAGE),
    ("https://vidu.vn/tags/dan-van.html", None, Reason.SEARCH_PAGE),
    ("https://vidu.vn/tin/tim-kiem-nguoi-mat-tich-12.html", None, None),
    ("https://vidu.vn/tin/cong-bo-loi-404-12.html", None, None),
    ("http://[vidu.vn/tin", None, None),
]


@pytest.mark.parametrize(("url", "asked", "reason"), ADDRESSES)
def test_the_address_says_what_a_page_is(url: str, asked: str | None, reason: Reason | None) -> None:
    verdict = judge_address(RawPage(url=url, requested_url=asked, body=b""))
    assert (verdict.reason if verdict else None) == reason


@pytest.mark.parametrize(
    ("url", "above", "reason"),
    [
        ("https://vidu.vn/gioi-thieu", "", Reason.STATIC_PAGE),
        ("https://vidu.vn/co-cau-to-chuc.html", "", Reason.STATIC_PAGE),
        ("https://vidu.vn/gioi-thieu", "<i>Ngày đăng 13/02/2024</i>", None),
        ("https://vidu.vn/tin/gioi-thieu-sach-moi-12.html", "", None),
    ],
)
def test_an_undated_page_about_the_organization_is_static(url: str, above: str, reason: Reason | None) -> None:
    assert reason_of(html(H1 + above + BODY), url) == reason


def test_a_listing_of_one_item_is_not_its_item() -> None:
    item = f"<div class='td-post-content td-module-title td_block_1'><h1 class=entry-title><a href='/tin-khac/'>{TITLE}</a></h1>{BODY}</div>"
    outcome = clean(html(item))
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.LISTING
    assert "https://khemo.vidu.vn/tin-khac/" in outcome.detail


FIRST_WHOLE = (
    f"<h1><a href='/'>Cổng thông tin xã Khe Mo</a></h1><article><h2><a href='/t9'>{TITLE}</a></h2>{BODY}</article>"
)
OTHERS = "".join(f"<h3><a href='/t{place}'>{text}</a></h3>" for place, text in enumerate(HEADLINES))


def test_a_listing_that_gives_its_first_item_whole_is_no_article() -> None:
    page = html(FIRST_WHOLE + OTHERS, "Cổng thông tin xã Khe Mo")
    assert reason_of(page, "https://khemo.vidu.vn/chuyen-muc/tin-xa.html") is Reason.LISTING


def test_an_article_whose_own_headline_is_a_link_is_none() -> None:
    page = html(FIRST_WHOLE.replace("/t9", "/tin/1.html") + OTHERS)
    assert reason_of(page) is None


def test_a_rejection_says_why_in_words() -> None:
    outcome = clean(html(TEASERS, "Xã Khe Mo"))
    assert isinstance(outcome, Rejection)
    assert outcome.detail == "7 headline links with a teaser each"
