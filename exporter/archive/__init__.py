"""Archives that are the old one or the finished one at every moment.

    attaching   files into an archive on the disk     kinds/       what it means: bags, plain, ocfl
    anywhere    the same, or at a URL (remote)        containers/  where it lies: folder, ZIP, tar
    checking    whether an archive is whole           roots        one hash of all it holds

A kind sees a container's members and computes changes; a container makes them, all or none; neither
knows the other. A further kind is a module in `kinds` with the functions of `kinds.kind.Kind` and a
line in `kinds.table`.

Refuses to know what a format is: it is given names and bytes. Extracts nothing: archives are read
member by member, and no member's name ever becomes a path on the disk.
"""
