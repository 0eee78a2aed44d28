"""What keeps a cold start short: most runs are one small text in a new process."""
