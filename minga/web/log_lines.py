"""What the log says of a stranger's doing: one line each, of bounded length."""

import logging

MAX_LINE = 400
REFUSALS = "django.security"
"""Where Django logs refused host names, forged origins and other suspicious requests."""


def without_traceback(record: logging.LogRecord) -> bool:
    """Let the record through; a refusal loses its traceback and what it has beyond MAX_LINE."""
    if record.name.startswith(REFUSALS):
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        message = " ".join(record.getMessage().split())
        record.msg, record.args = message[:MAX_LINE], ()
    return True
