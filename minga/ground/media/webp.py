"""WebP: keep the first frame's image and its alpha; drop EXIF, XMP and the other frames.

The library decodes every WebP, still or not, through libwebp's animation decoder, which holds two
canvases; a file with a single frame of its own size keeps that to what the frame needs.
"""

import struct
from collections.abc import Iterator

from minga.ground.media.bare import Bare, check_cost, check_size, orientation_in
from minga.ground.media.limits import MAX_PARTS
from minga.ground.media.refusals import MediaRefused

_BYTES_PER_PIXEL = 18  # measured: two canvases, the frame handed over, the library's own copy
_ALPHA_FLAG = 0x10
_FRAME_HEADER_BYTES = 16


def bare_webp(data: bytes) -> Bare:
    """Return the first frame of `data` without metadata; raise MediaRefused."""
    if len(data) < 12:
        raise MediaRefused("damaged")
    end = 8 + int(struct.unpack_from("<I", data, 4)[0])
    if end > len(data):
        raise MediaRefused("damaged")
    exif = profile = alpha = b""
    image: tuple[bytes, bytes] | None = None
    for kind, body in _chunks(data[12:end]):
        if kind == b"EXIF":
            exif = body
        elif kind == b"ICCP":
            profile = body
        elif image is None and kind == b"ALPH":
            alpha = body
        elif image is None and kind in (b"VP8 ", b"VP8L"):
            image = (kind, body)
        elif image is None and kind == b"ANMF":
            alpha, image = _first_frame(body)
    if image is None:
        raise MediaRefused("damaged")
    width, height = _size(*image)
    check_size(width, height)
    check_cost(width * height * _BYTES_PER_PIXEL)
    still = _still(width, height, alpha if image[0] == b"VP8 " else b"", image)
    return Bare("WEBP", still, width, height, orientation_in(exif), profile)


def _chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(MAX_PARTS):
        if at >= len(body):
            return
        if len(body) < at + 8:
            raise MediaRefused("damaged")
        length = int(struct.unpack_from("<I", body, at + 4)[0])
        if at + 8 + length > len(body):
            raise MediaRefused("damaged")
        yield body[at : at + 4], body[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)
    raise MediaRefused("damaged")


def _first_frame(body: bytes) -> tuple[bytes, tuple[bytes, bytes] | None]:
    """Alpha and image of one animation frame."""
    alpha = b""
    for kind, part in _chunks(body[_FRAME_HEADER_BYTES:]):
        if kind == b"ALPH":
            alpha = part
        elif kind in (b"VP8 ", b"VP8L"):
            return alpha, (kind, part)
    raise MediaRefused("damaged")


def _size(kind: bytes, body: bytes) -> tuple[int, int]:
    """Width and height as the bitstream itself declares them (RFC 9649; RFC 6386, 9.1)."""
    if kind == b"VP8 " and len(body) >= 10 and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
        bits = int(struct.unpack_from("<I", body, 1)[0])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise MediaRefused("damaged")


def _still(width: int, height: int, alpha: bytes, image: tuple[bytes, bytes]) -> bytes:
    parts = b"WEBP"
    if alpha:
        canvas = struct.pack("<II", width - 1, height - 1)
        header = bytes((_ALPHA_FLAG, 0, 0, 0)) + canvas[0:3] + canvas[4:7]
        parts += _chunk(b"VP8X", header) + _chunk(b"ALPH", alpha)
    parts += _chunk(*image)
    return b"RIFF" + struct.pack("<I", len(parts)) + parts


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)
