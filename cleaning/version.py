"""The version that stands in every record's provenance."""

CODE_VERSION = "0.1.0"  # the version of pyproject.toml; a test holds the two together
