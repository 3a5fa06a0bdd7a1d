"""Keys never reach a log handler, whoever logs them."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

# Where a word begins: also after a line end that repr() wrote, and after a percent-encoded byte.
_BEGIN = r"(?:(?<![^\W_])|(?<=\\[nrt])|(?<=%[\da-fA-F]{2}))"
_SECRET = re.compile(
    rf"(?i:({_BEGIN}bearer(?:\s|%20|\+)+))[\w.~+/-]+=*|{_BEGIN}sk-[\w-]{{8,}}",
)
_PLAIN = logging.Formatter()
_OWN = frozenset(vars(logging.makeLogRecord({})))


def redact(text: str) -> str:
    """Return ``text`` without bearer tokens and ``sk-…`` keys; the rest as it is.

    What follows the word "bearer" is taken for a token wherever it could be one (RFC 6750, 2.1).
    """
    if "sk-" not in text and "bearer" not in text.lower():  # nearly every line, and quick to tell
        return text
    return _SECRET.sub(lambda found: f"{found[1] or ''}[redacted]", text)


class RedactFilter(logging.Filter):
    """For handlers: a filter of a logger would not see what its children log."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001 - the handler will tell of it, with what did not fit
            record.msg, record.args = _clean(record.msg), _clean(record.args)
        else:
            clean = redact(message)
            if clean != message:
                _clean_message(record, clean)
        if record.exc_info:
            text = record.exc_text or _PLAIN.formatException(record.exc_info)
            clean = redact(text)
            if clean != text:
                # A formatter that makes a text of its own would make it of the exception.
                record.exc_info, record.exc_text = None, clean
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        for name in vars(record).keys() - _OWN:
            setattr(record, name, _clean(getattr(record, name)))
        return True


def guard_every_handler() -> None:
    """Put a ``RedactFilter`` on every handler of this process, also on those that come later.

    It is put there when the handler is first about to be called: nothing tells of new handlers,
    and a record factory would not see what comes with ``extra``.
    """
    call = logging.Logger.callHandlers
    if hasattr(call, "guards"):
        return
    guard = RedactFilter()
    if logging.lastResort:
        logging.lastResort.addFilter(guard)

    def guard_and_call(self: logging.Logger, record: logging.LogRecord) -> None:
        for handler in _handlers(self):
            if not any(isinstance(found, RedactFilter) for found in handler.filters):
                handler.addFilter(guard)
        call(self, record)

    guard_and_call.guards = True
    logging.Logger.callHandlers = guard_and_call


def _handlers(logger: logging.Logger | None) -> Iterator[logging.Handler]:
    while logger:
        yield from logger.handlers
        logger = logger.parent if logger.propagate else None


def _clean_message(record: logging.LogRecord, clean: str) -> None:
    """Clean the message, by way of its arguments where that is enough: formatters may use them."""
    record.msg, record.args = _clean(record.msg), _clean(record.args)
    try:
        enough = record.getMessage() == clean
    except Exception:  # noqa: BLE001 - an argument that was a number, say, is a text now
        enough = False
    if not enough:
        record.msg, record.args = clean, None


def _clean(value: Any) -> Any:
    """Return ``value`` without keys: itself if it has none, else a copy, of other types a text."""
    try:
        text = str(value)
    except Exception:  # noqa: BLE001 - then no handler can write it either
        return value
    clean = redact(text)
    if clean == text:
        return value
    if isinstance(value, Mapping):
        return {_clean(key): _clean(found) for key, found in value.items()}
    if isinstance(value, list):
        return [_clean(found) for found in value]
    if isinstance(value, tuple):
        return tuple(_clean(found) for found in value)
    return clean
