"""A small news site whose pages the cleaner takes for articles; its people and places are invented."""

from http.server import BaseHTTPRequestHandler

from tests.crawler.faulty_server import HEADLINE, Answer, Reply, article_paths, news_site

FIRST = (
    "Sáng ngày 12/11, Ban công tác Mặt trận thôn Bến Sậy, xã Sông Mới tổ chức ngày hội đại đoàn kết toàn dân tộc với "
    "sự tham gia của hơn 120 hộ dân trong thôn."
)
REST = (
    "Ông Lương Đình Khuê, Trưởng ban công tác Mặt trận thôn ôn lại truyền thống vẻ vang của Mặt trận Tổ quốc Việt Nam "
    "và báo cáo kết quả thực hiện cuộc vận động toàn dân đoàn kết xây dựng nông thôn mới trong năm qua.\n\n"
    "Dịp này, Ủy ban nhân dân xã khen thưởng 9 gia đình văn hóa tiêu biểu và trao 5 suất quà cho các hộ còn khó khăn."
)


def article_text(number: object) -> str:
    """The text of an article; those of two numbers differ."""
    return f"{FIRST} Đây là tin thứ {number} của xã.\n\n{REST}"


def article_page(number: object) -> bytes:
    """The page of an article."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in article_text(number).split("\n\n"))
    title = f"{HEADLINE} lần {number}"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>12/11/2023</p>{body}</body></html>"
    return page.encode()


def newspaper(number: int, missing: set[str] | None = None) -> Answer:
    """A healthy site with so many articles; those whose paths are in ``missing``, now or later, answer 404."""
    paths = article_paths(number)

    def article(handler: BaseHTTPRequestHandler) -> Reply:
        if missing is not None and handler.path in missing:
            return Reply(404)
        tag = {"ETag": f'"{paths.index(handler.path)}"'}
        if handler.headers.get("If-None-Match") == tag["ETag"]:
            return Reply(304, headers=tag)
        return Reply(body=article_page(paths.index(handler.path)), headers=tag)

    return news_site(number, article=article)
