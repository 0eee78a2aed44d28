"""Datelines and credits: where they stand, and the roles and names in them."""
