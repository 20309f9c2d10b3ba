"""Details: every sentence that the code says of a page or a site is said in Vietnamese too, with its values."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaning
from output.inspector.details import LONGEST, tell_detail
from output.inspector.languages import words_of

PACKAGE = Path(cleaning.__file__).parent
CALLS = {"Verdict": 1, "Alarm": 2}  # by which details are made: the place of the detail among the arguments
ALARMS = PACKAGE.parent / "crawler" / "health" / "alarms.py"


def said_in(file: Path) -> Iterator[str]:
    """The details that a module can say, with 7 for every value."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name), args=args) if len(args) > CALLS.get(name, len(args)):
                yield from written(args[CALLS[name]])
            case ast.Yield(value=ast.Tuple(elts=[_, detail])) if file == ALARMS:
                yield from written(detail)


def written(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts) if any(isinstance(part, ast.Constant) for part in parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)


SAID = sorted({detail for file in [*PACKAGE.rglob("*.py"), ALARMS] for detail in said_in(file)})
WITHOUT_WORDS = {"7: 7"}  # a crash: its cause is in the words of whatever crashed


def test_the_code_says_something() -> None:
    assert len(SAID) > 40


@pytest.mark.parametrize("detail", [detail for detail in SAID if detail not in WITHOUT_WORDS])
def test_what_the_code_says_is_said_in_vietnamese(detail: str) -> None:
    detail = detail.replace("dated 7", "dated 2024-03-09")
    assert tell_detail(words_of("vi"), detail).language == "vi"


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("status 404", "mã trạng thái 404"),
        ("status 301 to https://songbe.example/", "mã trạng thái 301, chuyển tới https://songbe.example/"),
        ("12345678 bytes, at most 8000000 are read", "12.345.678 byte; chỉ đọc tối đa 8.000.000"),
        ("the page says 'không tìm thấy'", "trang ghi 'không tìm thấy'"),
        ("9 of 12 articles have no title, others had one", "9 trên 12 bài thiếu tiêu đề, trước đây thì có"),
        (
            "2 of 9 pages are no articles, most of them crash",
            "2 trên 9 trang không phải bài viết, phần lớn: bộ làm sạch gặp lỗi",
        ),
        ("7 new articles, and the youngest is dated 2024-03-09", "7 bài mới mà bài gần nhất ghi ngày 09/03/2024"),
        ("line 3: more than 10 bytes", "dòng 3: hơn 10 byte"),
    ],
)
def test_values_are_taken_over(detail: str, told: str) -> None:
    assert tell_detail(words_of("vi"), detail) == (told, "vi")


@pytest.mark.parametrize(
    "detail",
    [
        "ValueError: no such thing",
        "status",
        "status many",
        "a status 404",
        "",
        "no texts",
        "the page says " + "a" * LONGEST,
    ],
)
def test_what_is_not_known_stays(detail: str) -> None:
    assert tell_detail(words_of("vi"), detail) == (detail, "en")


def test_a_day_that_there_is_not_stays_as_written() -> None:
    told = tell_detail(words_of("vi"), "7 new articles, and the youngest is dated 2024-02-31")
    assert told.text.endswith("2024-02-31")


@given(st.sampled_from(SAID) | st.text(alphabet="{}%\n7 <a", max_size=40))
def test_english_is_as_it_was_said(detail: str) -> None:
    assert tell_detail(words_of("en"), detail) == (detail, "en")


@given(st.text(alphabet="{}%\n7:<a", min_size=1, max_size=40))
def test_values_are_not_read_as_messages(value: str) -> None:
    assert tell_detail(words_of("vi"), f"content type {value}").text == f"kiểu nội dung {value}"
