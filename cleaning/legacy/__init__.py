"""Encodings that Vietnamese offices used before Unicode, and texts that still hold them."""
