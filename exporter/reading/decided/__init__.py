"""What a person decided, laid upon the lines: it always wins over a guess."""
