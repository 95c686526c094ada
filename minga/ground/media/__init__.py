"""The one door for photos: every picture that enters Minga comes through here.

`ingest_photo` takes bytes of unknown origin and gives back a JPEG made of pixels only: no place, no
device, no preview, no text, nothing after the end; the original is not kept. What it accepts: JPEG
(and the first view of an MPO), PNG, WebP. An animation gives its first frame; GIF is refused, since
no camera writes it and every further decoder is a further risk. What it costs is bounded before
anything is decoded (`limits`), and every failure is a `MediaRefused` that tells the sender what to
do (`refusals`).

Call it outside a database transaction. Measured on a 2-core machine: the dearest photo let in takes
1.5 s of CPU, and a bare process that decodes it peaks below 300 MB; a baseline JPEG of 40 million
pixels and 9.7 MB takes 0.4 s and 80 MB.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import BinaryIO, NamedTuple

from PIL import Image

from minga.ground.media.bare import Bare
from minga.ground.media.jpeg import bare_jpeg
from minga.ground.media.limits import (
    EDGE_PX,
    MAX_BOXES,
    MAX_PHOTO_BYTES,
    MAX_PIXELS,
    PHOTO_QUALITY,
    PHOTOS_AT_ONCE,
    PHOTOS_IN_LINE,
    THUMBNAIL_PX,
    THUMBNAIL_QUALITY,
    TURN_WAIT_S,
)
from minga.ground.media.pixels import jpeg_of, picture_of, shrunk
from minga.ground.media.png import SIGNATURE as PNG_SIGNATURE
from minga.ground.media.png import bare_png
from minga.ground.media.refusals import REFUSALS, MediaRefused
from minga.ground.media.webp import bare_webp

__all__ = [
    "EDGE_PX",
    "MAX_PHOTO_BYTES",
    "MAX_PIXELS",
    "REFUSALS",
    "THUMBNAIL_PX",
    "Box",
    "MediaRefused",
    "Photo",
    "ingest_photo",
    "redact",
]

_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_BLOCK_PX = 16  # a JPEG block with halved colour: what one hidden pixel can have coloured
_line = BoundedSemaphore(PHOTOS_IN_LINE)
_decoder = BoundedSemaphore(PHOTOS_AT_ONCE)


@dataclass(frozen=True)
class Photo:
    """A photo safe to keep and show: both files are JPEGs that hold pixels and nothing else."""

    data: bytes
    content_type: str
    width: int
    height: int
    sha256: str  # of `data`, hexadecimal
    thumbnail: bytes  # longer side at most THUMBNAIL_PX


class Box(NamedTuple):
    """A part of a photo to hide, in fractions of its width and height (0 to 1)."""

    left: float
    top: float
    width: float
    height: float


def ingest_photo(source: BinaryIO) -> Photo:
    """Read one upload and return the photo to keep. Raises MediaRefused and nothing else."""
    data = source.read(MAX_PHOTO_BYTES + 1)
    return _photo(_decoded(data))


def redact(data: bytes, boxes: Sequence[Box]) -> Photo:
    """Return a copy of an ingested photo with `boxes` painted black.

    Solid paint, not a blur, which can be undone. Boxes grow outwards to the JPEG's block grid, as a
    block that holds one hidden pixel shows traces of it beyond the box. Without boxes it is a plain
    copy. Raises ValueError for a box that is empty or leaves the photo, MediaRefused for `data`.
    """
    if len(boxes) > MAX_BOXES:
        raise ValueError(f"at most {MAX_BOXES} boxes")
    for box in boxes:
        _check_box(box)
    picture = _decoded(data)
    for box in boxes:
        picture.paste((0, 0, 0), _covering(box, picture.width, picture.height))
    return _photo(picture)


def _decoded(data: bytes) -> Image.Image:
    """Pixels of an upload: upright, opaque, at most EDGE_PX on the longer side."""
    bare = _bare(data)
    with _turn_to_decode():
        try:
            return picture_of(bare, EDGE_PX)
        except MediaRefused:
            raise
        except Exception as error:  # whatever class the decoders raise, it is the file's fault
            raise MediaRefused("damaged") from error


def _bare(data: bytes) -> Bare:
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


@contextmanager
def _turn_to_decode() -> Iterator[None]:
    """Wait for the decoder, in a short line; a longer one answers "busy" at once."""
    if not _line.acquire(blocking=False):
        raise MediaRefused("busy")
    try:
        if not _decoder.acquire(timeout=TURN_WAIT_S):
            raise MediaRefused("busy")
        try:
            yield
        finally:
            _decoder.release()
    finally:
        _line.release()


def _photo(picture: Image.Image) -> Photo:
    data = jpeg_of(picture, PHOTO_QUALITY)
    return Photo(
        data=data,
        content_type="image/jpeg",
        width=picture.width,
        height=picture.height,
        sha256=hashlib.sha256(data).hexdigest(),
        thumbnail=jpeg_of(shrunk(picture, THUMBNAIL_PX), THUMBNAIL_QUALITY),
    )


def _check_box(box: Box) -> None:
    left, top, width, height = box
    if not all(math.isfinite(side) for side in box) or width <= 0 or height <= 0:
        raise ValueError(f"a box needs a width and a height: {box}")
    slack = 1e-6  # fractions worked out on a screen do not add up to 1 exactly
    if min(left, top) < -slack or left + width > 1 + slack or top + height > 1 + slack:
        raise ValueError(f"a box must lie inside the photo: {box}")


def _covering(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """The box in pixels, grown to whole blocks."""

    def before(fraction: float, side: int) -> int:
        return max(0, math.floor(fraction * side / _BLOCK_PX) * _BLOCK_PX)

    def after(fraction: float, side: int) -> int:
        return min(side, math.ceil(fraction * side / _BLOCK_PX) * _BLOCK_PX)

    return (
        before(box.left, width),
        before(box.top, height),
        after(box.left + box.width, width),
        after(box.top + box.height, height),
    )
