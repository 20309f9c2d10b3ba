"""The summary fits its width, leaves nothing out, and its totals are the sums of what stands below them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Reason
from output.dataset import Dataset
from output.manifest import Counts, Manifest
from output.summary import NARROWEST, Summary, Unmatched, render, summarize
from tests.output.records import article, begin, day

COUNTS = Counts(
    pages=1412,
    articles=1395,
    new=12,
    changed=3,
    unchanged=1379,
    restored=1,
    rejections=17,
    reasons={Reason.LISTING: 10, Reason.HTTP_ERROR: 7},
    gone=2,
    withdrawn=1,
)
SUMMARY = Summary(
    version=12,
    counts=COUNTS,
    edits={"close_up_quotes": 31, "one_space": 1204, "nor_does_this": 0, "never_fires": 0},
    stripped={"outside": 2790, "widget": 5},
    seconds={"crawl": 61.04, "clean": 9.96, "commit": 0.31},
    failures={"donglinh": "connection refused 3 times"},
)

EXPECTED = """\
Version 12

Pages                                                      1,412
  articles ............................................... 1,395
    new ..................................................... 12
    changed .................................................. 3
    unchanged ............................................ 1,379
    restored ................................................. 1
  rejections ................................................ 17
    listing ................................................. 10
    http_error ............................................... 7
No longer articles                                             3
  gone from the web .......................................... 2
  now rejected ............................................... 1

Edits by rule                                              1,235
  one_space .............................................. 1,204
  close_up_quotes ........................................... 31
  at 0: never_fires, nor_does_this

Stripped blocks by rule                                    2,795
  outside ................................................ 2,790
  widget ..................................................... 5

Seconds by stage                                            71.3
  crawl ................................................... 61.0
  clean ................................................... 10.0
  commit ................................................... 0.3

Failed sites: 1
  donglinh: connection refused 3 times
"""


def test_whole() -> None:
    assert render(SUMMARY, 80) == EXPECTED


def test_without_a_version_says_so() -> None:
    assert render(summarize(None, {}), 80) == "Nothing new: no page was read, and no version was made.\n"


def test_without_a_version_names_the_failed_sites() -> None:
    assert "donglinh: timed out" in render(summarize(None, {"donglinh": "timed out"}), 80)


def test_no_failed_sites_make_no_section() -> None:
    assert "Failed" not in render(SUMMARY.model_copy(update={"failures": {}}), 80)


def test_takedowns_are_told_where_there_are_some() -> None:
    counts = COUNTS.model_copy(update={"taken_down": 4, "reinstated": 5})
    lines = render(SUMMARY.model_copy(update={"counts": counts}), 80).splitlines()
    found = {line.split("  ")[0] if line[0] != " " else line.split(" .")[0]: line.split()[-1] for line in lines if line}
    assert found["No longer articles"] == "7"
    assert found["  taken down on request"] == "4"
    assert found["Articles again, takedown lifted"] == "5"


def test_is_made_of_the_manifest() -> None:
    manifest = Manifest(
        version=12,
        parent=11,
        created_at=day(0),
        format_version=1,
        code_version="1",
        model_version=None,
        segments=(),
        consumed={},
        counts=COUNTS,
        edits=SUMMARY.edits,
        stripped=SUMMARY.stripped,
        seconds=SUMMARY.seconds,
    )
    assert summarize(manifest, SUMMARY.failures) == SUMMARY


@pytest.mark.parametrize("sent", ["\x1b[2Jx", "one\ntwo", "\N{RIGHT-TO-LEFT OVERRIDE}x"])
def test_what_a_server_sent_cannot_steer_the_terminal(sent: str) -> None:
    text = render(summarize(None, {"donglinh": sent}), 80)
    assert all(character.isprintable() for line in text.splitlines() for character in line)
    assert len(text.splitlines()) == 4


_NAMES = st.text(alphabet="abcđ_ \n\x1b", min_size=1, max_size=90)


@given(
    st.dictionaries(_NAMES, st.integers(0, 10**9), max_size=4),
    st.dictionaries(_NAMES, st.floats(0, 10**6), max_size=4),
    st.dictionaries(_NAMES, st.text(max_size=300), max_size=3),
    st.integers(1, 120),
)
def test_fits_its_width_and_adds_up(
    numbers: dict[str, int], seconds: dict[str, float], failures: dict[str, str], width: int
) -> None:
    fields = {"edits": numbers, "stripped": numbers, "seconds": seconds, "failures": failures}
    text = render(SUMMARY.model_copy(update=fields), width)
    assert max(map(len, text.splitlines())) <= max(width, NARROWEST)
    for section in text.split("\n\n")[2:5]:
        counted = section.partition("\n  at 0:")[0].splitlines()
        total, *parts = (float(re.findall(r"[\d,.]+$", line)[0].replace(",", "")) for line in counted)
        assert total == pytest.approx(sum(parts))


def test_selectors_that_never_matched_are_named_where_enough_articles_were_tried() -> None:
    unmatched = (Unmatched(site="songha", layout="aspnet", articles=42, fields=("byline", "lead")),)
    text = render(
        Summary(version=1, counts=Counts(), edits={}, stripped={}, seconds={}, failures={}, unmatched=unmatched)
    )
    assert "Selectors that never matched\n  songha (aspnet, 42 articles): byline, lead\n" in text


def test_few_articles_say_nothing_about_a_selector(tmp_path: Path) -> None:
    counts = {"songha": {"aspnet": {"lead": (0, 4)}, "tandan": {"lead": (0, 5), "title": (1, 4)}}}
    with begin(Dataset(tmp_path)) as refresh:
        refresh.keep_counts((), counts)
        refresh.add(article())
        manifest = refresh.commit()
    (found,) = summarize(manifest, {}).unmatched
    assert (found.site, found.layout, found.articles, found.fields) == ("songha", "tandan", 5, ("lead",))
