"""WebM: a walk through the EBML elements of a recording (RFC 8794, RFC 9559).

Browsers write it as a stream: the segment and its clusters have no size ("unknown"), and no total
length stands anywhere. So the walk enters the elements that hold others, steps over the rest, and
takes the length from the times of the blocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from minga.ground.media.refusals import MediaRefused

_EBML, _DOC_TYPE = 0x1A45DFA3, 0x4282
_SEGMENT, _INFO, _TIME_SCALE = 0x18538067, 0x1549A966, 0x2AD7B1
_TRACKS, _TRACK, _TRACK_TYPE, _CODEC = 0x1654AE6B, 0xAE, 0x83, 0x86
_CLUSTER, _CLUSTER_TIME, _GROUP, _BLOCK, _SIMPLE_BLOCK = 0x1F43B675, 0xE7, 0xA0, 0xA1, 0xA3
_HOLDING = frozenset({_EBML, _SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER, _GROUP})
_MAY_BE_UNSIZED = frozenset({_SEGMENT, _CLUSTER})
_SOUND = 2
_CODECS = frozenset({b"A_OPUS", b"A_VORBIS"})
_MAX_ELEMENTS = 50_000  # a minute of 10 ms packets takes about 6,000


@dataclass
class _Recording:
    """What the elements told us so far; times in ticks of `scale_ns`."""

    doc_type: bytes = b""
    scale_ns: int = 1_000_000
    track_types: tuple[int, ...] = ()
    codec: bytes = b""
    cluster: int | None = None
    first: int | None = None
    last: int = 0


def webm_duration_s(data: bytes) -> float:
    """Length in seconds, first block to last; raise MediaRefused unless one sound track is all."""
    seen = _Recording()
    for name, body in _elements(data):
        _read(seen, name, body)
    is_sound = seen.track_types == (_SOUND,) and seen.codec in _CODECS
    if seen.doc_type != b"webm" or not is_sound or seen.first is None or seen.scale_ns == 0:
        raise MediaRefused("not_audio")
    return (seen.last - seen.first) * seen.scale_ns / 1e9


def _read(seen: _Recording, name: int, body: bytes) -> None:
    if name == _DOC_TYPE:
        seen.doc_type = body.rstrip(b"\0")
    elif name == _TIME_SCALE:
        seen.scale_ns = _number(body)
    elif name == _TRACK_TYPE:
        seen.track_types += (_number(body),)
    elif name == _CODEC:
        seen.codec = body.rstrip(b"\0")
    elif name == _CLUSTER:
        seen.cluster = None
    elif name == _CLUSTER_TIME:
        seen.cluster = _number(body)
    elif name in (_BLOCK, _SIMPLE_BLOCK):
        _read_block(seen, body)
    if len(seen.track_types) > 1:
        raise MediaRefused("not_audio")


def _read_block(seen: _Recording, body: bytes) -> None:
    """A block: track number, signed 16-bit time within the cluster, flags, sound."""
    _, at = _sized_number(body, 0)
    if seen.cluster is None or len(body) < at + 3:
        raise MediaRefused("not_audio")
    time = seen.cluster + int.from_bytes(body[at : at + 2], "big", signed=True)
    seen.first = time if seen.first is None else min(seen.first, time)
    seen.last = max(seen.last, time)


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (name, body) of each element in order; one that holds others has an empty body."""
    at = 0
    ends = [len(data)]  # of the elements we are in; an unsized one ends with what holds it
    for _ in range(_MAX_ELEMENTS):
        while len(ends) > 1 and at >= ends[-1]:
            ends.pop()
        if at >= len(data):
            return
        name, at = _name(data, at)
        size, at = _sized_number(data, at)
        if size is None and name not in _MAY_BE_UNSIZED:
            raise MediaRefused("not_audio")
        end = ends[-1] if size is None else at + size
        if end > ends[-1]:
            raise MediaRefused("not_audio")
        if name in _HOLDING:
            if size is not None:
                ends.append(end)
            yield name, b""
        else:
            yield name, data[at:end]
            at = end
    raise MediaRefused("not_audio")


def _name(data: bytes, at: int) -> tuple[int, int]:
    """An element's name (1 to 4 bytes, the leading bit kept) and where its size begins."""
    length = _length_at(data, at)
    if length > 4:
        raise MediaRefused("not_audio")
    return int.from_bytes(data[at : at + length], "big"), at + length


def _sized_number(data: bytes, at: int) -> tuple[int | None, int]:
    """A number of 1 to 8 bytes without its leading bit; None when all its bits say "unknown"."""
    length = _length_at(data, at)
    all_ones = (1 << 7 * length) - 1
    value = int.from_bytes(data[at : at + length], "big") & all_ones
    return None if value == all_ones else value, at + length


def _length_at(data: bytes, at: int) -> int:
    """How many bytes a number takes: one more than the zero bits it begins with."""
    if at >= len(data) or data[at] == 0:
        raise MediaRefused("not_audio")
    length = 9 - data[at].bit_length()
    if at + length > len(data):
        raise MediaRefused("not_audio")
    return length


def _number(body: bytes) -> int:
    if len(body) > 8:
        raise MediaRefused("not_audio")
    return int.from_bytes(body, "big")
