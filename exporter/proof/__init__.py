"""Proof from finished files: readers independent of the writers, comparison, certificate, recovery.

Nothing here imports a writer. It examines text, order, structure, links, metadata and what files
carry, and, in `closed`, all that may stand in a file at all; of formats that are not there it does
not judge how pages look, nor whether a glyph's outline is that of its character (fonts must be
embedded and mapped, which is checked).
"""
