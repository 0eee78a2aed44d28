"""Reading a finished PDF, independent of the writer: the file's objects, the text its pages draw,
what its structure tree says of it.

It refuses what it need not do: encryption, repair of broken cross-references, filters other than
Flate (and the ASCII ones) on what must be read, and any question of how a page looks.
"""
