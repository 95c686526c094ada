"""Lines with headways as they really run: runs that are late, runs that are cut.

A run is a step of one of the line's windows. Runs of which the same is told become a line of their
own, with the offsets copied and windows that hold just them; the windows they are taken from stay
in step, so that whatever is left runs and is waited for as before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from minga.kernels.transit.timetable import I32, Timetable

Part = tuple[I32, I32, I32]
"""Packed stops, arrivals, departures."""
RunDelays = tuple[tuple[int, int], ...] | None
"""From which position on a run is how late, sorted; None: it does not run."""
RunChanges = dict[int | None, list[tuple[int, int] | None]]
"""Delays and cuts (None) by the start of a run, those of every run by None."""
Window = tuple[int, int, int, int]


@dataclass
class Runs:
    """What is told of the lines with headways, line by line and run by run."""

    tt: Timetable
    _changes: dict[int, RunChanges] = field(default_factory=dict)
    _runs: dict[int, list[range]] = field(default_factory=dict)

    def add_change(self, line: int, start_s: int | None, what: tuple[int, int] | None) -> bool:
        """Take a delay (position, seconds), or None for a cut, of a run, or of all (None).

        False where no run of the line starts then.
        """
        if line not in self._runs:
            self._runs[line] = [range(*row[:3]) for row in windows(self.tt, line)]
        if start_s is not None and not any(start_s in run for run in self._runs[line]):
            return False
        self._changes.setdefault(line, {}).setdefault(start_s, []).append(what)
        return True

    def split(self) -> "Split":
        """The windows that are left, and the lines of their own."""
        split = Split()
        for line, said in sorted(self._changes.items()):
            own: dict[tuple[tuple[int, int], ...], list[Window]] = {}
            split.touched.append(line)
            for row in windows(self.tt, line):
                for what, piece in _pieces(row, said):
                    if what == ():
                        split.keep(line, piece)
                    elif what is not None:
                        own.setdefault(what, []).append(piece)
            for what, pieces in own.items():
                split.lines.append((line, what, pieces))
        return split


@dataclass
class Split:
    """Windows by line, and (line it came from, what is told, windows) of lines of their own."""

    touched: list[int] = field(default_factory=list)
    left: list[tuple[int, Window]] = field(default_factory=list)
    lines: list[tuple[int, tuple[tuple[int, int], ...], list[Window]]] = field(default_factory=list)

    def keep(self, line: int, piece: Window) -> None:
        """Leave a window to its line."""
        self.left.append((line, piece))

    def windows(self, tt: Timetable, own: int, lines: int) -> tuple[I32, I32]:
        """`window_ofs` and `window` of `lines` lines, those of their own from number `own` on."""
        owner = np.repeat(np.arange(len(tt.line_trips)), np.diff(tt.window_ofs))
        same = ~np.isin(owner, self.touched)
        rows = self.left + [
            (own + i, piece) for i, (_, _, pieces) in enumerate(self.lines) for piece in pieces
        ]
        owner = np.concatenate([owner[same], np.array([line for line, _ in rows], np.int64)])
        table = np.array([piece for _, piece in rows], np.int32).reshape(-1, 4)
        order = np.argsort(owner, kind="stable")
        ofs = np.zeros(lines + 1, np.int32)
        np.cumsum(np.bincount(owner, minlength=lines), out=ofs[1:])
        return ofs, np.concatenate([tt.window[same], table])[order]


def windows(tt: Timetable, line: int) -> list[Window]:
    """A line's windows: first start, end, headway, whether departures are exact."""
    rows: list[Window] = tt.window[tt.window_ofs[line] : tt.window_ofs[line + 1]].tolist()
    return rows


def _pieces(row: Window, by_start: RunChanges) -> list[tuple[RunDelays, Window]]:
    """A window cut where what is told of its runs changes; `()` where nothing is."""
    begins, end, headway, exact = row
    everywhere = by_start.get(None, [])
    usual = delays_of_run(everywhere)
    says = {begins: usual}
    run = range(begins, end, headway)
    for start in sorted(
        run_start for run_start in by_start if run_start is not None and run_start in run
    ):
        says[start] = delays_of_run(everywhere + by_start[start])
        says[start + headway] = usual
    cuts = [next(same) for _, same in groupby(sorted(says), key=lambda cut: says[cut])]
    ends = [*cuts[1:], end]
    return [
        (says[first], (first, min(until, end), headway, exact))
        for first, until in zip(cuts, ends, strict=True)
        if first < end
    ]


def delays_of_run(rows: list[tuple[int, int] | None]) -> RunDelays:
    """Everything told of a run in one."""
    late = sorted(row for row in rows if row is not None)
    return None if len(late) < len(rows) else tuple(late)


def late_run(
    tt: Timetable, line: int, late: Sequence[tuple[int, int]], least: I32
) -> tuple[Part, int]:
    """A line's template with delays; by how much a ride is at most quicker than without."""
    base, ofs = int(tt.time_ofs[line]), int(tt.line_ofs[line])
    n = int(tt.line_ofs[line + 1]) - ofs
    times = np.stack([tt.arrive[base : base + n], tt.depart[base : base + n]], axis=1)
    for position, seconds in late:
        planned = tt.arrive[base : base + n], tt.depart[base : base + n]
        times[max(position, 0) :] = (np.stack(planned, axis=1) + seconds)[max(position, 0) :]
    times = np.maximum.accumulate(times.ravel()).reshape(-1, 2)  # time never runs back
    # Each line has one ride fewer than positions.
    gains = least[ofs - line : ofs - line + n - 1] - (times[1:, 0] - times[:-1, 1])
    total = np.concatenate([[0], np.cumsum(gains)])
    slack = int((total - np.minimum.accumulate(total)).max())
    packed = tt.line_stop[ofs : ofs + n]
    return (packed, times[:, 0].copy(), times[:, 1].copy()), slack
