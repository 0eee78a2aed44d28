"""The book's XHTML documents: articles, contents, navigation, what stands before them."""
