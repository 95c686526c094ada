"""A photo file reduced to what a decoder needs: the frame and its pixels, nothing else.

The bytes of an upload are the attacker's. Before the image library sees them we walk the container
ourselves, check the size it declares, and build a new file that holds pixel data only. So no EXIF,
XMP, IPTC, maker note, text chunk, second frame, preview or trailing polyglot ever reaches the
library's parsers, and what a photo will cost to decode is known before it is decoded.
"""

import struct
from dataclasses import dataclass
from typing import Literal

from minga.ground.media.limits import MAX_DECODE_BYTES, MAX_PIXELS, MAX_SIDE_PX
from minga.ground.media.refusals import MediaRefused

_EXIF_ORIENTATION = 0x0112
_EXIF_SHORT = 3
_MAX_EXIF_ENTRIES = 512


@dataclass(frozen=True)
class Bare:
    """One still photo: `data` is a minimal file of `format`; the rest was read from the upload."""

    format: Literal["JPEG", "PNG", "WEBP"]
    data: bytes
    width: int
    height: int
    orientation: int  # EXIF 1-8: how the pixels must be turned to stand upright
    profile: bytes  # ICC profile, b"" when there is none


def check_size(width: int, height: int) -> None:
    """Refuse a frame without pixels or with more than we decode."""
    if width < 1 or height < 1:
        raise MediaRefused("damaged")
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE_PX:
        raise MediaRefused("too_many_pixels")


def check_cost(decode_bytes: int) -> None:
    """Refuse a frame whose decoder would allocate more than we grant it."""
    if decode_bytes > MAX_DECODE_BYTES:
        raise MediaRefused("too_many_pixels")


def orientation_in(exif: bytes) -> int:
    """Read the orientation tag of an EXIF block; anything odd in it means 1, upright.

    Only the first directory is looked at, where the standard puts the tag; its values are inline,
    so no offset written by the sender is ever followed but the first.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return 1
    start = int(struct.unpack_from(order + "I", tiff, 4)[0])
    if start + 2 > len(tiff):
        return 1
    entries = min(struct.unpack_from(order + "H", tiff, start)[0], _MAX_EXIF_ENTRIES)
    for entry in range(entries):
        at = start + 2 + entry * 12
        if at + 12 > len(tiff):
            return 1
        tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, at)
        if tag == _EXIF_ORIENTATION:
            return int(value) if kind == _EXIF_SHORT and 1 <= value <= 8 else 1
    return 1
