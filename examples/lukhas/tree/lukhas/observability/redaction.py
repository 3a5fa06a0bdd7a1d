"""Keys never reach a log handler, whoever logs them."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(r"(?i:(\bbearer\s+))[\w.~+/-]+=*|\bsk-[\w-]{8,}")
_PLAIN = logging.Formatter()


def redact(text: str) -> str:
    """Return ``text`` without bearer tokens and ``sk-…`` keys; the rest as it is.

    What follows the word "bearer" is taken for a token wherever it could be one (RFC 6750, 2.1).
    """
    return _SECRET.sub(lambda found: f"{found[1] or ''}[redacted]", text)


class RedactFilter(logging.Filter):
    """For handlers: a filter of a logger would not see what its children log."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        clean = redact(message)
        if clean != message:
            record.msg, record.args = clean, None
        if record.exc_info:
            # Formatters take a text that is there already.
            record.exc_text = redact(record.exc_text or _PLAIN.formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True
