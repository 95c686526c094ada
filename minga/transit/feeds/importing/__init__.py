"""From a feed's zip to the rows that pages list and search. Reads files, writes no row.

`reading` brings polars along: whoever imports no feed does not load it.
"""
