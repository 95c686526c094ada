"""Which encoding a text of unknown origin is written in.

UTF-8 is what decodes as UTF-8 (a text in another encoding practically never does); UTF-16 and
UTF-32 say so with a byte order mark, or show it by the zeros between their letters. What remains
has one byte per character: of the encodings that spreadsheet programs write, the one is taken in
which most of those bytes are letters and marks of western European languages. On a tie it is
Windows-1252, the commonest.
"""

import codecs
from collections.abc import Iterator

import numpy as np

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks. UTF-32's stand before those of UTF-16, which are their beginning."""

SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
EXPECTED = frozenset("áéíóúüñÁÉÍÓÚÜÑàâãäçèêëìîïòôõöùûÀÂÃÇÊÔÕÖÄß¿¡°ºª€‘’“”–—…")
NAMES = {
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Latin-1)",
    "latin-1": "Latin-1",
    "cp850": "DOS (code page 850)",
    "mac_roman": "Mac Roman",
}
"""What people call the encodings that are not UTF-8."""

ZEROS = 0.4
"""UTF-16 of a western text has a zero in nearly every second byte; other texts have none."""
TWICE = b"\xc3\x83\xc2"
"""In UTF-8, an accented letter that was encoded twice: "Ã" and what follows it."""
LOST = "\ufffd".encode()
PIECE = 1 << 20


class Recogniser:
    """Takes a text in pieces, in order, and then says its encoding.

    `mangled` counts letters that were spoilt before the text came here: encoded twice, or lost.
    """

    def __init__(self) -> None:
        self.mangled = 0
        self._begun = False
        self._marked = ""
        self._utf8 = codecs.getincrementaldecoder("utf-8")()
        self._is_utf8 = True
        self._counts = np.zeros(256, dtype=np.int64)

    def feed(self, piece: bytes) -> None:
        """Take the next piece, of any length."""
        if not self._begun and piece:
            self._begun = True
            self._marked = next((name for mark, name in MARKS if piece.startswith(mark)), "")
            self._marked = self._marked or _wide_without_mark(piece)
        self._counts += np.bincount(np.frombuffer(piece, dtype=np.uint8), minlength=256)
        self.mangled += piece.count(TWICE) + piece.count(LOST)
        self._try_utf8(piece, is_last=False)

    def encoding(self) -> str:
        """The name by which Python knows it; call it after the last piece."""
        if self._marked and self._marked != "utf-8-sig":
            return self._marked
        self._try_utf8(b"", is_last=True)
        if self._is_utf8:
            return self._marked or "utf-8"
        self.mangled = 0
        best = max(SINGLE_BYTE, key=self._letters_in)
        return best if self._decodes(best) else "latin-1"

    def _try_utf8(self, piece: bytes, *, is_last: bool) -> None:
        if self._is_utf8:
            try:
                self._utf8.decode(piece, is_last)
            except UnicodeDecodeError:
                self._is_utf8 = False

    def _high(self) -> Iterator[tuple[bytes, int]]:
        for byte in range(128, 256):
            if self._counts[byte]:
                yield bytes((byte,)), int(self._counts[byte])

    def _letters_in(self, encoding: str) -> int:
        return sum(
            count for byte, count in self._high() if byte.decode(encoding, "replace") in EXPECTED
        )

    def _decodes(self, encoding: str) -> bool:
        return all(byte.decode(encoding, "replace") != "\ufffd" for byte, _ in self._high())


def encoding_of(data: bytes) -> str:
    """The encoding of a whole text."""
    if data[:1].isascii() and not _wide_without_mark(data):
        try:
            data.decode()  # the usual case, and the quickest
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8"
    recogniser = Recogniser()
    for start in range(0, len(data), PIECE):
        recogniser.feed(data[start : start + PIECE])
    return recogniser.encoding()


def _wide_without_mark(piece: bytes) -> str:
    """UTF-16 that does not say so, by where its zeros stand; "" when it is none."""
    looked_at = np.frombuffer(piece[: min(len(piece), 4096) // 2 * 2], dtype=np.uint8)
    if not len(looked_at):
        return ""
    first, second = (float(np.mean(looked_at[place::2] == 0)) for place in (0, 1))
    if second >= ZEROS and first < ZEROS / 4:
        return "utf-16-le"
    return "utf-16-be" if first >= ZEROS and second < ZEROS / 4 else ""
