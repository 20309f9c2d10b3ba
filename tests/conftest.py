"""Options of the tests."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--accept``, which writes what golden pages gave as what they must give."""
    parser.addoption("--accept", action="store_true", help="rewrite tests/pages/*/*/expected.json from what came out")
