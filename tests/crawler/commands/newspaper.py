"""A small news site whose pages the cleaner takes for articles, and what it is about: invented people and places."""

from http.server import BaseHTTPRequestHandler

from tests.crawler.faulty_server import HEADLINE, Answer, Reply, article_paths, news_site

PARAGRAPHS = (
    "Sáng ngày 12/11, Ban công tác Mặt trận thôn Bến Sậy, xã Sông Mới tổ chức ngày hội đại đoàn kết toàn dân tộc với "
    "sự tham gia của hơn 120 hộ dân trong thôn.",
    "Ông Lương Đình Khuê, Trưởng ban công tác Mặt trận thôn ôn lại truyền thống vẻ vang của Mặt trận Tổ quốc Việt Nam "
    "và báo cáo kết quả thực hiện cuộc vận động toàn dân đoàn kết xây dựng nông thôn mới trong năm qua.",
    "Dịp này, Ủy ban nhân dân xã khen thưởng 9 gia đình văn hóa tiêu biểu và trao 5 suất quà cho các hộ còn khó khăn.",
)
TEXT = "\n\n".join(PARAGRAPHS)


def article_reply(number: str) -> Reply:
    """A page of news, with an ETag; the texts of two numbers differ."""
    first, *rest = PARAGRAPHS
    body = "".join(f"<p>{paragraph}</p>" for paragraph in (f"{first} Đây là tin thứ {number} của xã.", *rest))
    page = f"<html><head><title>{HEADLINE}</title></head><body><h1>{HEADLINE}</h1><p>12/11/2023</p>{body}</body></html>"
    return Reply(body=page.encode(), headers={"ETag": f'"{number}"'})


def newspaper(number: int, missing: set[str] | None = None) -> Answer:
    """A healthy site with so many articles; those whose paths are in ``missing``, now or later, answer 404."""

    def article(handler: BaseHTTPRequestHandler) -> Reply:
        if missing is not None and handler.path in missing:
            return Reply(404)
        reply = article_reply(str(article_paths(number).index(handler.path)))
        if handler.headers.get("If-None-Match") == reply.headers["ETag"]:
            return Reply(304, headers=reply.headers)
        return reply

    return news_site(number, article=article)
