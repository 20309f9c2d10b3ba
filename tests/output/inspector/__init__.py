"""The inspector: its parts, its pages over a real server, and the whole in a real browser."""
