"""The objects of the file: fonts, pictures, tags, metadata. Knows nothing of newspapers."""
