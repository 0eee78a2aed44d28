"""Where finished bytes go: names that are safe on every system, files that are whole or absent, and
archives that are the old one or the finished one at every moment.

    files      whole files                    attaching  `attach`, to an archive on the disk
    names      safe names                     anywhere   the same, or at a URL (remote)
    members    what archives are made of      kinds      what it means: bags, plain, ocfl (crates)
    staging    one step, one at a time        checking   whether an archive is whole
    folders, zips (zip_records), tars (streams): containers; places says which one stands there

Refuses to know what a format is: it is given names and bytes. Extracts nothing: archives are read
member by member, and no member's name ever becomes a path on the disk.
"""
