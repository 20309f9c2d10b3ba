"""Croissant: what the files of an export are and what their columns mean, for machines (JSON-LD, version 1.0)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa

from cleaning.article import Article
from output.exports.choice import schema_of

_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""As the specification gives it."""


class Shard(NamedTuple):
    """A file of an export."""

    path: str
    """In the folder, with slashes."""
    bytes: int
    sha256: str


class About(NamedTuple):
    """What a description says about the whole."""

    name: str
    description: str
    version: str
    published: datetime
    terms: str
    """The rights, in words."""


def croissant(about: About, shards: Sequence[Shard], fields: Sequence[str]) -> dict[str, Any]:
    """Describe an export. Columns of records and lists of records are left out: readers unpack Parquet for them."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.name,
        "description": about.description,
        "citeAs": f"{about.name}, version {about.version}, {about.published:%Y-%m-%d}",
        "license": about.terms,
        "version": about.version,
        "datePublished": about.published.isoformat(timespec="seconds"),
        "inLanguage": "vi",
        "isLiveDataset": True,
        "distribution": [*_files(shards)],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": "articles",
                "name": "articles",
                "key": {"@id": "articles/id"},
                "description": "One record for each article.",
                "field": [*_fields(fields)],
            }
        ]
        if "id" in fields
        else [],
    }


def _files(shards: Sequence[Shard]) -> Iterator[dict[str, Any]]:
    yield {
        "@type": "cr:FileSet",
        "@id": "shards",
        "name": "shards",
        "description": "All Parquet files.",
        "encodingFormat": "application/x-parquet",
        "includes": "data/*.parquet",
    }
    for shard in shards:
        yield {
            "@type": "cr:FileObject",
            "@id": shard.path,
            "name": shard.path,
            "contentUrl": shard.path,
            "contentSize": f"{shard.bytes} B",
            "encodingFormat": "application/x-parquet",
            "sha256": shard.sha256,
        }


def _fields(fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    for column in schema_of(fields):
        kind = _data_type(column.type)
        if kind is None:
            continue
        yield {
            "@type": "cr:Field",
            "@id": f"articles/{column.name}",
            "name": column.name,
            "description": Article.model_fields[column.name].description or column.name,
            "dataType": kind,
            "repeated": bool(pa.types.is_list(column.type)),
            "source": {"fileSet": {"@id": "shards"}, "extract": {"column": column.name}},
        }


def _data_type(kind: pa.DataType) -> str | None:
    inner = kind.value_type if pa.types.is_list(kind) else kind
    tests = {
        "sc:Text": pa.types.is_string,
        "sc:Integer": pa.types.is_integer,
        "sc:Float": pa.types.is_floating,
        "sc:DateTime": pa.types.is_timestamp,
    }
    return next((name for name, test in tests.items() if test(inner)), None)
