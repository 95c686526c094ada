"""Voice notes drawn as containers: the structure recorders write, around packets of zeros."""

import struct

# ------------------------------------------------------------------ Ogg


def page(flags: int, granule: int, body: bytes, serial: int = 7, number: int = 0) -> bytes:
    lengths = bytes([255] * (len(body) // 255) + [len(body) % 255])
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, serial, number, 0, len(lengths))
    return head + lengths + body


def opus_head(skipped: int = 312) -> bytes:
    return b"OpusHead" + struct.pack("<BBHIHB", 1, 1, skipped, 48_000, 0, 0)


def vorbis_head(rate_hz: int = 44_100) -> bytes:
    return b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, rate_hz, 0, 48_000, 0, 0xB8, 1)


def ogg(seconds: float, head: bytes | None = None, rate_hz: int = 48_000) -> bytes:
    """One page of sound a second, as Firefox writes them."""
    skipped = 312 if head is None else 0
    pages = [page(2, 0, head or opus_head()), page(0, 0, b"OpusTags" + bytes(16))]
    for second in range(1, int(seconds) + 1):
        pages.append(page(0, skipped + second * rate_hz, bytes(300), number=second))
    pages.append(page(4, skipped + round(seconds * rate_hz), bytes(40)))
    return b"".join(pages)


# ------------------------------------------------------------------ WebM

UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def element(name: int, body: bytes, *, sized: bool = True) -> bytes:
    size = struct.pack(">Q", len(body) | 1 << 56) if sized else UNKNOWN
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + size + body


def number(name: int, value: int) -> bytes:
    return element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def sound_track(kind: int = 2, codec: bytes = b"A_OPUS") -> bytes:
    return element(0xAE, number(0xD7, 1) + number(0x83, kind) + element(0x86, codec))


def cluster(start_ms: int, times_ms: range, *, sized: bool = False) -> bytes:
    blocks = b"".join(
        element(0xA3, b"\x81" + struct.pack(">hB", time, 0x80) + bytes(30)) for time in times_ms
    )
    return element(0x1F43B675, number(0xE7, start_ms) + blocks, sized=sized)


def webm(
    seconds: int,
    *,
    tracks: bytes | None = None,
    scale_ns: int = 1_000_000,
    doc_type: bytes = b"webm",
    sized: bool = False,
) -> bytes:
    """Packets of 20 ms in clusters of 10 s without sizes, as a browser's recorder writes them."""
    head = element(0x1A45DFA3, number(0x4286, 1) + element(0x4282, doc_type))
    info = element(0x1549A966, number(0x2AD7B1, scale_ns))
    sound = element(0x1654AE6B, sound_track() if tracks is None else tracks)
    clusters = b"".join(
        cluster(start * 1000, range(0, min(10, seconds - start) * 1000 + 1, 20), sized=sized)
        for start in range(0, seconds, 10)
    )
    return head + element(0x18538067, info + sound + clusters, sized=sized)


# ------------------------------------------------------------------ MP4


def box(kind: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", len(body) + 8) + kind + body


def clock(kind: bytes, rate_hz: int, length: int, *, long: bool = False) -> bytes:
    if long:
        return box(kind, b"\1\0\0\0", struct.pack(">QQIQ", 0, 0, rate_hz, length), bytes(80))
    return box(kind, bytes(4), struct.pack(">IIII", 0, 0, rate_hz, length), bytes(80))


def track(
    length: int = 0, *, handler: bytes = b"soun", codec: bytes = b"mp4a", long: bool = False
) -> bytes:
    described = box(b"stsd", struct.pack(">II", 0, 1), box(codec, bytes(28)))
    return box(
        b"trak",
        box(
            b"mdia",
            clock(b"mdhd", 48_000, length, long=long),
            box(b"hdlr", bytes(8), handler, bytes(13)),
            box(b"minf", box(b"stbl", described)),
        ),
    )


FTYP = box(b"ftyp", b"iso5", bytes(4), b"iso5mp41")


def mp4(seconds: float, *, tracks: bytes | None = None, long: bool = False) -> bytes:
    """A whole file: the header knows its length."""
    header = clock(b"mvhd", 1_000, round(seconds * 1_000), long=long)
    sound = track(round(seconds * 48_000), long=long) if tracks is None else tracks
    return FTYP + box(b"moov", header, sound) + box(b"mdat", bytes(500))


def fragmented_mp4(seconds: int, *, durations: str = "each") -> bytes:
    """Fragments of one second (50 samples of 960 ticks); the header says zero, as Safari does.

    `durations` stand beside each sample, once per fragment, or once for the file.
    """
    trex = box(b"trex", struct.pack(">6I", 0, 1, 1, 960 if durations == "file" else 0, 0, 0))
    movie = box(b"moov", clock(b"mvhd", 1_000, 0), track(0), box(b"mvex", trex))
    if durations == "fragment":
        header = box(b"tfhd", struct.pack(">IIQII", 0x0B, 1, 0, 1, 960))
    else:
        header = box(b"tfhd", struct.pack(">II", 0x020000, 1))
    if durations == "each":
        samples = b"".join(struct.pack(">II", 960, 100) for _ in range(50))
        run = box(b"trun", struct.pack(">III", 0x000301, 50, 0), samples)
    else:
        run = box(b"trun", struct.pack(">II", 0, 50))
    piece = box(b"moof", box(b"mfhd", bytes(8)), box(b"traf", header, run))
    return FTYP + movie + (piece + box(b"mdat", bytes(300))) * seconds
