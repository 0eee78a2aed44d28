"""Finished files read back in one neutral form, by readers that share nothing with the writers."""
