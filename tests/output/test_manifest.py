"""Manifests that do not add up are never made."""

from typing import Any

import pytest
from pydantic import ValidationError

from cleaning.article import Reason
from output.manifest import Counts, Manifest
from tests.output.records import day


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"pages": 3, "articles": 2, "new": 1, "changed": 1, "rejections": 1, "reasons": {Reason.SPAM: 1}},
        {"pages": 2, "articles": 2, "unchanged": 1, "restored": 1, "gone": 7, "withdrawn": 3},
    ],
)
def test_counts_that_add_up(counts: dict[str, Any]) -> None:
    assert Counts(**counts).pages == counts.get("pages", 0)


@pytest.mark.parametrize(
    "counts",
    [
        {"pages": 1},
        {"pages": 1, "articles": 1},
        {"pages": 1, "articles": 1, "new": 1, "changed": 1},
        {"pages": 1, "rejections": 1},
        {"pages": 1, "rejections": 1, "reasons": {Reason.SPAM: 2}},
        {"pages": 1, "articles": 1, "new": 1, "rejections": 1, "reasons": {Reason.SPAM: 1}},
    ],
)
def test_counts_that_do_not_add_up(counts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="must be"):
        Counts(**counts)


@pytest.mark.parametrize("parent", [2, 3])
def test_a_parent_comes_first(parent: int) -> None:
    with pytest.raises(ValidationError, match="the parent must be an earlier version than 2"):
        Manifest(
            version=2,
            parent=parent,
            created_at=day(0),
            format_version=1,
            code_version="1",
            model_version=None,
            segments=(),
            consumed={},
            counts=Counts(),
            edits={},
            stripped={},
            seconds={},
        )
