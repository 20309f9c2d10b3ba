"""The dataset: schema, versions, exports, summary."""
