"""Source forms: one file a dialect. A dialect turns a source's lines into lines with kinds, and
names what of them is not shown; everything after that is common.

    plain      text as sites and OCR give it (`exporter.reading.lines` alone)
    markdown   headings, pictures, quotes and lists written with signs
    docx_*     a Word file of ours that a desk corrected, read by its styles

Further forms (HTML of digital papers, ninjs) join by the same door: lines in, drops beside them.
"""
