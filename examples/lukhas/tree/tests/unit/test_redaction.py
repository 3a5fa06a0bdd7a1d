"""Keys do not reach a handler; nothing else is touched."""

from __future__ import annotations

import io
import logging
import logging.config
import traceback
from collections.abc import Iterator

import pytest
from uvicorn.logging import AccessFormatter

from lukhas.core.settings import CONFIGS
from lukhas.observability import logs
from lukhas.observability.redaction import RedactFilter, guard_every_handler, redact

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
        (repr(f"a\n{KEY}"), r"'a\n[redacted]'"),
        (
            f"/v1?next=%3Fkey%3D{KEY}&a=Bearer%20abc",
            "/v1?next=%3Fkey%3D[redacted]&a=Bearer%20[redacted]",
        ),
        ("task-force sk-1 risk-management-plan", "task-force sk-1 risk-management-plan"),
        ("a bearer", "a bearer"),
    ],
)
def test_only_keys_are_cut_out(text: str, clean: str) -> None:
    assert redact(text) == clean


class Structured(logging.Handler):
    """Keeps all that a handler is given."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[dict] = []

    def emit(self, record: logging.LogRecord) -> None:
        found = traceback.format_exception(*record.exc_info) if record.exc_info else None
        self.seen.append(vars(record) | {"message": record.getMessage(), "found": found})


@pytest.fixture
def late() -> Iterator[Structured]:
    """A handler of a logger that does not propagate, added after all was set up."""
    guard_every_handler()
    log, handler = logging.getLogger("late"), Structured()
    log.propagate = False
    log.addHandler(handler)
    yield handler
    log.removeHandler(handler)


class Secretive:
    def __str__(self) -> str:
        return KEY


def test_no_handler_gets_a_key_by_another_way(late: Structured) -> None:
    log = logging.getLogger("late.child")
    log.warning("%s of %d", f"Bearer {KEY}", 2, extra={"sent": {"a": [KEY, 7]}, "by": Secretive()})
    log.warning("%(key)s", {"key": KEY})
    log.warning("%s %s", "Bearer", "abc123")
    try:
        int(KEY)
    except ValueError:
        log.exception("failed")
    assert KEY not in repr(late.seen)
    assert late.seen[0]["args"] == ("Bearer [redacted]", 2)
    assert late.seen[0]["sent"] == {"a": ["[redacted]", 7]}
    assert late.seen[0]["by"] == "[redacted]"
    assert late.seen[2]["message"] == "Bearer [redacted]"
    assert "abc123" not in repr(late.seen[2])
    assert late.seen[3]["exc_text"].endswith("base 10: '[redacted]'")


def test_the_stack_and_the_last_resort_are_seen_to() -> None:
    guard_every_handler()
    record = logging.makeLogRecord({"msg": "x", "stack_info": f"File 'a', line 1\n  f('{KEY}')"})
    [guard] = [f for f in logging.lastResort.filters if isinstance(f, RedactFilter)]
    assert guard.filter(record)
    assert record.stack_info == "File 'a', line 1\n  f('[redacted]')"


def test_a_format_that_does_not_fit_is_the_handlers_to_tell(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It used to end the request."""
    handler = logging.StreamHandler(io.StringIO())
    handler.addFilter(RedactFilter())
    handler.handle(logging.LogRecord("a", logging.INFO, "p", 1, f"%d of {KEY}", (KEY,), None))
    told = capsys.readouterr().err
    assert "Logging error" in told
    assert "[redacted]" in told
    assert KEY not in told


def test_the_servers_own_lines_keep_their_form() -> None:
    """uvicorn takes them apart again, by the arguments."""
    args = ("127.0.0.1:5", "GET", f"/v1/models?key={KEY}", "1.1", 200)
    record = logging.LogRecord("a", logging.INFO, "p", 1, '%s - "%s %s HTTP/%s" %d', args, None)
    assert RedactFilter().filter(record)
    line = AccessFormatter("%(request_line)s %(status_code)s", use_colors=False).format(record)
    assert line == "GET /v1/models?key=[redacted] HTTP/1.1 200 OK"


def test_a_line_without_a_key_keeps_its_arguments() -> None:
    record = logging.LogRecord("n", logging.INFO, "p", 1, "%s of %s", (1, 2), None)
    assert RedactFilter().filter(record)
    assert (record.msg, record.args) == ("%s of %s", (1, 2))
