"""Pluggable writers: each turns an issue into the bytes of one file, and knows nothing of where
they go. Writers refuse to read the clock, the network or the disk (fonts excepted)."""
