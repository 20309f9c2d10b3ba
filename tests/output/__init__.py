"""The dataset: rows, versions, refreshes, faults."""
