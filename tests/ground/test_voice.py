"""Voice notes: one sound track, a minute at most, whatever container a phone records in."""

import contextlib
import shutil
import struct
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.ground.voice import MAX_VOICE_BYTES, MediaRefused, inspect_voice
from minga.ground.voice.probe import kind_and_duration
from tests.ground import voice_notes as drawn

KINDS = {
    "ogg-opus": (drawn.ogg, "audio/ogg", ".ogg"),
    "ogg-vorbis": (
        lambda s: drawn.ogg(s, drawn.vorbis_head(44_100), 44_100),
        "audio/ogg",
        ".ogg",
    ),
    "webm-streamed": (drawn.webm, "audio/webm", ".webm"),
    "webm-sized": (lambda s: drawn.webm(s, sized=True), "audio/webm", ".webm"),
    "mp4": (drawn.mp4, "audio/mp4", ".m4a"),
    "mp4-long-fields": (lambda s: drawn.mp4(s, long=True), "audio/mp4", ".m4a"),
    "mp4-fragments": (drawn.fragmented_mp4, "audio/mp4", ".m4a"),
    "mp4-per-fragment": (
        lambda s: drawn.fragmented_mp4(s, durations="fragment"),
        "audio/mp4",
        ".m4a",
    ),
    "mp4-per-file": (lambda s: drawn.fragmented_mp4(s, durations="file"), "audio/mp4", ".m4a"),
}


def code_of(data: bytes) -> str:
    with pytest.raises(MediaRefused) as refused:
        inspect_voice(data)
    return refused.value.code


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize("seconds", [1, 5, 60])
def test_recording_is_known_by_its_bytes_and_measured(name: str, seconds: int) -> None:
    make, content_type, extension = KINDS[name]
    voice = inspect_voice(make(seconds))
    assert (voice.content_type, voice.extension) == (content_type, extension)
    assert voice.duration_s == pytest.approx(seconds, abs=0.03)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_recording_over_a_minute_is_too_long(name: str) -> None:
    assert code_of(KINDS[name][0](62)) == "too_long"


def test_webm_time_scale_counts() -> None:
    assert inspect_voice(drawn.webm(10, scale_ns=500_000)).duration_s == pytest.approx(5, abs=0.03)
    assert code_of(drawn.webm(40, scale_ns=2_000_000)) == "too_long"


def test_header_cannot_hide_a_longer_sound() -> None:
    """A whole length of one second beside fragments of seventy: the longer one counts."""
    movie = drawn.mp4(1).partition(drawn.box(b"mdat", bytes(500)))[0]
    fragments = drawn.fragmented_mp4(70)
    tail = fragments[fragments.index(b"moof") - 4 :]
    assert code_of(movie + tail) == "too_long"


OGG, WEBM, MP4 = drawn.ogg(5), drawn.webm(5), drawn.mp4(5)
VIDEO_TRACK = drawn.sound_track(1, b"V_VP8")
REFUSED = {
    "text": b"hello, this is no recording",
    "wave": b"RIFF\x24\0\0\0WAVEfmt " + bytes(40),
    "mp3": b"ID3\x04" + bytes(200),
    "html": b"<html><script>alert(1)</script>",
    "ogg-magic-only": b"OggS" + bytes(60),
    "ogg-cut": OGG[:-20],
    "ogg-tail": OGG + b"<script>alert(1)</script>",
    "ogg-without-sound": OGG[: OGG.index(b"OpusTags") + 24],
    "ogg-theora": drawn.ogg(5, b"\x80theora" + bytes(40)),
    "ogg-two-streams": drawn.page(2, 0, drawn.opus_head(), serial=1) + OGG,
    "ogg-chained": OGG + OGG,
    "ogg-negative-time": OGG + drawn.page(4, -5, b""),
    "ogg-no-rate": drawn.ogg(5, drawn.vorbis_head(0)),
    "webm-magic-only": b"\x1a\x45\xdf\xa3",
    "webm-cut": drawn.webm(5, sized=True)[:-20],
    "webm-video": drawn.webm(5, tracks=VIDEO_TRACK),
    "webm-sound-and-video": drawn.webm(5, tracks=drawn.sound_track() + VIDEO_TRACK),
    "webm-no-track": drawn.webm(5, tracks=b""),
    "webm-other-codec": drawn.webm(5, tracks=drawn.sound_track(codec=b"A_MPEG/L3")),
    "webm-no-blocks": drawn.webm(0),
    "webm-matroska": drawn.webm(5, doc_type=b"matroska"),
    "webm-still-clock": drawn.webm(5, scale_ns=0),
    "webm-endless-elements": WEBM + b"\xec\x80" * 100_000,
    "mp4-magic-only": drawn.FTYP,
    "mp4-cut": MP4[:-20],
    "mp4-video": drawn.mp4(5, tracks=drawn.track(handler=b"vide", codec=b"avc1")),
    "mp4-sound-and-video": drawn.mp4(5, tracks=drawn.track(9) + drawn.track(handler=b"vide")),
    "mp4-other-codec": drawn.mp4(5, tracks=drawn.track(9, codec=b"avc1")),
    "mp4-no-length": drawn.mp4(0),
    "mp4-heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "mp4-run-beyond-box": drawn.fragmented_mp4(1).replace(
        struct.pack(">II", 0x301, 50), struct.pack(">II", 0x301, 2**31)
    ),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_other_files_are_not_audio(name: str) -> None:
    assert code_of(REFUSED[name]) == "not_audio"


def test_empty_and_too_large_say_so() -> None:
    assert code_of(b"") == "empty"
    assert code_of(OGG + bytes(MAX_VOICE_BYTES)) == "too_large"


SEEDS = [make(3) for make, _, _ in KINDS.values()]


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A valid recording with bytes changed, cut out or doubled, mostly in its structure."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, min(len(data), 900)) | st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 1, 1, 4, 8, 200]))
        data[at : at + length] = draw(st.binary(max_size=9) | st.just(bytes(data[at : at + 80])))
    return bytes(data)


@pytest.mark.slow
@settings(max_examples=800, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=mangled() | st.binary(max_size=300))
def test_no_bytes_escape_the_door(data: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(MediaRefused):
        assert kind_and_duration(data)[1] >= 0
    assert time.process_time() - began < 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        drawn.webm(1) + b"\xec\x80" * 500_000,
        drawn.FTYP + drawn.box(b"free") * 129_000,
        drawn.FTYP + drawn.box(b"moov", drawn.box(b"trak") * 129_000),
        drawn.ogg(1) + drawn.page(0, 5, b"") * 36_000,
        drawn.fragmented_mp4(1)
        + drawn.box(
            b"moof",
            drawn.box(
                b"traf",
                drawn.box(b"tfhd", bytes(8)),
                drawn.box(b"trun", struct.pack(">II", 0x100, 255_000), bytes(1_020_000)),
            ),
        ),
    ],
    ids=["webm-elements", "mp4-boxes", "mp4-tracks", "ogg-pages", "mp4-samples"],
)
def test_a_megabyte_of_structure_is_read_quickly(data: bytes) -> None:
    assert len(data) <= MAX_VOICE_BYTES
    began = time.process_time()
    with contextlib.suppress(MediaRefused):
        kind_and_duration(data)
    assert time.process_time() - began < 2


FFMPEG = {
    "opus.ogg": ["-c:a", "libopus", "-b:a", "24k"],
    "vorbis.ogg": ["-c:a", "libvorbis", "-b:a", "48k"],
    "opus.webm": ["-c:a", "libopus", "-b:a", "24k"],
    "live.webm": ["-c:a", "libopus", "-b:a", "24k", "-live", "1"],
    "aac.mp4": ["-c:a", "aac", "-b:a", "32k"],
    "fragments.mp4": ["-c:a", "aac", "-b:a", "32k", "-movflags", "frag_keyframe+empty_moov"],
}


def recorded(path: Path, seconds: int, options: list[str]) -> bytes:
    tone = ["-f", "lavfi", "-i", f"sine=440:d={seconds}"]
    cut = ["-frag_duration", "1000000"] if path.name.startswith("fragments") else []
    subprocess.run(["ffmpeg", "-v", "error", "-y", *tone, *options, *cut, str(path)], check=True)
    return path.read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
@pytest.mark.parametrize("name", sorted(FFMPEG))
def test_files_of_a_real_recorder_are_measured(name: str, tmp_path: Path) -> None:
    voice = inspect_voice(recorded(tmp_path / name, 5, FFMPEG[name]))
    assert voice.duration_s == pytest.approx(5, abs=0.1)
    assert code_of(recorded(tmp_path / name, 70, FFMPEG[name])) == "too_long"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
@pytest.mark.parametrize("name", ["clip.webm", "clip.mp4"])
def test_real_video_is_refused(name: str, tmp_path: Path) -> None:
    codecs = ["-c:v", "libvpx"] if name.endswith("webm") else ["-c:v", "mpeg4"]
    picture = ["-f", "lavfi", "-i", "testsrc=d=2:s=64x64", *codecs]
    assert code_of(recorded(tmp_path / name, 2, picture)) == "not_audio"
