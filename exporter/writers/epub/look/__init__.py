"""The book's style sheet, and the CSS it is made of."""
