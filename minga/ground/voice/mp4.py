"""MP4: the boxes of a recording, whole or in fragments (ISO/IEC 14496-12).

Browsers write fragments as they record, and then the header's length is zero: the sound is the sum
of the samples' durations in each fragment. Where both are given the longer one counts.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from minga.ground.media.refusals import MediaRefused

_CODECS = frozenset({b"mp4a", b"Opus"})
# Flags of tfhd and trun: which optional fields are there.
_BASE_OFFSET, _DESCRIPTION, _DEFAULT_DURATION = 0x1, 0x2, 0x8
_DATA_OFFSET, _FIRST_FLAGS, _SAMPLE_DURATION = 0x1, 0x4, 0x100
_SAMPLE_FIELDS = (0x100, 0x200, 0x400, 0x800)


@dataclass
class _Track:
    """The one sound track: its clock and its length as its own header gives it."""

    rate_hz: int
    length: int
    default_duration: int = 0


def mp4_duration_s(data: bytes) -> float:
    """Length in seconds; raise MediaRefused unless the file is one sound track and well formed."""
    try:
        return _duration_s(memoryview(data))
    except (struct.error, IndexError) as error:  # a field that ends before it should
        raise MediaRefused("not_audio") from error


def _duration_s(data: memoryview) -> float:
    boxes = list(_boxes(data))
    movies = [body for kind, body in boxes if kind == b"moov"]
    if not boxes or boxes[0][0] != b"ftyp" or len(movies) != 1:
        raise MediaRefused("not_audio")
    if not any(kind == b"mdat" for kind, _ in boxes):
        raise MediaRefused("not_audio")
    track = _track(movies[0])
    rate_hz, length = _clock(_only(movies[0], b"mvhd"))
    stated_s = length / rate_hz if rate_hz else 0.0
    moved = sum(_fragment(body, track) for kind, body in boxes if kind == b"moof")
    duration_s = max(stated_s, track.length / track.rate_hz, moved / track.rate_hz)
    if duration_s <= 0:
        raise MediaRefused("not_audio")
    return duration_s


def _boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """Yield (type, body) of the boxes, which must fill `data` exactly."""
    at = 0
    while at < len(data):
        size, start = int(struct.unpack_from(">I", data, at)[0]), at + 8
        if size == 1:  # the size follows in 64 bits
            size, start = int(struct.unpack_from(">Q", data, at + 8)[0]), at + 16
        elif size == 0:  # up to the end
            size = len(data) - at
        end = at + size
        if end < start or end > len(data):
            raise MediaRefused("not_audio")
        yield bytes(data[at + 4 : at + 8]), data[start:end]
        at = end


def _only(data: memoryview, *path: bytes) -> memoryview:
    """The body of the box at `path`, the first of its kind at each step."""
    for kind in path:
        content = next((body for name, body in _boxes(data) if name == kind), None)
        if content is None:
            raise MediaRefused("not_audio")
        data = content
    return data


def _track(movie: memoryview) -> _Track:
    tracks = [body for kind, body in _boxes(movie) if kind == b"trak"]
    if len(tracks) != 1:
        raise MediaRefused("not_audio")
    media = _only(tracks[0], b"mdia")
    described = _only(media, b"minf", b"stbl", b"stsd")
    if bytes(_only(media, b"hdlr")[8:12]) != b"soun" or bytes(described[12:16]) not in _CODECS:
        raise MediaRefused("not_audio")
    rate_hz, length = _clock(_only(media, b"mdhd"))
    if rate_hz == 0:
        raise MediaRefused("not_audio")
    track = _Track(rate_hz, length)
    if any(kind == b"mvex" for kind, _ in _boxes(movie)):
        track.default_duration = int(
            struct.unpack_from(">I", _only(movie, b"mvex", b"trex"), 12)[0]
        )
    return track


def _clock(header: memoryview) -> tuple[int, int]:
    """(ticks per second, length in ticks) of an mvhd or mdhd box; all ones mean unknown, so 0."""
    if header[0] == 1:
        rate_hz, length = struct.unpack_from(">IQ", header, 20)
        return int(rate_hz), 0 if length == 2**64 - 1 else int(length)
    rate_hz, length = struct.unpack_from(">II", header, 12)
    return int(rate_hz), 0 if length == 2**32 - 1 else int(length)


def _fragment(movie_fragment: memoryview, track: _Track) -> int:
    """Ticks of sound in one moof box."""
    ticks = 0
    for kind, run_of_track in _boxes(movie_fragment):
        if kind != b"traf":
            continue
        default = _default_duration(_only(run_of_track, b"tfhd"), track)
        ticks += sum(_run(body, default) for name, body in _boxes(run_of_track) if name == b"trun")
    return ticks


def _default_duration(header: memoryview, track: _Track) -> int:
    flags = _flags(header)
    if not flags & _DEFAULT_DURATION:
        return track.default_duration
    at = 8 + 8 * bool(flags & _BASE_OFFSET) + 4 * bool(flags & _DESCRIPTION)
    return int(struct.unpack_from(">I", header, at)[0])


def _run(body: memoryview, default: int) -> int:
    """Ticks of one trun box: the samples' own durations, or the default for each."""
    flags = _flags(body)
    samples = int(struct.unpack_from(">I", body, 4)[0])
    if not flags & _SAMPLE_DURATION:
        return samples * default
    start = 8 + 4 * bool(flags & _DATA_OFFSET) + 4 * bool(flags & _FIRST_FLAGS)
    stride = 4 * sum(bool(flags & field) for field in _SAMPLE_FIELDS)
    if start + samples * stride > len(body):
        raise MediaRefused("not_audio")
    return sum(struct.unpack_from(">I", body, start + n * stride)[0] for n in range(samples))


def _flags(box: memoryview) -> int:
    return int(struct.unpack_from(">I", box, 0)[0]) & 0xFFFFFF
