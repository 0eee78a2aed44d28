"""The cover that is drawn when none was given."""
