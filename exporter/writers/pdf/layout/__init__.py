"""Where things stand: flowing columns, newspaper pages, contents. Draws through `page`."""
