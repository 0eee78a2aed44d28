"""Pages that look like a newspaper: stories in rectangles of whole columns on one grid.

    levels   which stories there are, how important each is, and why
    heads    headline groups fitted to a width
    cells    a story's text as whole lines of the grid, in so many columns of equal length
    place    rectangles on pages, at the least cost
    draw     what stands in a rectangle
    frame    what surrounds the text: masthead, what is inside, running heads, the page's foot
    book     an issue's pages, one newspaper page after another

It refuses rectangles with a corner cut out, text around pictures, and stretched leading.
"""
