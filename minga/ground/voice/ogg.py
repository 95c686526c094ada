"""Ogg: pages of one Opus or Vorbis stream; the last granule position is its length (RFC 3533)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from minga.ground.media.refusals import MediaRefused

_PAGE = struct.Struct("<4sBBqIIIB")
_FIRST_PAGE = 0x02
_NO_PACKET_ENDS_HERE = -1
_OPUS_RATE_HZ = 48_000  # Opus counts at 48 kHz whatever it was recorded at (RFC 7845, 4)


@dataclass(frozen=True)
class _Page:
    is_first: bool
    granule: int
    serial: int
    body: bytes


def ogg_duration_s(data: bytes) -> float:
    """Length in seconds; raise MediaRefused unless it is one sound stream from end to end."""
    pages = _pages(data)
    first = next(pages, None)
    if first is None or not first.is_first:
        raise MediaRefused("not_audio")
    rate_hz, skipped = _clock(first.body)
    last = 0
    count = 0
    for page in pages:
        # A second stream, beside this one or chained behind it, might be a video.
        if page.is_first or page.serial != first.serial or page.granule < _NO_PACKET_ENDS_HERE:
            raise MediaRefused("not_audio")
        last = max(last, page.granule)
        count += 1
    if count < 2:  # the comment page and at least one of sound
        raise MediaRefused("not_audio")
    return max(0, last - skipped) / rate_hz


def _pages(data: bytes) -> Iterator[_Page]:
    """Yield the pages, which must follow one another without a gap up to the last byte."""
    at = 0
    while at < len(data):
        if len(data) < at + _PAGE.size:
            raise MediaRefused("not_audio")
        magic, version, flags, granule, serial, _, _, lengths = _PAGE.unpack_from(data, at)
        start = at + _PAGE.size + lengths
        end = start + sum(data[at + _PAGE.size : start])
        if magic != b"OggS" or version != 0 or end > len(data):
            raise MediaRefused("not_audio")
        yield _Page(bool(flags & _FIRST_PAGE), granule, serial, data[start:end])
        at = end


def _clock(header: bytes) -> tuple[int, int]:
    """(samples per second, samples to skip at the start) from the first packet."""
    if header.startswith(b"OpusHead") and len(header) >= 19:
        return _OPUS_RATE_HZ, int(struct.unpack_from("<H", header, 10)[0])
    if header.startswith(b"\x01vorbis") and len(header) >= 30:
        rate_hz = int(struct.unpack_from("<I", header, 12)[0])
        if 8_000 <= rate_hz <= 192_000:
            return rate_hz, 0
    raise MediaRefused("not_audio")
