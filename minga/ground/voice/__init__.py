"""The one door for voice notes: is this a short sound recording, and how long is it?

Phones record Opus in WebM (Chrome, Firefox), Opus in Ogg (Firefox) or Opus or AAC in MP4 (Chrome,
Safari). Nothing is decoded: small readers walk the container, in a process of their own
(`ground.sandbox`); it must be well formed to its last byte and hold exactly one sound track and
no other. The bytes are kept as they came, for officials only; they are served as an attachment
under the content type found here, never the one declared.

A recorder writes no total length while it streams, so the length comes from the sound packets'
own times. A length that cannot be read is a refusal, since it could not be held to the limit.
"""

import math
from dataclasses import dataclass

from minga.ground import sandbox
from minga.ground.media.refusals import REFUSALS, MediaRefused

__all__ = ["MAX_VOICE_BYTES", "MAX_VOICE_S", "MediaRefused", "Voice", "inspect_voice"]

MAX_VOICE_BYTES = 1024 * 1024
MAX_VOICE_S = 60
TOLERANCE_S = 1  # a recorder stopped at 60 s still writes the packet it was filling
_KINDS = {
    "ogg": ("audio/ogg", ".ogg"),
    "webm": ("audio/webm", ".webm"),
    "mp4": ("audio/mp4", ".m4a"),
}


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
    try:
        result, _ = sandbox.run("voice", {}, data)
    except sandbox.SandboxBusy as error:
        raise MediaRefused("busy") from error
    except sandbox.SandboxFailed as error:
        raise MediaRefused("not_audio") from error
    if "refused" in result:
        raise MediaRefused(result["refused"] if result["refused"] in REFUSALS else "not_audio")
    content_type, extension = _KINDS.get(str(result.get("kind")), ("", ""))
    duration_s = result.get("duration_s")
    if not content_type or not isinstance(duration_s, int | float) or not math.isfinite(duration_s):
        raise MediaRefused("not_audio")
    if duration_s > MAX_VOICE_S + TOLERANCE_S:
        raise MediaRefused("too_long")
    return Voice(content_type, extension, max(0.0, float(duration_s)))
