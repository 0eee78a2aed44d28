"""Bytes to text, text to lines with their kinds. Knows nothing of articles."""
