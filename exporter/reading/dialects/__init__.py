"""Source forms: one file a dialect. A dialect turns a source's lines into lines with kinds, and
names what of them is not shown; everything after that is common.

    plain      text as sites and OCR give it (`exporter.reading.lines` alone)
    markdown   headings, emphasis, pictures, quotes and lists written with signs

Further forms (HTML of digital papers, ninjs) join by the same door: lines in, drops beside them.
"""
