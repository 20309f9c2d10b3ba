"""Records to test with: short, invented, and different only where a test says so."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from cleaning.article import Article, Image, LanguageShare, Provenance, Quality, Reason, Rejection, Source, Stripped
from cleaning.dates import VIETNAM
from cleaning.edits import Edit
from output.dataset import Dataset
from output.manifest import Manifest
from output.refresh import Refresh

RULES = ("close_up_quotes", "never_fires", "one_space")
TEXT = "Hội Phụ nữ phường Đông Lĩnh trao 12 suất quà.\n\nBà Lê Thị Tâm An dự buổi lễ."


def day(number: int) -> datetime:
    """A fetch time."""
    return datetime(2026, 3, 1, 8, 30, tzinfo=UTC) + timedelta(days=number)


FIRST_DAY = day(0)


def provenance(fetched_at: datetime | None = FIRST_DAY) -> Provenance:
    return Provenance(fetched_at=fetched_at, archive_file="a.warc.gz", body_sha256="0" * 64, code_version="1")


def article(id: str = "a1", text: str = TEXT, fetched_at: datetime | None = FIRST_DAY, **fields: Any) -> Article:  # noqa: A002, ANN401
    return Article.model_validate(
        {
            "id": id,
            "url": f"https://donglinh.example/{id}",
            "site": "donglinh",
            "title": "Trao quà cho hội viên",
            "published": date(2026, 2, 27),
            "text": text,
            "extracted": text,
            "quality": Quality(characters=len(text), syllables=20, legal_syllables=0.9, edits_per_1000=0),
            "provenance": provenance(fetched_at),
        }
        | fields
    )


def rejection(
    id: str = "a1",  # noqa: A002
    reason: Reason = Reason.LISTING,
    fetched_at: datetime | None = FIRST_DAY,
    detail: str = "30 teasers",
) -> Rejection:
    return Rejection(
        id=id,
        url=f"https://donglinh.example/{id}",
        site="donglinh",
        reason=reason,
        detail=detail,
        provenance=provenance(fetched_at),
    )


def begin(dataset: Dataset) -> Refresh:
    return dataset.begin(code_version="0.1.0", model_version=None, rules=RULES)


def refreshed(dataset: Dataset, *outcomes: Article | Rejection) -> Manifest:
    """Commit a version of these outcomes."""
    with begin(dataset) as refresh:
        for outcome in outcomes:
            refresh.add(outcome)
        manifest = refresh.commit()
    assert manifest is not None
    return manifest


_TROUBLE = st.text(alphabet="aạđ \u0300\n\r\t\0\u200b\ufeff\u2028\"'\\{,\U0001f600", max_size=8)
_MAYBE = st.none() | _TROUBLE
_TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from([UTC, VIETNAM]))  # noqa: DTZ001
_EDITS = st.lists(
    st.builds(Edit, start=st.integers(0, 2**31 - 1), before=_TROUBLE, after=_TROUBLE, rule=_TROUBLE), max_size=2
).map(tuple)
_TEXTS = st.lists(_TROUBLE, max_size=2).map(tuple)
_PROVENANCES = st.builds(
    Provenance,
    fetched_at=st.none() | _TIMES,
    archive_file=_MAYBE,
    archive_offset=st.none() | st.integers(0, 2**63 - 1),
    body_sha256=_TROUBLE,
    layout=_MAYBE,
    code_version=_TROUBLE,
    model_version=_MAYBE,
)

any_articles = st.builds(
    Article,
    id=_TROUBLE,
    url=_MAYBE,
    site=_MAYBE,
    title=_TROUBLE,
    title_edits=_EDITS,
    lead=_MAYBE,
    lead_edits=_EDITS,
    published=st.none() | st.dates() | _TIMES,
    published_raw=_MAYBE,
    byline=_MAYBE,
    source_credit=_MAYBE,
    category=_MAYBE,
    tags=_TEXTS,
    captions=_TEXTS,
    caption_edits=st.lists(_EDITS, max_size=2).map(tuple),
    images=st.lists(st.builds(Image, url=_TROUBLE, caption=_MAYBE), max_size=2).map(tuple),
    views=st.none() | st.integers(0, 2**63 - 1),
    text=_TROUBLE,
    extracted=_TROUBLE,
    edits=_EDITS,
    suggestions=_EDITS,
    stripped=st.lists(st.builds(Stripped, text=_TROUBLE, rule=_TROUBLE), max_size=2).map(tuple),
    sources=st.dictionaries(_TROUBLE, st.sampled_from(Source), max_size=3),
    flags=_TEXTS,
    quality=st.builds(
        Quality,
        characters=st.integers(0, 2**31 - 1),
        syllables=st.integers(0, 2**31 - 1),
        legal_syllables=st.floats(0, 1),
        edits_per_1000=st.floats(0, 1000),
        suggestions=st.integers(0, 2**31 - 1),
        boilerplate_share=st.none() | st.floats(0, 1),
        extractor_agreement=st.none() | st.floats(0, 1),
        languages=st.lists(st.builds(LanguageShare, language=_TROUBLE, characters=st.integers(0, 99)), max_size=2).map(
            tuple
        ),
    ),
    rights=_TEXTS,
    provenance=_PROVENANCES,
    revision=st.integers(1, 2**31 - 1),
    first_seen=st.none() | _TIMES,
    last_changed=st.none() | _TIMES,
    duplicate_of=_MAYBE,
    cluster=_MAYBE,
)

any_rejections = st.builds(
    Rejection,
    id=_TROUBLE,
    url=_MAYBE,
    site=_MAYBE,
    reason=st.sampled_from(Reason),
    detail=_TROUBLE,
    provenance=_PROVENANCES,
)
