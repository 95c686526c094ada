"""The jobs that are done apart, each `(told, data) -> (told, bytes)`; the template loads them."""

from collections.abc import Callable, Mapping
from typing import Any

from minga.ground.media.cleaning import cleaned
from minga.ground.media.refusals import MediaRefused
from minga.ground.voice.probe import kind_and_duration

Job = Callable[[Mapping[str, Any], bytes], tuple[dict[str, Any], bytes]]


def clean_photo(arguments: Mapping[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """A photo and its thumbnail, one after the other; `boxes` of it are painted black."""
    try:
        photo = cleaned(data, [tuple(box) for box in arguments["boxes"]])
    except MediaRefused as refusal:
        return {"refused": refusal.code}, b""
    size = {"width": photo.width, "height": photo.height, "bytes": len(photo.data)}
    return size, photo.data + photo.thumbnail


def probe_voice(arguments: Mapping[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """The kind of a voice note and its length."""
    try:
        kind, duration_s = kind_and_duration(data)
    except MediaRefused as refusal:
        return {"refused": refusal.code}, b""
    return {"kind": kind, "duration_s": duration_s}, b""


JOBS: dict[str, Job] = {"photo": clean_photo, "voice": probe_voice}
