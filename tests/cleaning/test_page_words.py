"""What a page's words say it is, and news that use the same words."""

import pytest

from cleaning import Article, Cleaner, RawPage, Reason

CLEANER = Cleaner()
LEAD = "Sáng 12/2/2024, Hội Nông dân xã Khe Mo tổ chức lễ ra quân trồng rừng vụ xuân với sự tham gia của 200 hội viên."
MORE = "Theo kế hoạch, trong năm toàn xã trồng mới 45 ha rừng gỗ lớn, bà con được vay giống và trả dần trong ba năm."
NEWS = f"<p>{LEAD}</p><p>{MORE}</p>"
DATE = "<i>13/02/2024</i>"
DAYS = "".join(
    f"<tr><td>{day}</td><td>8h: họp giao ban tuần</td><td>14h: dự lễ trồng cây tại xã</td></tr>"
    for day in ("Thứ hai", "Thứ ba", "Thứ tư")
)
ENTRY = "<p>Số ký hiệu: 12/KH-UBND</p><p>Ngày ban hành: 02/02/2024</p><p>Trích yếu: Kế hoạch phòng cháy, chữa cháy rừng mùa khô năm 2024 trên địa bàn toàn xã Khe Mo và các thôn bản</p>"

CASES = [
    (f"<h1>Giới thiệu chung về xã Khe Mo</h1>{NEWS}", Reason.STATIC_PAGE, "an organization's page"),
    (f"<h1>Giới thiệu chung về xã Khe Mo</h1>{DATE}{NEWS}", None, "the same with a date is news"),
    (f"<h1>Giới thiệu người ứng cử đại biểu Hội đồng nhân dân</h1>{NEWS}", None, "a headline"),
    (f"<h1>Chức năng, nhiệm vụ của Ban Dân vận</h1>{NEWS}", Reason.STATIC_PAGE, "tasks of an office"),
    (f"<h1>Liên hệ mật thiết với nhân dân để làm tốt công tác dân vận</h1>{NEWS}", None, "a headline"),
    (f"<h2>Đăng nhập</h2><form><input type=password></form>{NEWS}", Reason.STATIC_PAGE, "a form"),
    (f"<form><input type=password></form><h1>Khe Mo trồng rừng vụ xuân</h1>{NEWS}", None, "news beside a form"),
    (f"<h1>Lịch công tác tuần 10</h1><table>{DAYS}</table>{NEWS}", Reason.STATIC_PAGE, "a schedule"),
    (f"<h1>Lịch công tác tuần 10 của Thường trực thay đổi vì mưa lũ</h1>{NEWS}", None, "news about a schedule"),
    (f"<h1>Hệ thống đang bảo trì</h1><p>{LEAD}</p>", Reason.BLOCK_PAGE, "an outage"),
    (f"<h1>Hệ thống đang bảo trì, người dân phải chờ</h1>{NEWS * 3}", None, "news about an outage"),
    (f"<h1>Truy cập bị từ chối</h1><p>{LEAD}</p>", Reason.BLOCK_PAGE, "a fire wall"),
    (f"<h1>Truy cập bị từ chối, nhà mạng nói do trang web lừa đảo</h1>{NEWS}", None, "news about a fire wall"),
    (f"<h1>Khe Mo đổi mạng</h1><p>Truy cập bị từ chối. Đó là dòng chữ bà con hay thấy.</p>{NEWS}", None, "a lead"),
    (f"<h1>Lỗi</h1><p>Yêu cầu này đã bị chặn. Vui lòng liên hệ quản trị.</p><p>{LEAD}</p>", Reason.BLOCK_PAGE, "advice"),
    (f"<h1>Thông báo</h1><p>Yêu cầu của bạn đã bị chặn bởi tường lửa.</p><p>{LEAD}</p>", Reason.BLOCK_PAGE, "another one"),
    (f"<h1>Yêu cầu của bạn đọc bị chặn nhiều lần</h1>{NEWS}", None, "a reader's complaint"),
    (f"<h1>Hơn 200 trang web lừa đảo bị chặn bởi tường lửa của nhà mạng</h1>{NEWS}", None, "news about blocked sites"),
    (f"<h1>Nhiều bạn trẻ bị chặn truy cập mạng xã hội trong giờ học</h1>{NEWS}", None, "news about blocked people"),
    (f"<h1>Web Application Firewall là gì, xã Khe Mo tập huấn</h1>{NEWS}", None, "a training about fire walls"),
    (f"<h1>Thông báo</h1><p>Nội dung bạn yêu cầu không có hoặc đã bị xóa.</p><p>{LEAD}</p>", Reason.SOFT_404, "gone"),
    (f"<h1>Cỏ dại trên trang trại đã bị xóa sổ</h1>{NEWS}", None, "other things are gone"),
    (f"<h1>Kết quả tìm kiếm</h1><p>Có 6 kết quả được tìm thấy</p>{NEWS}", Reason.SEARCH_PAGE, "results"),
    (f"<h1>Kết quả tìm kiếm hài cốt liệt sĩ năm 2023</h1>{NEWS}", None, "results of another search"),
    (f"<h1>Văn bản</h1>{ENTRY}", Reason.DOCUMENT_LIST, "an entry of a register"),
    (f"<h1>Khe Mo ban hành kế hoạch mới</h1>{NEWS}{ENTRY}{NEWS}", None, "news that quote a document"),
]  # fmt: skip


FIRE_WALLS = [  # title and text of what products answer with status 200
    ("Request Rejected", "The requested URL was rejected. Please consult with your administrator. [Go Back]"),
    ("", "<p>The requested URL was rejected. Please consult with your administrator.</p>"),
    (
        "Attention Required! | Cloudflare",
        "<h1>Sorry, you have been blocked</h1><p>You are unable to access vidu.vn</p>",
    ),
    ("Just a moment...", "<noscript>Enable JavaScript and cookies to continue</noscript><script>x</script>"),
    ("Web Application Firewall", "<p>Blocked because of Web Attack. Event ID 1234.</p>"),
    ("", "<h1>Web Page Blocked!</h1><p>The page cannot be displayed. Attack ID: 20000051</p>"),
    ("Error", "<p>Your request has been blocked by the web application firewall.</p>"),
    ("403 Forbidden", "<center><h1>403 Forbidden</h1></center><hr><center>nginx</center>"),
    ("Xã Khe Mo", "<h1>Truy cập của bạn bị từ chối!</h1>"),
    ("Xã Khe Mo", "<p>Địa chỉ IP của quý khách đã bị chặn truy cập.</p>"),
]


@pytest.mark.parametrize(("title", "main"), FIRE_WALLS)
def test_what_a_fire_wall_answers_is_a_block_page(title: str, main: str) -> None:
    body = f"<html><head><title>{title}</title></head><body>{main}</body></html>".encode()
    outcome = CLEANER.clean_page(RawPage(url="https://khemo.vidu.vn/trang/12", body=body))
    assert getattr(outcome, "reason", None) is Reason.BLOCK_PAGE, outcome


@pytest.mark.parametrize(("main", "reason", "why"), CASES, ids=[case[2] for case in CASES])
def test_words_decide_only_where_they_are_what_the_page_is_about(main: str, reason: Reason | None, why: str) -> None:
    body = f"<html><head><title>Xã Khe Mo</title></head><body>{main}</body></html>".encode()
    outcome = CLEANER.clean_page(RawPage(url="https://khemo.vidu.vn/trang/12", body=body))
    assert getattr(outcome, "reason", None) == reason, (why, outcome.title if isinstance(outcome, Article) else outcome)
