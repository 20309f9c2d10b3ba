"""What no file can hold becomes a rejection that says why; all else passes untouched."""

import pytest

from cleaning.article import Article, Reason, Rejection
from output.storable import LARGEST_INTEGER, storable
from tests.output.records import article, rejection

HALF = "\ud83d"


@pytest.mark.parametrize(
    "outcome",
    [
        article(),
        article(text="\U0001f600 \0 \N{REPLACEMENT CHARACTER} \\ud83d"),
        article(views=LARGEST_INTEGER),
        rejection(),
    ],
)
def test_what_fits_is_left_alone(outcome: Article | Rejection) -> None:
    assert storable(outcome) is outcome


@pytest.mark.parametrize(
    ("outcome", "detail"),
    [
        (article(text=f"Tin {HALF}."), "text, extracted: half a surrogate pair, which is no character"),
        (article(byline=HALF), "byline: half a surrogate pair, which is no character"),
        (article(views=LARGEST_INTEGER + 1), "views: a number past 64 bits"),
    ],
)
def test_what_does_not_fit_names_the_field(outcome: Article, detail: str) -> None:
    found = storable(outcome)
    assert isinstance(found, Rejection)
    assert (found.id, found.reason, found.detail) == (outcome.id, Reason.BAD_RECORD, detail)
    assert found.provenance == outcome.provenance


def test_a_broken_address_is_written_as_escapes() -> None:
    found = storable(article(url=f"https://donglinh.example/{HALF}"))
    assert found.url == "https://donglinh.example/\\ud83d"


def test_a_broken_rejection_stays_what_it_is() -> None:
    found = storable(rejection(reason=Reason.SPAM, detail=f"bài {HALF}"))
    assert isinstance(found, Rejection)
    assert (found.reason, found.detail) == (Reason.SPAM, "bài \\ud83d")
