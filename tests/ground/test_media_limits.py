"""What a photo may cost: memory, time and threads, and no error but a refusal."""

import contextlib
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from minga.ground import media, sandbox
from minga.ground.media import MediaRefused, cleaning
from minga.ground.media.cleaning import cleaned
from tests.ground import media_bombs as bombs
from tests.ground import media_corpus as corpus
from tests.ground.media_checks import assert_bare, ingested


@pytest.mark.slow
@pytest.mark.parametrize("bomb", [bombs.text_bomb, bombs.pixel_tail_bomb])
def test_bomb_behind_a_small_picture_never_goes_off(bomb: corpus.Maker) -> None:
    upload = bomb()
    began = time.process_time()
    assert_bare(cleaned(upload).data)
    assert time.process_time() - began < 0.5
    assert_bare(ingested(upload).data)


def dearest() -> dict[str, bytes]:
    """The photos that cost most among those let in (bytes, pixels, coefficients)."""
    noise = Image.frombytes("CMYK", (500, 500), random.Random(7).randbytes(1_000_000))
    rough = Image.new("CMYK", (6000, 4500))
    for left in range(0, 6000, 500):
        for top in range(0, 4500, 500):
            rough.paste(noise, (left, top))
    return {
        "png": corpus.declared_png(7300, 5478, 8, 6),
        "png-16": corpus.declared_png(7300, 5478, 16, 6),
        "png-wide": corpus.declared_png(30_000, 1_333, 8, 6),
        "jpeg": corpus.saved(Image.new("RGB", (7300, 5478)), "JPEG", progressive=True),
        "jpeg-cmyk": corpus.saved(rough, "JPEG", quality=4, progressive=True, subsampling=0),
        "webp": corpus.saved(Image.new("RGBA", (4032, 3024), (9, 8, 7, 90)), "WEBP", method=0),
    }


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")
def test_dearest_photos_stay_within_memory_and_time(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom minga.ground.media.cleaning import cleaned\n"
        "cleaned(open(sys.argv[1], 'rb').read())\n"
        "peak = open('/proc/self/status').read().partition('VmHWM:')[2].split()[0]\n"
        "print(peak, time.process_time())"
    )
    for name, upload in dearest().items():
        path = tmp_path / name
        path.write_bytes(upload)
        run = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, check=True, text=True
        )
        peak_kib, cpu_s = (float(number) for number in run.stdout.split())
        print(f"{name}: {len(upload)} bytes, peak {peak_kib / 1024:.0f} MiB, {cpu_s:.2f} s")
        assert peak_kib * 1024 <= 300_000_000, name
        assert cpu_s <= 5, name
        assert_bare(ingested(upload).data)  # within the walls of `sandbox` too


def test_library_guards_are_set() -> None:
    assert Image.MAX_IMAGE_PIXELS == media.MAX_PIXELS
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.parametrize("error", [MemoryError, AssertionError, RecursionError, SyntaxError])
def test_whatever_the_decoder_raises_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: object) -> Image.Image:
        raise error

    monkeypatch.setattr(cleaning, "picture_of", fail)
    with pytest.raises(MediaRefused, match="damaged"):
        cleaned(corpus.PHOTOS["jpeg-grey"]())
    monkeypatch.undo()
    assert cleaned(corpus.PHOTOS["jpeg-grey"]()).width == 120


def test_photos_beyond_the_line_are_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, codes = threading.Event(), []
    ask = sandbox._template.run

    def slowly(job: str, told: Any, data: bytes) -> Any:
        gate.wait(10)
        return ask(job, told, data)

    monkeypatch.setattr(sandbox._template, "run", slowly)
    upload = corpus.PHOTOS["jpeg-grey"]()

    def send() -> None:
        try:
            codes.append(ingested(upload).content_type)
        except MediaRefused as refusal:
            codes.append(refusal.code if refusal.is_passing else "final")
            if codes.count("busy") == 2:
                gate.set()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)
    assert sorted(codes) == ["busy", "busy"] + ["image/jpeg"] * 3


SEEDS = [corpus.PHOTOS[name]() for name in sorted(corpus.PHOTOS) if name != "jpeg-large"]


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A valid photo with bytes changed, cut out, doubled or replaced."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 1, 1, 2, 4, 40]))
        data[at : at + length] = draw(st.binary(max_size=6) | st.just(bytes(data[at : at + 60])))
    return bytes(data)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(upload=mangled() | st.binary(max_size=400))
def test_no_bytes_escape_the_door(upload: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(MediaRefused):  # the one way out; its code is a key of REFUSALS
        assert_bare(cleaned(upload).data)
    assert time.process_time() - began < 2


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(upload=mangled())
def test_no_bytes_escape_the_process_of_their_own(upload: bytes) -> None:
    with contextlib.suppress(MediaRefused):
        assert_bare(ingested(upload).data)
