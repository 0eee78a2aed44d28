"""Pages that look like a newspaper: stories in rectangles of whole columns on one grid.

    levels      which stories there are, how important each is, and why
    overrides   … as a person decided
    heads       headline groups fitted to a width
    cells       a story's text as whole lines of the grid, in so many columns of equal length
    evening     … made equal by a line more or less in a paragraph or two
    briefs      short pieces run together
    units       stories with their groups and texts, as what is placed
    place       rectangles on pages, at the least cost; costs says what each imperfection costs
    draw        what stands in a rectangle
    frame       what surrounds the text: masthead, what is inside, running heads, the page's foot
    pages       an issue's pages, one newspaper page after another

It refuses rectangles with a corner cut out, text around pictures, and stretched leading.
"""
