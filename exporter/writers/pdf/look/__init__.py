"""The look: themes as data, read and checked, and the few words a PDF says by itself."""
