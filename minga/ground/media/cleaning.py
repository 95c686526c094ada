"""From a stranger's bytes to a photo made of pixels only. Runs apart: see `ground.sandbox`.

What it accepts: JPEG (and the first view of an MPO), PNG, WebP. An animation gives its first frame;
GIF is refused, since no camera writes it and every further decoder is a further risk. What it costs
is bounded before anything is decoded (`limits`).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image

from minga.ground.media.bare import Bare
from minga.ground.media.jpeg import bare_jpeg
from minga.ground.media.limits import (
    EDGE_PX,
    MAX_PHOTO_BYTES,
    PHOTO_QUALITY,
    THUMBNAIL_PX,
    THUMBNAIL_QUALITY,
)
from minga.ground.media.pixels import jpeg_of, picture_of, shrunk
from minga.ground.media.png import SIGNATURE as PNG_SIGNATURE
from minga.ground.media.png import bare_png
from minga.ground.media.refusals import MediaRefused
from minga.ground.media.webp import bare_webp

_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_BLOCK_PX = 16  # a JPEG block with halved colour: what one hidden pixel can have coloured


class Cleaned(NamedTuple):
    """Two JPEGs that hold pixels and nothing else, and the size of the larger."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int


def cleaned(data: bytes, boxes: Sequence[tuple[float, ...]] = ()) -> Cleaned:
    """Read an upload; paint `boxes` (left, top, width, height as fractions) black.

    Raises MediaRefused and nothing else.
    """
    bare = bare_photo(data)
    try:
        picture = picture_of(bare, EDGE_PX)
        for box in boxes:
            picture.paste((0, 0, 0), _covering(box, picture.width, picture.height))
        return _encoded(picture)
    except MediaRefused:
        raise
    except Exception as error:  # whatever class the decoders raise, it is the file's fault
        raise MediaRefused("damaged") from error


def bare_photo(data: bytes) -> Bare:
    """Pick the reader by the first bytes; names and declared types are never looked at."""
    if not data:
        raise MediaRefused("empty")
    if len(data) > MAX_PHOTO_BYTES:
        raise MediaRefused("too_large")
    if data.startswith(b"\xff\xd8\xff"):
        return bare_jpeg(data)
    if data.startswith(PNG_SIGNATURE):
        return bare_png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return bare_webp(data)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise MediaRefused("heic")
    raise MediaRefused("not_an_image")


def _encoded(picture: Image.Image) -> Cleaned:
    return Cleaned(
        data=jpeg_of(picture, PHOTO_QUALITY),
        thumbnail=jpeg_of(shrunk(picture, THUMBNAIL_PX), THUMBNAIL_QUALITY),
        width=picture.width,
        height=picture.height,
    )


def _covering(box: tuple[float, ...], width: int, height: int) -> tuple[int, int, int, int]:
    """The box in pixels, grown to whole blocks."""
    left, top, wide, high = box

    def before(fraction: float, side: int) -> int:
        return max(0, math.floor(fraction * side / _BLOCK_PX) * _BLOCK_PX)

    def after(fraction: float, side: int) -> int:
        return min(side, math.ceil(fraction * side / _BLOCK_PX) * _BLOCK_PX)

    return (
        before(left, width),
        before(top, height),
        after(left + wide, width),
        after(top + high, height),
    )
