"""The control room: queue and map side by side, one report at a time in the panel.

Every update comes by the stream; a page then asks for its fragments with its usual permission.
"""

from minga.web.pages.control.caller import file
from minga.web.pages.control.panel import links, report, verb
from minga.web.pages.control.queue import points, room, rows

__all__ = ["file", "links", "points", "report", "room", "rows", "verb"]
