"""Files from anywhere, opened within bounds: ZIP and XML containers, the syntax of PDF.

What readers, writers and the proof all need of foreign bytes; nothing here knows the model.
"""
