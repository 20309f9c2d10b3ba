"""A small sample web with articles made for the tests."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from crawler.demo.content import SampleArticle
from crawler.demo.web import SampleWeb

SITES = ("songha", "tayvan", "hoagiang", "binhloc", "naluong")
ARTICLES = 23  # three listing pages of ten

FIRST_BODY = """Hội nghị đánh giá kết quả {hyphen|kinh tế- xã hội|kinh tế - xã hội} của xã trong quý vừa qua.

!Quang cảnh buổi làm việc tại nhà văn hóa

## Việc cần làm ngay

Các thôn {spacing|tiếp tục , vận động|tiếp tục, vận động} Nhân dân hiến đất & mở đường < 3 m."""
EDITED_BODY = FIRST_BODY.replace("trong quý vừa qua", "trong sáu tháng đầu năm")


def made_article(number: int, **changes: object) -> SampleArticle:
    """Make the article of a number: 1 is the oldest."""
    article = {
        "slug": f"tin-so-{number}",
        "title": f"Xã Đồng Mít tổ chức {{spelling|hôi nghị|hội nghị}} lần thứ {number}",
        "published": date(2023, 1, 1) + timedelta(days=number),
        "category": "Công tác Đảng" if number % 2 else "Mặt trận - đoàn thể",
        "lead": f"Sáng ngày {number}/3, Đảng ủy xã Đồng Mít tổ chức gặp mặt “người có uy tín” của các thôn.",
        "body": FIRST_BODY,
        "byline": "Lò Văn Bưởi",
        "views": 100 * number,
    }
    return SampleArticle.model_validate(article | changes)


def made_articles() -> list[SampleArticle]:
    """Make articles of which the newest comes at the second visit, the oldest is gone then, and one is edited."""
    return [
        made_article(1, second_visit=False),
        made_article(2, edited_body=EDITED_BODY),
        *(made_article(number) for number in range(3, ARTICLES)),
        made_article(ARTICLES, first_visit=False),
    ]


@pytest.fixture(scope="session")
def articles() -> list[SampleArticle]:
    """The articles that all five sites have here, oldest first."""
    return made_articles()


@pytest.fixture(scope="session")
def _running_web(articles: list[SampleArticle]) -> Iterator[SampleWeb]:
    with SampleWeb(dict.fromkeys(SITES, articles), today=date(2025, 11, 22)) as web:
        yield web


@pytest.fixture
def web(_running_web: SampleWeb) -> SampleWeb:
    """The five sites, at their first visit."""
    _running_web.visit = 1
    return _running_web


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> str:
    """Each of the five sites."""
    return str(request.param)
