"""One range of bytes of a file (RFC 9110, section 14): players ask for sound in pieces."""

import re

from django.http import HttpResponse

ASKED = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def answer(data: bytes, header: str, content_type: str) -> HttpResponse:
    """The whole file, the piece that was asked for (206), or 416. Several ranges get the whole."""
    match = ASKED.fullmatch(header.strip())
    if match is None or match[0] == "bytes=-":
        response = HttpResponse(data, content_type=content_type)
    else:
        response = _piece(data, match[1], match[2], content_type)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _piece(data: bytes, first: str, last: str, content_type: str) -> HttpResponse:
    size = len(data)
    start = int(first) if first else max(0, size - int(last))
    stop = min(size, int(last) + 1) if first and last else size
    if start >= stop:
        refused = HttpResponse(status=416, content_type=content_type)
        refused.headers["Content-Range"] = f"bytes */{size}"
        return refused
    response = HttpResponse(data[start:stop], status=206, content_type=content_type)
    response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response
