"""The photos and non-photos of the media tests, drawn here: no third party's file is needed.

Every photo hides `SECRET` in all the places its format has for it, beside a position, a maker note
and a preview; none of it may come out again.
"""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageDraw, PngImagePlugin

SECRET = "ROSA-VIVE-AQUI"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
Maker = Callable[[], bytes]


def scene(mode: str = "RGB", size: tuple[int, int] = (120, 80)) -> Image.Image:
    """A picture whose corners differ, so that a wrong turn shows: red is the top left."""
    picture = Image.new("RGB", size, (90, 140, 190))
    draw = ImageDraw.Draw(picture)
    half_w, half_h = size[0] // 2, size[1] // 2
    draw.rectangle((0, 0, half_w, half_h), fill=(220, 30, 30))
    draw.rectangle((half_w, half_h, *size), fill=(30, 180, 60))
    return picture.quantize(16) if mode == "P" else picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    """EXIF with a position in Concepción, a device, a maker note and a comment."""
    block = Image.Exif()
    block[ExifTags.Base.Orientation] = orientation
    block[ExifTags.Base.Make] = "Telefonica " + SECRET
    block[ExifTags.Base.Model] = SECRET
    block[ExifTags.Base.Software] = SECRET
    details = block.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.MakerNote] = b"MAKER" + SECRET.encode()
    details[ExifTags.Base.UserComment] = b"ASCII\0\0\0" + SECRET.encode()
    details[ExifTags.Base.BodySerialNumber] = SECRET
    place = block.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "S"
    place[ExifTags.GPS.GPSLatitude] = (36.0, 49.0, 37.0)
    place[ExifTags.GPS.GPSLongitudeRef] = "W"
    place[ExifTags.GPS.GPSLongitude] = (73.0, 3.0, 0.0)
    return block.tobytes()


def xmp() -> bytes:
    return (
        b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="' + SECRET.encode() + b'"/>'
        b"</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def with_segments(jpeg: bytes, *extra: bytes) -> bytes:
    return jpeg[:2] + b"".join(extra) + jpeg[2:]


def iptc() -> bytes:
    """A Photoshop block with an IPTC by-line and city."""
    records = b"".join(
        b"\x1c\x02" + bytes((number,)) + struct.pack(">H", len(SECRET)) + SECRET.encode()
        for number in (80, 90, 120)
    )
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records
    return segment(0xED, b"Photoshop 3.0\0" + block + b"\0" * (len(block) & 1))


def png_chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(body, zlib.crc32(kind))
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def with_chunks(png: bytes, *extra: bytes) -> bytes:
    """Put chunks right after the header (8 bytes of signature, 25 of IHDR)."""
    return png[:33] + b"".join(extra) + png[33:]


def png_texts() -> tuple[bytes, ...]:
    words = SECRET.encode()
    return (
        png_chunk(b"tEXt", b"Comment\0" + words),
        png_chunk(b"zTXt", b"Author\0\0" + zlib.compress(words)),
        png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp()),
        png_chunk(b"eXIf", exif().removeprefix(b"Exif\0\0")),
        png_chunk(b"tIME", struct.pack(">HBBBBB", 2026, 11, 22, 3, 4, 5)),
    )


def declared_png(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """A small PNG that declares any size, its rows packed as a run of zeros."""
    samples = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
    row = bytes(1 + width * samples * depth // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        PNG_SIGNATURE
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", packed)
        + png_chunk(b"IEND", b"")
    )


def grey16() -> bytes:
    """A 16-bit grey of one value, 0x8000: half-way between black and white."""
    rows = (b"\0" + b"\x80\x00" * 40) * 30
    header = struct.pack(">IIBBBBB", 40, 30, 16, 0, 0, 0, 0)
    return with_chunks(
        PNG_SIGNATURE
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(rows))
        + png_chunk(b"IEND", b""),
        *png_texts(),
    )


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def frames(kind: str) -> bytes:
    others = [Image.new("RGB", (120, 80), colour) for colour in ("black", "white")]
    notes = {} if kind == "GIF" else {"exif": exif()}
    return saved(scene(), kind, save_all=True, append_images=others, duration=80, **notes)


def _noted_png(mode: str, **options: object) -> Maker:
    return lambda: with_chunks(saved(scene(mode), "PNG", **options), *png_texts())


def _oriented(number: int) -> Maker:
    return lambda: saved(scene(), "JPEG", exif=exif(number), comment=SECRET, quality=90)


def _texted_png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET, zip=True)
    notes.add_itxt("Title", SECRET)
    return saved(scene(), "PNG", pnginfo=notes, exif=exif(), icc_profile=srgb_profile())


# Every photo that must come in, by name.
PHOTOS: dict[str, Maker] = {
    **{f"jpeg-orientation-{number}": _oriented(number) for number in range(1, 9)},
    "jpeg-xmp": lambda: saved(scene(), "JPEG", xmp=xmp()),
    "jpeg-iptc": lambda: with_segments(saved(scene(), "JPEG"), iptc()),
    "jpeg-comment": lambda: with_segments(
        saved(scene(), "JPEG"), segment(0xFE, SECRET.encode()), segment(0xEB, SECRET.encode())
    ),
    "jpeg-icc": lambda: saved(scene(), "JPEG", icc_profile=srgb_profile(), exif=exif()),
    "jpeg-icc-nonsense": lambda: saved(scene(), "JPEG", icc_profile=SECRET.encode() * 40),
    "jpeg-preview": lambda: with_segments(
        saved(scene(), "JPEG"), segment(0xE2, b"MPF\0" + saved(scene(), "JPEG", comment=SECRET))
    ),
    "jpeg-progressive": lambda: saved(scene(), "JPEG", progressive=True, exif=exif()),
    "jpeg-grey": lambda: saved(scene("L"), "JPEG", exif=exif()),
    "jpeg-cmyk": lambda: saved(scene("CMYK"), "JPEG", exif=exif()),
    "jpeg-444-restarts": lambda: saved(
        scene(), "JPEG", subsampling=0, restart_marker_blocks=2, exif=exif()
    ),
    "jpeg-large": lambda: saved(scene(size=(4000, 3000)), "JPEG", exif=exif(6)),
    "jpeg-one-pixel": lambda: saved(scene(size=(1, 1)), "JPEG", exif=exif()),
    "jpeg-then-html": lambda: (
        saved(scene(), "JPEG", exif=exif()) + f"<script>{SECRET}</script>".encode()
    ),
    "html-in-jpeg": lambda: with_segments(
        saved(scene(), "JPEG"), segment(0xFE, f"<html><script>{SECRET}</script>".encode())
    ),
    "jpeg-then-zip": lambda: saved(scene(), "JPEG") + b"PK\x03\x04" + SECRET.encode(),
    "mpo": lambda: saved(
        scene(), "MPO", save_all=True, append_images=[scene("RGB", (60, 40))], exif=exif(3)
    ),
    "png-text": _texted_png,
    "png-rgb": _noted_png("RGB"),
    "png-rgba": _noted_png("RGBA"),
    "png-grey": _noted_png("L"),
    "png-grey-alpha": _noted_png("LA"),
    "png-bits": _noted_png("1"),
    "png-palette": _noted_png("P"),
    "png-palette-transparent": _noted_png("P", transparency=0),
    "png-rgb-transparent": _noted_png("RGB", transparency=(220, 30, 30)),
    "png-grey-16": grey16,
    "png-rgba-16": lambda: with_chunks(declared_png(60, 40, 16, 6), *png_texts()),
    "png-animated": lambda: with_chunks(frames("PNG"), *png_texts()),
    "png-wide": lambda: with_chunks(declared_png(20_000, 3), *png_texts()),
    "webp-lossy": lambda: saved(scene(), "WEBP", exif=exif(6), xmp=xmp()),
    "webp-lossless": lambda: saved(scene(), "WEBP", lossless=True, exif=exif(), xmp=xmp()),
    "webp-alpha": lambda: saved(scene("RGBA"), "WEBP", exif=exif(), icc_profile=srgb_profile()),
    "webp-animated": lambda: frames("WEBP"),
}
