"""Golden pages: each field of each page on its own, so that a failure names what broke.

``pytest tests/cleaning/test_pages.py --accept`` rewrites what is expected; read the difference before you keep it.
"""

from functools import cache

import pytest

from cleaning import Article, Cleaner, Rejection
from tests.cleaning.golden import CASES, FIELDS, accept, read_expected, read_page


@cache
def outcome_of(case: str) -> Article | Rejection:
    return Cleaner().clean_page(read_page(case))


@pytest.fixture(scope="module", autouse=True)
def accept_if_asked(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--accept"):
        for case in CASES:
            accept(case, outcome_of(case))


@pytest.mark.parametrize(
    ("case", "field"), [(case, field) for case in CASES for field in sorted(FIELDS.keys() & read_expected(case).keys())]
)
def test_field(case: str, field: str) -> None:
    outcome = outcome_of(case)
    if field == "layout":
        assert outcome.provenance.layout == read_expected(case)[field]
    else:
        assert isinstance(outcome, Article), outcome
        assert FIELDS[field](outcome) == read_expected(case)[field]


@pytest.mark.parametrize("case", CASES)
def test_reason(case: str) -> None:
    outcome, expected = outcome_of(case), read_expected(case)
    assert expected, "no expected.json: look at what came out, then write it with --accept"
    assert getattr(outcome, "reason", None) == expected.get("reason")
