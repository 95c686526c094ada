"""Why a photo or a voice note was refused, and what its sender can do about it.

A refusal is an answer to a person, so each code carries one sentence that says what to do next.
The sentences are English source strings; whoever shows one translates it (`gettext(str(refusal))`).
"""


def gettext_noop(message: str) -> str:
    """Mark `message` for translation: this room's kernels know no Django."""
    return message


REFUSALS = {
    # The upload holds no bytes at all.
    "empty": gettext_noop("The file arrived empty. Please choose it again."),
    # More bytes than MAX_PHOTO_BYTES or MAX_VOICE_BYTES.
    "too_large": gettext_noop(
        "This file is too large. A photo may be up to 10 MB and a voice note up to 1 MB."
    ),
    # Wider, taller, or dearer to decode than the limits of `media.limits`.
    "too_many_pixels": gettext_noop(
        "This photo has too many pixels. Send a smaller copy or a screenshot of it."
    ),
    # The first bytes are not those of JPEG, PNG or WebP.
    "not_an_image": gettext_noop("This file is not a photo we can read. Send a JPEG, PNG or WebP."),
    # HEIC or HEIF, which browsers other than Safari cannot convert.
    "heic": gettext_noop(
        "This photo is in HEIC format. On the iPhone choose Settings › Camera › Formats › "
        "Most Compatible, or send a screenshot of it."
    ),
    # The right first bytes, but the rest is cut, contradicts itself or defeats the decoder.
    "damaged": gettext_noop(
        "This photo is damaged or incomplete. Take it again, or send a screenshot of it."
    ),
    # Too many photos in this moment: nothing is wrong with this one (HTTP 503, Retry-After).
    "busy": gettext_noop("Many photos are arriving right now. Try again in a few seconds."),
    # Not an Ogg, WebM or MP4 recording holding exactly one sound track.
    "not_audio": gettext_noop(
        "This file is not a voice note we can play. Record it again from this page."
    ),
    # Longer than MAX_VOICE_S.
    "too_long": gettext_noop("This voice note is too long. Record up to 60 seconds."),
}


class MediaRefused(ValueError):
    """An upload was refused; `code` is a key of `REFUSALS`, `str()` its English sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS[code])
        self.code = code

    @property
    def is_passing(self) -> bool:
        """Whether the same file may succeed later: the phone should keep it and try again."""
        return self.code == "busy"
