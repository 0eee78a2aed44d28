"""Where articles start, and which part of a headline group is which."""
