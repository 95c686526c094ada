"""PNG: keep header, palette, transparency and pixels; drop text, EXIF and animation frames."""

import struct
import zlib
from collections.abc import Iterator

from minga.ground.media.bare import Bare, check_cost, check_size, orientation_in
from minga.ground.media.limits import MAX_PARTS, MAX_PROFILE_BYTES
from minga.ground.media.refusals import MediaRefused

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BYTES_PER_PIXEL = 4  # the most any PNG takes once decoded


def bare_png(data: bytes) -> Bare:
    """Return the still image of `data` without metadata; raise MediaRefused.

    An animated PNG gives its default image. All pixel data goes into one chunk, since a file of
    half a million empty chunks costs the library seconds.
    """
    chunks = _chunks(data)
    kind, header = next(chunks, (b"", b""))
    if kind != b"IHDR" or len(header) != 13:
        raise MediaRefused("damaged")
    width, height = struct.unpack_from(">II", header)
    check_size(width, height)
    check_cost(width * height * _BYTES_PER_PIXEL)
    kept = {b"PLTE": b"", b"tRNS": b"", b"eXIf": b"", b"iCCP": b""}
    pixels: list[bytes] = []
    for kind, body in chunks:
        if kind == b"IDAT":
            pixels.append(body)
        elif kind in kept:
            kept[kind] = body
    parts = [SIGNATURE, _chunk(b"IHDR", header)]
    parts += [_chunk(kind, kept[kind]) for kind in (b"PLTE", b"tRNS") if kept[kind]]
    parts += [_chunk(b"IDAT", b"".join(pixels)), _chunk(b"IEND", b"")]
    profile = _unpacked_profile(kept[b"iCCP"])
    return Bare("PNG", b"".join(parts), width, height, orientation_in(kept[b"eXIf"]), profile)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield (type, body) of each chunk before IEND; what follows IEND is dropped."""
    at = len(SIGNATURE)
    for _ in range(MAX_PARTS):
        if len(data) < at + 12:
            raise MediaRefused("damaged")
        length = int(struct.unpack_from(">I", data, at)[0])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length
        if at > len(data):
            raise MediaRefused("damaged")
        if zlib.crc32(body, zlib.crc32(kind)) != struct.unpack_from(">I", data, at - 4)[0]:
            raise MediaRefused("damaged")
        if kind == b"IEND":
            return
        yield kind, body
    raise MediaRefused("damaged")


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(body, zlib.crc32(kind))
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def _unpacked_profile(chunk: bytes) -> bytes:
    """Inflate an iCCP chunk (name, zero, method, data), never past the size we use."""
    _, _, packed = chunk.partition(b"\0")
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed[1:], MAX_PROFILE_BYTES)
    except zlib.error:
        return b""
    return profile if unpacker.eof else b""
