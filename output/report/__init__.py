"""The report: figures of a version, as JSON for programs and as one page for people."""
