"""How Chinese is set: character classes, where a line may break, how it is justified, which face
covers a character. Pure functions on text and widths; nothing here knows of pages, PDF or EPUB.

Lengths are whole thousandths of an em ("mem") unless a name says otherwise. Numbered rules:

 1  the width of marks is settled before any line is broken
 2  two adjacent marks take 1.5 em together
 3  an opening mark at a line's start and a closing mark at its end lose their blank half
 4  1/4 em between Han and Latin or digits, none at a line's edges or beside Chinese marks
 5  push in before push out; shrink marks and gaps in a fixed order, stretch gaps, then all alike
 6  every line but a paragraph's last is flush
 7  first lines are indented 2 em (1 em in columns of 14 em or less)
 8  a last line holds at least two Han characters
 9  no line of a paragraph stands alone at a page's top or bottom
10  headings break at clause spaces or after marks, balanced, never leaving one character alone
11  kicker, headline and deck are kept together
12  、，。 at a line's end may hang outside it (an option)
13  quotes are Han beside Han, and narrow within Latin text
14  Traditional Chinese has glyphs of its own shapes, and marks in the middle of their square
15  every character is looked for in its face, then in the chain; 〓 and a notice are last
"""
