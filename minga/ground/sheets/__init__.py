"""Tables of the world: CSV in any encoding, Excel workbooks, read in one way for all rooms.

`open_sheets(file)` looks at a file and gives its sheets with the sentences on what was assumed, or
raises `SheetUnreadable` with the one that says why not. Rows are read as they are asked for.
"""

from minga.ground.sheets.reading import (
    Formula,
    Limits,
    Line,
    Sheet,
    SheetUnreadable,
    as_text,
    open_sheets,
)

__all__ = ["Formula", "Limits", "Line", "Sheet", "SheetUnreadable", "as_text", "open_sheets"]
