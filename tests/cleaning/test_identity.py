"""Which addresses are the same article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.identity import ID_BYTES, article_id, split_address, text_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://vidu.vn/a", "https://vidu.vn/a"),
        ("https://vidu.vn:443/a", "https://vidu.vn/a"),
        ("http://vidu.vn:80/a", "http://vidu.vn/a"),
        ("https://www.vidu.vn/a", "https://vidu.vn/a"),
        ("https://ViDu.vn/a", "https://vidu.vn/a"),
        ("https://vidu.vn/a#binh-luan", "https://vidu.vn/a"),
        ("https://vidu.vn", "https://vidu.vn/"),
        ("https://vidu.vn/a?utm_source=zalo&id=1", "https://vidu.vn/a?id=1"),
        ("https://vidu.vn/a?x=1&id=1", "https://vidu.vn/a?id=1&x=1"),
        ("https://vidu.vn/web/guest/a;jsessionid=9F", "https://vidu.vn/a"),
        ("https://vidu.vn/Pages/A.aspx?id=1", "https://vidu.vn/pages/a.aspx?id=1"),
        ("http://vidu.vn:443/a", "https://vidu.vn/a"),
    ],
)
def test_one_article_under_two_addresses(one: str, other: str) -> None:
    assert article_id(one) == article_id(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://vidu.vn/a", "https://vidu.vn/A"),
        ("https://vidu.vn/a?id=1", "https://vidu.vn/a?id=2"),
        ("https://vidu.vn/a?1450", "https://vidu.vn/a"),
        ("https://vidu.vn:8080/a", "https://vidu.vn/a"),
        ("https://vidu.vn/a", "https://tin.vidu.vn/a"),
        ("https://vidu.vn/a", "https://vidu.vn/a/"),
    ],
)
def test_two_articles_under_two_addresses(one: str, other: str) -> None:
    assert article_id(one) != article_id(other)


@pytest.mark.parametrize("address", ["http://[vidu.vn/a", "http://vidu.vn:99999/a", "//", "", "http://\u2100.vn/"])
def test_a_malformed_address_has_an_id_too(address: str) -> None:
    assert len(article_id(address)) == 2 * ID_BYTES
    assert split_address(address).path in {address, "", "/"}


@given(st.text(max_size=60))
def test_any_text_has_an_id_and_any_address(text: str) -> None:
    assert len(text_id(text)) == len(article_id(text)) == 2 * ID_BYTES
    assert text_id(text) == text_id(text)
