"""The body: articles and blocks as paragraphs of named styles, with tables, pictures, contents."""
