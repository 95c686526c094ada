"""Uploads that must not come in, or must come in without going off; all drawn here."""

import struct
import zlib

from tests.ground.media_corpus import (
    PNG_SIGNATURE,
    Maker,
    declared_png,
    frames,
    png_chunk,
    saved,
    scene,
    with_chunks,
)


def many_scans(scans: int) -> bytes:
    """A progressive JPEG that visits its pixels again and again, a few bytes each time."""
    jpeg = saved(scene(size=(1200, 900)), "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + jpeg[last:-2] * scans + b"\xff\xd9"


def text_bomb() -> bytes:
    """A PNG whose text inflates to 200 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    return with_chunks(saved(scene(), "PNG"), png_chunk(b"zTXt", b"Comment\0\0" + packed))


def pixel_tail_bomb() -> bytes:
    """A 10 x 10 PNG whose pixel data inflates to 500 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(500)) + packer.flush()
    header = struct.pack(">IIBBBBB", 10, 10, 8, 2, 0, 0, 0)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")
    return PNG_SIGNATURE + chunks


def gif_bomb() -> bytes:
    """A GIF whose 2,000 frames each claim a full screen of 65,535 by 65,535."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x44\x01\0"
    return screen + frame * 2_000 + b"\x3b"


def claimed_jpeg(width: int, height: int) -> bytes:
    """A JPEG whose frame header was rewritten to claim another size."""
    jpeg = bytearray(saved(scene(), "JPEG"))
    struct.pack_into(">HH", jpeg, jpeg.index(b"\xff\xc0") + 5, height, width)
    return bytes(jpeg)


def claimed_webp(width: int, height: int) -> bytes:
    webp = bytearray(saved(scene(), "WEBP"))
    struct.pack_into("<HH", webp, webp.index(b"\x9d\x01\x2a") + 3, width, height)
    return bytes(webp)


EMPTY_CHUNKS = [png_chunk(b"IDAT", b"")] * 30_000

# What must be turned away, with the code it must get.
REFUSED: dict[str, tuple[str, Maker]] = {
    "empty": ("empty", lambda: b""),
    "too-many-bytes": ("too_large", lambda: saved(scene(), "JPEG") + bytes(10 * 1024 * 1024)),
    "png-12000": ("too_many_pixels", lambda: declared_png(12_000, 12_000, 8, 0)),
    "png-20000": ("too_many_pixels", lambda: declared_png(20_000, 20_000, 8, 0)),
    "png-thin": ("too_many_pixels", lambda: declared_png(40_000, 1)),
    "png-no-pixels": ("damaged", lambda: declared_png(0, 7)),
    "jpeg-65000": ("too_many_pixels", lambda: claimed_jpeg(65_000, 65_000)),
    "jpeg-scan-bomb": ("too_many_pixels", lambda: many_scans(2_000)),
    "gif-bomb": ("not_an_image", gif_bomb),
    "gif-animated": ("not_an_image", lambda: frames("GIF")),
    "webp-16383": ("too_many_pixels", lambda: claimed_webp(16_383, 16_383)),
    "jpeg-cut": ("damaged", lambda: saved(scene(size=(800, 600)), "JPEG")[:-900]),
    "jpeg-only-start": ("damaged", lambda: b"\xff\xd8\xff\xe0"),
    "jpeg-fill-bytes": ("damaged", lambda: b"\xff\xd8" + b"\xff" * 5_000_000),
    "jpeg-many-segments": ("damaged", lambda: b"\xff\xd8" + b"\xff\xfe\x00\x02" * 2_000_000),
    "png-cut": ("damaged", lambda: saved(scene(), "PNG")[:-30]),
    "png-many-chunks": ("damaged", lambda: with_chunks(declared_png(9, 9), *EMPTY_CHUNKS)),
    "webp-cut": ("damaged", lambda: saved(scene(), "WEBP")[:-30]),
    "html-as-jpeg": ("not_an_image", lambda: b"<html><script>alert(1)</script></html>"),
    "html-behind-magic": ("damaged", lambda: b"\xff\xd8\xff<html><script>alert(1)</script>"),
    "svg": ("not_an_image", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'),
    "tiff": ("not_an_image", lambda: saved(scene(), "TIFF")),
    "bmp": ("not_an_image", lambda: saved(scene(), "BMP")),
    "ico": ("not_an_image", lambda: saved(scene(), "ICO")),
    "jpeg2000": ("not_an_image", lambda: saved(scene(), "JPEG2000")),
    "pdf": ("not_an_image", lambda: saved(scene(), "PDF")),
    "postscript": ("not_an_image", lambda: saved(scene(), "EPS")),
    "zip": ("not_an_image", lambda: b"PK\x03\x04" + bytes(200)),
    "heic": ("heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(300)),
    "heif": ("heic", lambda: b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(300)),
    "random-bytes": ("not_an_image", lambda: bytes(range(256)) * 40),
}
