"""Lines to blocks: paragraphs cut by the page healed, views found."""
