"""The one door for photos: every picture that enters Minga comes through here.

`ingest_photo` takes bytes of unknown origin and gives back a JPEG made of pixels only: no place, no
device, no preview, no text, nothing after the end; the original is not kept. The bytes are read in
a process of their own (`ground.sandbox`, `cleaning`), and what that process gives back is looked
at once more: it must be a JPEG without anything but pixels. Every failure is a `MediaRefused` that
tells the sender what to do (`refusals`).

Call it outside a database transaction. Measured on a 2-core machine: the dearest photo let in takes
1.5 s of CPU, and a bare process that decodes it peaks below 300 MB; a baseline JPEG of 40 million
pixels and 9.7 MB takes 0.4 s and 80 MB.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from minga.ground import sandbox
from minga.ground.media.jpeg import bare_jpeg
from minga.ground.media.limits import (
    EDGE_PX,
    MAX_BOXES,
    MAX_PHOTO_BYTES,
    MAX_PIXELS,
    THUMBNAIL_PX,
)
from minga.ground.media.refusals import REFUSALS, MediaRefused

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
    return _cleaned(source.read(MAX_PHOTO_BYTES + 1), ())


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
    return _cleaned(data, boxes)


def _cleaned(data: bytes, boxes: Sequence[Box]) -> Photo:
    if not data:
        raise MediaRefused("empty")
    if len(data) > MAX_PHOTO_BYTES:
        raise MediaRefused("too_large")
    try:
        result, output = sandbox.run("photo", {"boxes": boxes}, data)
    except sandbox.SandboxBusy as error:
        raise MediaRefused("busy") from error
    except sandbox.SandboxFailed as error:
        raise MediaRefused("damaged") from error
    if "refused" in result:
        raise MediaRefused(result["refused"] if result["refused"] in REFUSALS else "damaged")
    return _photo(result, output)


def _photo(result: dict[str, Any], output: bytes) -> Photo:
    """The photo that came back. Whoever takes over the process that reads a file cannot have us
    keep anything but a JPEG of bounded size, with no byte in it that is not of its pixels.
    """
    length = result.get("bytes")
    if not isinstance(length, int) or not 0 < length < len(output):
        raise MediaRefused("damaged")
    data, thumbnail = output[:length], output[length:]
    width, height = _size_of_bare(data, EDGE_PX)
    _size_of_bare(thumbnail, THUMBNAIL_PX)
    return Photo(
        data=data,
        content_type="image/jpeg",
        width=width,
        height=height,
        sha256=hashlib.sha256(data).hexdigest(),
        thumbnail=thumbnail,
    )


def _size_of_bare(jpeg: bytes, edge_px: int) -> tuple[int, int]:
    bare = bare_jpeg(jpeg) if jpeg.startswith(b"\xff\xd8\xff") else None
    if bare is None or bare.data != jpeg or max(bare.width, bare.height) > edge_px:
        raise MediaRefused("damaged")
    return bare.width, bare.height


def _check_box(box: Box) -> None:
    left, top, width, height = box
    if not all(math.isfinite(side) for side in box) or width <= 0 or height <= 0:
        raise ValueError(f"a box needs a width and a height: {box}")
    slack = 1e-6  # fractions worked out on a screen do not add up to 1 exactly
    if min(left, top) < -slack or left + width > 1 + slack or top + height > 1 + slack:
        raise ValueError(f"a box must lie inside the photo: {box}")
