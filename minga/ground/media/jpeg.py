"""JPEG: keep tables, frame and scans of the first image; drop every other segment (ITU-T T.81).

An MPO is a JPEG followed by more JPEGs: everything after the first end-of-image marker goes, be it
a second view, a motion clip or a page of HTML.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from minga.ground.media.bare import Bare, check_cost, check_size, orientation_in
from minga.ground.media.limits import MAX_PARTS, MAX_SCANNED_PIXELS, MAX_SCANS
from minga.ground.media.refusals import MediaRefused

_EOI, _SOS, _DQT, _DHT, _DRI = 0xD9, 0xDA, 0xDB, 0xC4, 0xDD
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_BASELINE, _EXTENDED, _PROGRESSIVE = 0xC0, 0xC1, 0xC2
# The frames no camera writes (lossless, hierarchical, arithmetic) are slow or barely tested.
_OTHER_FRAMES = frozenset(range(0xC3, 0xD0)) - {_DHT, 0xC8, 0xCC}
_KEPT = frozenset({_BASELINE, _EXTENDED, _PROGRESSIVE, _SOS, _DQT, _DHT, _DRI, _APP14})
_STANDALONE = frozenset({0x00, 0x01, *range(0xD0, 0xD9)})
_JFIF = b"\xff\xe0\x00\x10JFIF\0\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_ICC = b"ICC_PROFILE\0\x01\x01"  # a profile in one piece; bigger ones are not worth the risk
_MARKER = re.compile(rb"\xff+[^\xff]", re.DOTALL)  # any number of fill bytes may come before it
# The end of a scan: the first marker that is neither a stuffed zero, a restart nor a fill byte.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


@dataclass
class _Frame:
    """What the segments told us so far."""

    kept: list[bytes] = field(default_factory=lambda: [b"\xff\xd8"])
    size: tuple[int, int] = (0, 0)
    sampling: list[tuple[int, int]] = field(default_factory=list)
    is_buffered: bool = False  # the decoder must hold all coefficients before the first pixel
    scans: int = 0
    orientation: int = 1
    profile: bytes = b""


def bare_jpeg(data: bytes) -> Bare:
    """Return the first image of `data` without metadata; raise MediaRefused."""
    frame = _Frame()
    for marker, body, segment in _segments(data):
        if marker in (_BASELINE, _EXTENDED, _PROGRESSIVE):
            _read_frame(frame, marker, body)
        elif marker in _OTHER_FRAMES:
            raise MediaRefused("damaged")
        elif marker == _SOS:
            _read_scan(frame, body)
        elif marker == _APP1 and body.startswith(b"Exif\0\0"):
            frame.orientation = orientation_in(body)
        elif marker == _APP2 and body.startswith(_ICC):
            frame.profile = body[len(_ICC) :]
        if marker == _APP0 and body.startswith(b"JFIF\0"):
            frame.kept.append(_JFIF)  # its meaning (YCbCr) without its preview
        elif marker in _KEPT:
            frame.kept.append(segment)
    if not frame.scans:
        raise MediaRefused("damaged")
    _check_decoding(frame)
    width, height = frame.size
    frame.kept.append(b"\xff\xd9")
    bare = b"".join(frame.kept)
    return Bare("JPEG", bare, width, height, frame.orientation, frame.profile)


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (marker, body, whole segment with its scan data) up to the end-of-image marker."""
    at = 2
    for _ in range(MAX_PARTS):
        match = _MARKER.match(data, at)
        if match is None:
            raise MediaRefused("damaged")
        at = match.end() - 2
        marker = data[at + 1]
        if marker == _EOI:
            return
        if marker in _STANDALONE or len(data) < at + 4:
            raise MediaRefused("damaged")
        end = at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if end < at + 4 or end > len(data):
            raise MediaRefused("damaged")
        body = data[at + 4 : end]
        if marker == _SOS:
            match = _NEXT_MARKER.search(data, end)
            if match is None:
                raise MediaRefused("damaged")
            end = match.start()
        yield marker, body, data[at:end]
        at = end
    raise MediaRefused("damaged")


def _read_frame(frame: _Frame, marker: int, body: bytes) -> None:
    if frame.size != (0, 0) or len(body) < 6:
        raise MediaRefused("damaged")
    bits, height, width, parts = struct.unpack_from(">BHHB", body)
    if bits != 8 or parts not in (1, 3, 4) or len(body) != 6 + 3 * parts:
        raise MediaRefused("damaged")
    check_size(width, height)
    frame.size = (width, height)
    frame.sampling = [(factors >> 4, factors & 15) for factors in body[7::3]]
    if not all(1 <= h <= 4 and 1 <= v <= 4 for h, v in frame.sampling):
        raise MediaRefused("damaged")
    frame.is_buffered = marker == _PROGRESSIVE


def _read_scan(frame: _Frame, body: bytes) -> None:
    if frame.size == (0, 0) or not body:
        raise MediaRefused("damaged")
    frame.scans += 1
    frame.is_buffered = frame.is_buffered or body[0] < len(frame.sampling)


def _check_decoding(frame: _Frame) -> None:
    """Bound the decoder's memory and time: two bytes per coefficient, one visit per scan."""
    width, height = frame.size
    if frame.scans > MAX_SCANS or frame.scans * width * height > MAX_SCANNED_PIXELS:
        raise MediaRefused("too_many_pixels")
    if not frame.is_buffered:
        return
    widest = max(h for h, _ in frame.sampling)
    tallest = max(v for _, v in frame.sampling)
    coefficients = sum(
        (width * h // widest + 8 * h) * (height * v // tallest + 8 * v) for h, v in frame.sampling
    )
    check_cost(2 * coefficients)
