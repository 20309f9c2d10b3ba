"""What the files can hold: a record that breaks the columns becomes a rejection that names the field."""

from typing import Any

from pydantic_core import PydanticSerializationError

from cleaning.article import Article, Reason, Rejection

LARGEST_INTEGER = 2**63 - 1  # of an int64 column; a page can claim any number of views


def storable(outcome: Article | Rejection) -> Article | Rejection:
    """Give the outcome as the dataset can store it.

    Two things pass the models and fit no file: half a surrogate pair (which JSON dumps can escape) and
    a number past 64 bits. An article with one becomes a ``bad_record``; in a rejection the half
    characters are written out as escapes.
    """
    if isinstance(outcome, Rejection):
        return outcome if _has_json(outcome) else Rejection.model_validate(_legible(outcome.model_dump()))
    flaw = _flaw(outcome)
    return outcome if flaw is None else _bad_record(outcome, flaw)


def _flaw(article: Article) -> str | None:
    if article.views is not None and abs(article.views) > LARGEST_INTEGER:
        return "views: a number past 64 bits"
    if _has_json(article):
        return None
    broken = (name for name in Article.model_fields if not _has_json(article, name))
    return f"{', '.join(broken)}: half a surrogate pair, which is no character"


def _has_json(record: Article | Rejection, field: str | None = None) -> bool:
    try:
        record.model_dump_json(include=None if field is None else {field})
    except PydanticSerializationError:
        return False
    return True


def _bad_record(article: Article, flaw: str) -> Rejection:
    shared = article.model_dump(include={"id", "url", "site", "provenance"})
    return Rejection.model_validate(_legible(shared | {"reason": Reason.BAD_RECORD, "detail": flaw}))


def _legible(value: Any) -> Any:  # noqa: ANN401 - any value of a dumped record
    if isinstance(value, dict):
        return {name: _legible(inner) for name, inner in value.items()}
    return value.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(value, str) else value
