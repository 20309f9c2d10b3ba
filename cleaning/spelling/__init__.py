"""Vietnamese syllables, and the judgement of words in their context."""
