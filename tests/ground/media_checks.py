"""What every photo that leaves the door must be, looked at without the image library."""

import struct
from collections.abc import Iterator
from io import BytesIO

from minga.ground.media import Photo, ingest_photo
from tests.ground.media_corpus import SECRET

PIXEL_MARKERS = {0xDB, 0xC0, 0xC4, 0xDA}


def ingested(data: bytes) -> Photo:
    return ingest_photo(BytesIO(data))


def markers_of(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk the segments of a JPEG up to its scan; nothing may follow the end of it."""
    assert jpeg.startswith(b"\xff\xd8")
    at = 2
    while jpeg[at + 1] != 0xDA:
        assert jpeg[at] == 0xFF
        end = at + 2 + struct.unpack_from(">H", jpeg, at + 2)[0]
        yield jpeg[at + 1], jpeg[at + 4 : end]
        at = end
    yield 0xDA, b""
    assert jpeg.index(b"\xff\xd9", at) == len(jpeg) - 2


def assert_bare(jpeg: bytes) -> None:
    for marker, body in markers_of(jpeg):
        if marker == 0xE0:
            assert body[:5] == b"JFIF\0"
            assert len(body) == 14, "a JFIF header without a preview"
        else:
            assert marker in PIXEL_MARKERS, f"segment {marker:02x} in a photo of ours"
    assert SECRET.encode() not in jpeg
