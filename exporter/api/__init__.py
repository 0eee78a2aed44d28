"""The library: the verbs of the command line, plain data in and out.

    read         sources → Reading           the only verb that reads files
    review       sources → Reviewed          every decision as a TOML to put right by hand
    learn        sources → Profile           what a paper does, learnt from what was put right
    write        Reading or Issue → Output   one format as bytes in memory
    export       Reading or Issue → Exported `write`, then whole into a file where one is asked
    export_all   the same for every format   all made before the first is put
    write_volume, export_volume              many issues as one file, where a format can
    verify       outputs → Verdict           proves them against source and record
    split        Reading or Issue → Readings each article as an issue, one after another
    recover      output → Issue              the model an output carries
    rebuild      output → Rebuilt            exports again and compares bytes

A set of formats is made whole before its first file is put in place, so that a failing writer
leaves no half set; each file is written under a temporary name and renamed.

An issue that breaks the promise of conservation (`conservation.unaccounted`) is still exported, for
a person may need it today; but every hole is a Notice ("hole-lost", "hole-doubled" …) of that
export.
"""
