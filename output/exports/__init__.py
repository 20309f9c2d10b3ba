"""Exports: a version in the formats that other tools read."""
