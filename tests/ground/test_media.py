"""Photos: what comes in is looked at with suspicion, what goes out holds pixels only."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from PIL import Image, ImageOps

from minga.ground import media
from minga.ground.media import Box, MediaRefused, redact
from minga.ground.media.cleaning import cleaned
from tests.ground import media_bombs as bombs
from tests.ground import media_corpus as corpus
from tests.ground.media_checks import assert_bare, ingested

JFIF_ONLY = {"JFIFVersion", "ResolutionUnit", "XResolution", "YResolution"}
PHOTO_NAMES = sorted(corpus.PHOTOS)


def pixels_of(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as picture:
        return picture.convert("RGB")


def near(pixel: object, colour: tuple[int, int, int], slack: int = 12) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= slack for a, b in zip(pixel, colour, strict=True))


SLOW_NAMES = {"jpeg-large", "png-12000", "png-20000", "jpeg-many-segments"}


def by_name(names: Iterable[str]) -> list[ParameterSet]:
    """The names in order; those that take long to draw are marked so."""
    return [
        pytest.param(name, marks=[pytest.mark.slow] if name in SLOW_NAMES else [])
        for name in sorted(names)
    ]


@pytest.mark.parametrize("name", by_name(corpus.PHOTOS))
def test_photo_keeps_pixels_and_nothing_else(name: str) -> None:
    upload = corpus.PHOTOS[name]()
    photo = ingested(upload)
    assert photo.content_type == "image/jpeg"
    assert pixels_of(photo.data).size == (photo.width, photo.height)
    assert max(photo.width, photo.height) <= media.EDGE_PX
    assert max(pixels_of(photo.thumbnail).size) <= media.THUMBNAIL_PX
    assert_bare(photo.data)
    assert_bare(photo.thumbnail)


def test_corpus_is_large_and_does_carry_secrets() -> None:
    assert len(PHOTO_NAMES) >= 40
    packed = {"png-animated", "webp-animated"}  # may hold the place in other bytes
    telling = [n for n in PHOTO_NAMES if corpus.SECRET.encode() in corpus.PHOTOS[n]()]
    assert set(PHOTO_NAMES) - packed <= set(telling)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("exiftool"), reason="exiftool is not installed")
def test_exiftool_finds_no_tag_in_any_output(tmp_path: Path) -> None:
    for name in PHOTO_NAMES:
        photo = ingested(corpus.PHOTOS[name]())
        (tmp_path / f"{name}.jpg").write_bytes(photo.data)
        (tmp_path / f"{name}.thumbnail.jpg").write_bytes(photo.thumbnail)
    command = ["exiftool", "-json", "-G0", "-a", "-u", "-U", "-ee", str(tmp_path)]
    listed = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert len(listed) == 2 * len(PHOTO_NAMES)
    for tags in listed:
        groups = {tag.partition(":")[0] for tag in tags}
        assert groups <= {"SourceFile", "ExifTool", "File", "JFIF", "Composite"}, tags
        jfif = {tag.partition(":")[2] for tag in tags if tag.startswith("JFIF:")}
        assert jfif <= JFIF_ONLY, tags
        assert "File:Comment" not in tags


@pytest.mark.parametrize("number", range(1, 9))
def test_orientation_is_applied_to_the_pixels(number: int) -> None:
    upload = corpus.PHOTOS[f"jpeg-orientation-{number}"]()
    with Image.open(BytesIO(upload)) as stored:
        upright = ImageOps.exif_transpose(stored).convert("RGB")
    ours = pixels_of(ingested(upload).data)
    assert ours.size == upright.size
    for place in ((6, 6), (6, ours.height - 7), (ours.width - 7, 6), (ours.width - 7, 70)):
        assert near(ours.getpixel(place), upright.getpixel(place), 16)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "place", "colour"),
    [
        ("jpeg-cmyk", (20, 20), (220, 30, 30)),
        ("png-palette", (20, 20), (220, 30, 30)),
        ("png-rgb-transparent", (20, 20), (255, 255, 255)),
        ("png-rgba-16", (20, 20), (255, 255, 255)),
        ("png-grey-16", (20, 20), (128, 128, 128)),
        ("png-animated", (20, 20), (220, 30, 30)),
        ("webp-animated", (20, 20), (220, 30, 30)),
        ("webp-alpha", (100, 70), (30, 180, 60)),
        ("jpeg-icc", (100, 70), (30, 180, 60)),
        ("jpeg-icc-nonsense", (100, 70), (30, 180, 60)),
    ],
)
def test_every_pixel_format_keeps_its_colours(
    name: str, place: tuple[int, int], colour: tuple[int, int, int]
) -> None:
    assert near(pixels_of(ingested(corpus.PHOTOS[name]()).data).getpixel(place), colour, 22)


def test_plain_profile_is_converted_to_srgb() -> None:
    """A profile whose red and green primaries changed places turns our red into green."""
    profile = corpus.srgb_profile()
    swapped = profile.replace(b"rXYZ", b"....").replace(b"gXYZ", b"rXYZ").replace(b"....", b"gXYZ")
    for kind in ("JPEG", "PNG", "WEBP"):
        upload = corpus.saved(corpus.scene(), kind, icc_profile=swapped)
        red, green, _ = pixels_of(ingested(upload).data).getpixel((20, 20))  # type: ignore[misc]
        assert green > 150 > red


@pytest.mark.parametrize("name", by_name(bombs.REFUSED))
def test_bad_upload_is_refused_with_its_reason_and_at_once(name: str) -> None:
    code, make = bombs.REFUSED[name]
    upload = make()
    with pytest.raises(MediaRefused) as refused:
        ingested(upload)
    assert refused.value.code == code
    assert str(refused.value) == media.REFUSALS[code]
    began = time.process_time()
    with pytest.raises(MediaRefused, match=str(refused.value)[:20]):
        cleaned(upload)  # what the process of its own does
    assert time.process_time() - began < 1


def test_redacted_boxes_are_black_and_the_rest_stays() -> None:
    photo = ingested(corpus.saved(corpus.scene(size=(640, 480)), "JPEG"))
    hidden = redact(photo.data, [Box(0.1, 0.1, 0.2, 0.2), Box(0.9, 0.9, 0.1, 0.1)])
    picture = pixels_of(hidden.data)
    for place in ((66, 50), (190, 142), (639, 479)):
        assert near(picture.getpixel(place), (0, 0, 0))
    assert near(picture.getpixel((300, 30)), (220, 30, 30))
    assert near(picture.getpixel((500, 400)), (30, 180, 60))
    assert (hidden.width, hidden.height) == (photo.width, photo.height)
    assert_bare(hidden.data)
    assert near(pixels_of(hidden.thumbnail).getpixel((64, 48)), (0, 0, 0))


@pytest.mark.parametrize(
    "box",
    [
        Box(-0.1, 0, 0.5, 0.5),
        Box(0.6, 0, 0.5, 0.5),
        Box(0, 0.6, 0.5, 0.5),
        Box(0, 0, 0, 0.5),
        Box(0, 0, 0.5, -0.1),
        Box(float("nan"), 0, 0.5, 0.5),
        Box(0, 0, float("inf"), 0.5),
    ],
)
def test_box_outside_the_photo_is_an_error(box: Box) -> None:
    with pytest.raises(ValueError, match="a box"):
        redact(corpus.PHOTOS["jpeg-grey"](), [box])


def test_too_many_boxes_are_an_error() -> None:
    with pytest.raises(ValueError, match="at most"):
        redact(corpus.PHOTOS["jpeg-grey"](), [Box(0, 0, 1, 1)] * 1_000)
