"""The arrays that a day of public transport becomes, and how they lie on disk.

A *line* here is a group of trips with the same stops in the same order of which none overtakes
another, a FIFO chain (what the literature calls a route). Lines with headways keep one template
and their windows instead of trips. Times are int32 seconds since the service day's midnight.
"""

import itertools
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

I32 = NDArray[np.int32]
I64 = NDArray[np.int64]
I16 = NDArray[np.int16]
U8 = NDArray[np.uint8]

UNREACHED = 1 << 30
"""No time at all. It is compared, never added to."""
MAY_BOARD, MAY_ALIGHT = 1, 2
FRACTIONS = 4096
"""A point between two stops is a whole number of these along the way between them."""
FORMAT = 5


class Timetable(NamedTuple):
    """One day, as every kernel takes it. S stops, R lines, P line positions."""

    line_ofs: I32
    """[R+1] where a line's positions begin."""
    line_stop: I32
    """[P] stop * 4 + MAY_BOARD + MAY_ALIGHT."""
    line_trips: I32
    """[R] how many trips; 0 where the line has headways."""
    time_ofs: I64
    """[R] where a line's times begin in `arrive` and `depart`."""
    arrive: I32
    """Trip by trip (riding reads on); for headways the template's offsets."""
    depart: I32
    """Position by position (boarding searches trips); for headways as `arrive`."""
    trip_ofs: I32
    """[R+1] the line's first trip in `trip_access` and the trip names."""
    trip_access: U8
    """[T] 1 where the trip is stated to be wheelchair accessible."""
    window_ofs: I32
    """[R+1] a line's windows."""
    window: I32
    """[W, 4] first start, end (exclusive), headway, 1 where departures are exact."""
    stop_ofs: I32
    """[S+1] the lines of a stop."""
    stop_line: I32
    """[., 2] line, position: only where one may board and ride on."""
    walk_ofs: I32
    """[S+1] the walks from a stop, shortest first."""
    walk: I32
    """[., 2] stop, seconds."""
    back_ofs: I32
    """[S+1] the walks to a stop, shortest first."""
    back: I32
    """[., 2] stop, seconds."""
    change: I32
    """[S] seconds needed to change within the stop."""
    home: I32
    """[R] the line whose way a line follows, itself if it has a timetable; -1 where it cannot be
    hailed."""
    away_ofs: I32
    """[R+1] lines of their own that trips of a line have for now."""
    away: I32
    hop: I32
    """[C, 7] line, segment, fraction, seconds, line, segment, fraction: walks between points of
    ways; a stop stands as line -1 - stop. By the place one leaves, stops last."""
    hop_ofs: I32
    """[P+1] the hops from a segment of a line."""
    stop_hop_ofs: I32
    """[S+1] the hops from a stop."""
    board: I32
    """[.] hops by the place one boards."""
    board_ofs: I32
    """[P+1] into `board`, by segment of a line."""
    district: I32
    """[S] the stop's district; see `bounds`."""
    least: I16
    """[D, S] least seconds from a stop to any stop of a district; see `bounds`."""


def save(folder: Path, arrays: dict[str, NDArray]) -> None:
    """Write each array as `<name>.npy`."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array))


def load(folder: Path, name: str) -> NDArray:
    """Map an array; it can be written privately, so that its type is that of a fresh one."""
    path = folder / f"{name}.npy"
    if path.stat().st_size <= 128:
        small: NDArray = np.load(path)
        return small
    mapped: NDArray = np.load(path, mmap_mode="c").view(np.ndarray)
    return mapped


class Texts:
    """Many short texts in two arrays: nothing is parsed when they are opened."""

    def __init__(self, blob: NDArray, ofs: NDArray) -> None:
        self._blob, self._ofs = blob, ofs

    def __len__(self) -> int:
        return len(self._ofs) - 1

    def __getitem__(self, number: int) -> str:
        return bytes(self._blob[self._ofs[number] : self._ofs[number + 1]]).decode()

    def whole(self) -> list[str]:
        """All of them."""
        blob, ofs = bytes(self._blob), self._ofs.tolist()
        return [blob[a:b].decode() for a, b in itertools.pairwise(ofs)]

    @staticmethod
    def arrays(name: str, texts: list[str]) -> dict[str, NDArray]:
        """The two arrays, by name."""
        raw = [text.encode("utf-8", "replace") for text in texts]
        ofs = np.zeros(len(raw) + 1, np.int64)
        np.cumsum([len(text) for text in raw], out=ofs[1:])
        return {
            f"{name}_text": np.frombuffer(b"".join(raw), np.uint8),
            f"{name}_text_ofs": ofs.astype(np.int32),
        }

    @classmethod
    def load(cls, folder: Path, name: str) -> "Texts":
        """As `arrays` were saved."""
        return cls(load(folder, f"{name}_text"), load(folder, f"{name}_text_ofs"))


def write_about(folder: Path, about: dict) -> None:
    """What the arrays are of; written last, so that a half-made folder does not open."""
    (folder / "about.json").write_text(json.dumps(about, ensure_ascii=False, indent=1))


def read_about(folder: Path) -> dict:
    """Raises FileNotFoundError or ValueError where no network lies in the folder."""
    about: dict = json.loads((folder / "about.json").read_text())
    if about.get("format") != FORMAT:
        raise ValueError(f"{folder}: made by another version; compile again")
    return about
