"""What is known of the language: character ranges, firm pairs, scripts, surnames. Pure data."""
