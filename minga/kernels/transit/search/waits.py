"""Lines with headways in a journey: which headway a run has, and where one waits for it.

A search adds the wait that is guessed on the side that it comes from: ahead it boards so much
later, back from an arrival it leaves so much room behind the ride. But nobody can time such a
wait: in a journey it stands before its ride, and whoever begins with one leaves so much sooner.
"""

from minga.kernels.transit.live.runs import windows
from minga.kernels.transit.search.query import (
    COME,
    KIND,
    LEAVE,
    LINE,
    TIMETABLE,
    TRIP,
    WALK,
    WALKED,
    WORST,
)
from minga.kernels.transit.timetable import Timetable

Rows = list[list[int]]


def settled(tt: Timetable, rows: Rows, wait: int, back: bool) -> tuple[int, Rows]:
    """When one must leave, and the legs of a search with every wait before its ride.

    `back`: found from the arrival. A ride's WALKED is its headway from here on, 0 where its
    departures are exact.
    """
    leaves_s, late_s, is_first = rows[0][LEAVE], 0, True
    for number, row in enumerate(rows):
        if row[KIND] == WALK:
            if number:
                _move(row, late_s)
            continue
        late_s = 0
        if tt.line_trips[row[LINE]] == 0:
            row[WALKED], waited_s = headway_of(tt, row[LINE], row[TRIP], wait, back)
            if back:
                late_s = waited_s
                _move(row, late_s)
                row[TRIP] += late_s
            elif is_first:
                leaves_s -= waited_s
                if number:
                    _move(rows[0], -waited_s)
        is_first = False
    return leaves_s, rows


def headway_of(tt: Timetable, line: int, start_s: int, wait: int, back: bool) -> tuple[int, int]:
    """The headway of a run that a search found, 0 where departures are exact; the wait guessed."""
    for first, end, headway, exact in windows(tt, line):
        waited_s = 0
        if wait != TIMETABLE and not exact:
            waited_s = headway if wait == WORST else (headway + 1) >> 1
        if first <= (start_s + waited_s if back else start_s - waited_s) < end:
            return (0 if exact else headway), waited_s
    return 0, 0


def _move(row: list[int], seconds: int) -> None:
    row[LEAVE] += seconds
    row[COME] += seconds
