"""The base of every record: frozen, and closed to fields it does not know."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A value that never changes after it was validated.

    An unknown field is an error rather than noise: a record written by a newer version must not be
    read as if nothing were missing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
