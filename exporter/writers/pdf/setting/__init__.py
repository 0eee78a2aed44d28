"""Text set: lines composed, articles as rows, rows into columns. Knows no page."""
