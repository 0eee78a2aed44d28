"""Where finished bytes go: names that are safe on every system, and files that are whole or absent.

Refuses to know what a format is: it is given names and bytes.
"""
