"""What kind of recording is this, and how long? Runs apart: see `ground.sandbox`."""

from minga.ground.media.refusals import MediaRefused
from minga.ground.voice.mp4 import mp4_duration_s
from minga.ground.voice.ogg import ogg_duration_s
from minga.ground.voice.webm import webm_duration_s


def kind_and_duration(data: bytes) -> tuple[str, float]:
    """The container ("ogg", "webm" or "mp4") and the length in seconds; raise MediaRefused."""
    if data.startswith(b"OggS"):
        return "ogg", ogg_duration_s(data)
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm", webm_duration_s(data)
    if data[4:8] == b"ftyp":
        return "mp4", mp4_duration_s(data)
    raise MediaRefused("not_audio")
