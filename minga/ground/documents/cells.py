"""Cells that no spreadsheet program runs as a formula.

A text that begins with = + - @ (or a tab or line end, which some programs skip) is executed by
spreadsheet programs when a CSV is opened. Such a text is written with an apostrophe before it,
and read without: every text comes back as it was. OWASP, "CSV Injection". Who writes tables uses
`paper.tables`; this is for files whose form is given by others, such as Polis's.
"""

import re
from datetime import date, datetime
from typing import Any

RISKY = re.compile(r"'*[=+\-@\t\r\n]")
ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")
MAX_CELL = 8000


def safe(text: str) -> str:
    """The text as a cell holds it."""
    return f"'{text}" if RISKY.match(text) else text


def plain(cell: Any) -> str:
    """What a cell says, as text; whole numbers without decimals, days as ISO 8601."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell).replace("\r\n", "\n")
    if ESCAPED.match(text):
        text = text[1:]
    return text.strip(" ")
