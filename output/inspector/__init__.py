"""The inspector: the dataset in a browser, every edit with its reason, and decisions about them.

It reads the dataset and never writes to it. What it derives for search stands in an index of its own that can be
deleted at any time; what people decide stands in a file of its own.
"""
