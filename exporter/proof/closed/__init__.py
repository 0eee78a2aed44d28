"""The closed world: all that may stand in a file of ours, so that what is proved is what is seen.

In such a file every part, element, attribute, value and byte is either what an export makes of the
model it carries, or it is a fault. These are no lists of tricks to look for; they are lists of all
that may stand there.
"""
