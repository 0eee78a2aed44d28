"""Source forms other than plain text, one module each."""
