"""From a bare photo to upright RGB pixels of a bounded size, and from pixels to a JPEG.

Large photos are flattened and shrunk in strips, so only the decoder's own picture is ever held
whole. This is the only module that touches the image library.
"""

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageFile, PngImagePlugin

from minga.ground.media.bare import Bare
from minga.ground.media.limits import MAX_PIXELS, MAX_PROFILE_BYTES
from minga.ground.media.refusals import MediaRefused

# The library's own guards, behind ours: they hold for the whole process, and may only be tightened.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
PngImagePlugin.MAX_TEXT_CHUNK = 64 * 1024
PngImagePlugin.MAX_TEXT_MEMORY = 256 * 1024
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

_STRIP_PIXELS = 1_000_000
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def load_decoders() -> None:
    """Load all that the library loads when it is first needed: apart, no file can be opened."""
    clean = Image.new("RGB", (16, 16))
    for kind in ("JPEG", "PNG", "WEBP"):
        drawn = BytesIO()
        clean.save(drawn, kind)
        with Image.open(drawn, formats=[kind]) as picture:
            jpeg_of(shrunk(picture.convert("RGB"), 8), 80)
    ImageCms.createProfile("sRGB")


def picture_of(bare: Bare, edge_px: int) -> Image.Image:
    """Decode to upright sRGB pixels on white, the longer side at most `edge_px`.

    Raises MediaRefused("damaged") when the library disagrees about the size, and whatever its
    decoders raise: the caller turns that into a refusal.
    """
    fitting = _fitting(bare.width, bare.height, edge_px)
    with Image.open(BytesIO(bare.data), formats=[bare.format]) as source:
        if source.size != (bare.width, bare.height):
            raise MediaRefused("damaged")
        source.draft(None, fitting)  # JPEG decodes straight to 1/2, 1/4 or 1/8; others ignore it
        source.load()
        has_colour = source.mode == "RGB"
        picture = _flattened(source, edge_px)
    if picture.size != fitting:
        picture = picture.resize(fitting, Image.Resampling.LANCZOS)
    if has_colour and bare.profile:
        picture = _in_srgb(picture, bare.profile)
    turn = _UPRIGHT.get(bare.orientation)
    return picture if turn is None else picture.transpose(turn)


def jpeg_of(picture: Image.Image, quality: int) -> bytes:
    """Encode the pixels alone: a picture carries no metadata of its own into the file."""
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    out = BytesIO()
    clean.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def shrunk(picture: Image.Image, edge_px: int) -> Image.Image:
    """A copy whose longer side is at most `edge_px`."""
    fitting = _fitting(picture.width, picture.height, edge_px)
    return picture.resize(fitting, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _fitting(width: int, height: int, edge_px: int) -> tuple[int, int]:
    scale = min(1.0, edge_px / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _flattened(source: Image.Image, edge_px: int) -> Image.Image:
    """Opaque RGB, shrunk by a whole factor while it stays at least twice `edge_px`."""
    width, height = source.size
    factor = max(1, max(width, height) // (2 * edge_px))
    flat = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    rows = max(1, _STRIP_PIXELS // width // factor) * factor
    for top in range(0, height, rows):
        strip = _opaque(source.crop((0, top, width, min(top + rows, height))))
        flat.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return flat


def _opaque(strip: Image.Image) -> Image.Image:
    """RGB on white. 16-bit grey is scaled by hand: the library's own conversion clips it white."""
    if strip.mode.startswith("I"):
        strip = strip.point(lambda value: value * (1 / 256)).convert("L")
    if not strip.has_transparency_data:
        return strip.convert("RGB")
    layer = strip.convert("RGBA")
    white = Image.new("RGB", strip.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    return white


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert from a plain RGB profile (such as a phone's Display P3); drop any other."""
    if not _is_plain_rgb(profile):
        return picture
    try:
        converted = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


def _is_plain_rgb(profile: bytes) -> bool:
    """Small, RGB to XYZ by curves and a matrix: no look-up tables, no device links (ICC.1)."""
    if not 132 <= len(profile) <= MAX_PROFILE_BYTES:
        return False
    if struct.unpack_from(">I", profile)[0] != len(profile) or profile[36:40] != b"acsp":
        return False
    if profile[12:16] not in (b"mntr", b"scnr") or profile[16:24] != b"RGB XYZ ":
        return False
    tags = int(struct.unpack_from(">I", profile, 128)[0])
    names = {profile[132 + 12 * tag : 136 + 12 * tag] for tag in range(min(tags, 64))}
    return names >= {b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC"} and not any(
        name[:3] in (b"A2B", b"D2B") for name in names
    )
