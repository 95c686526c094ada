"""The one door for voice notes: is this a short sound recording, and how long is it?

Phones record Opus in WebM (Chrome, Firefox), Opus in Ogg (Firefox) or Opus or AAC in MP4 (Chrome,
Safari). Nothing is decoded: small readers walk the container, which must be well formed to its last
byte and hold exactly one sound track and no other. The bytes are kept as they came, for officials
only; they are served as an attachment under the content type found here, never the one declared.

A recorder writes no total length while it streams, so the length comes from the sound packets'
own times. A length that cannot be read is a refusal, since it could not be held to the limit.
"""

from dataclasses import dataclass

from minga.ground.media.refusals import MediaRefused
from minga.ground.voice.mp4 import mp4_duration_s
from minga.ground.voice.ogg import ogg_duration_s
from minga.ground.voice.webm import webm_duration_s

__all__ = ["MAX_VOICE_BYTES", "MAX_VOICE_S", "MediaRefused", "Voice", "inspect_voice"]

MAX_VOICE_BYTES = 1024 * 1024
MAX_VOICE_S = 60
TOLERANCE_S = 1  # a recorder stopped at 60 s still writes the packet it was filling


@dataclass(frozen=True)
class Voice:
    """What a voice note is, found in its own bytes."""

    content_type: str
    extension: str  # with its dot, for the name it is downloaded under
    duration_s: float


def inspect_voice(data: bytes) -> Voice:
    """Say what a recording is and how long. Raises MediaRefused and nothing else."""
    if not data:
        raise MediaRefused("empty")
    if len(data) > MAX_VOICE_BYTES:
        raise MediaRefused("too_large")
    if data.startswith(b"OggS"):
        voice = Voice("audio/ogg", ".ogg", ogg_duration_s(data))
    elif data.startswith(b"\x1a\x45\xdf\xa3"):
        voice = Voice("audio/webm", ".webm", webm_duration_s(data))
    elif data[4:8] == b"ftyp":
        voice = Voice("audio/mp4", ".m4a", mp4_duration_s(data))
    else:
        raise MediaRefused("not_audio")
    if voice.duration_s > MAX_VOICE_S + TOLERANCE_S:
        raise MediaRefused("too_long")
    return voice
