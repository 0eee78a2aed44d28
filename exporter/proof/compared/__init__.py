"""What a file must show, what it shows, and how the two differ."""
