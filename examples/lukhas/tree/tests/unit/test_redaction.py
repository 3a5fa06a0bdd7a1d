"""Keys do not reach a handler; nothing else is touched."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest

from lukhas.core.settings import CONFIGS
from lukhas.observability import logs
from lukhas.observability.redaction import RedactFilter, redact

KEY = "sk-proj-abc123DEF456"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handlers of configs/logging.yaml write."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(CONFIGS)
    stream = io.StringIO()
    [handler] = root.handlers
    handler.setStream(stream)
    yield stream
    root.handlers[:], root.level = handlers, level


def test_no_logger_gets_a_key_to_a_handler(written: io.StringIO) -> None:
    log = logging.getLogger("somebody.elses")
    log.warning("sent Authorization: Bearer %s", KEY)
    log.warning({"headers": [("authorization", f"bearer {KEY}")]})
    try:
        int(KEY)
    except ValueError:
        log.exception("failed with %s", KEY, stack_info=True)
    text = written.getvalue()
    assert KEY not in text
    assert text.count("[redacted]") >= 4
    assert "ValueError: invalid literal for int() with base 10: '[redacted]'" in text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Bearer abc.def-1=", "Bearer [redacted]"),
        ("BEARER  abc, then", "BEARER  [redacted], then"),
        (f"'{KEY}'", "'[redacted]'"),
        ("task-force sk-1 risk-management-plan", "task-force sk-1 risk-management-plan"),
        ("a bearer", "a bearer"),
    ],
)
def test_only_keys_are_cut_out(text: str, clean: str) -> None:
    assert redact(text) == clean


def test_a_line_without_a_key_keeps_its_arguments() -> None:
    record = logging.LogRecord("n", logging.INFO, "p", 1, "%s of %s", (1, 2), None)
    assert RedactFilter().filter(record)
    assert (record.msg, record.args) == ("%s of %s", (1, 2))
