"""One page drawn: text as operators, margins and cover. Knows no story and no column."""
