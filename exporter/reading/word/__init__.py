"""A Word file of ours that a desk corrected, read back by its styles."""
