"""Logging as configs/logging.yaml sets it up."""

from __future__ import annotations

import logging
import logging.config
import time
from pathlib import Path

import yaml

from lukhas.observability.tracing import current_trace_id

__all__ = ["LineFormatter", "configure"]


class LineFormatter(logging.Formatter):
    """One record, one line: time in UTC, level, logger, trace, message. Line ends are escaped."""

    converter = time.gmtime
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} [{trace}]: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        record.trace = current_trace_id() or "-"
        return super().format(record).replace("\r", "\\r").replace("\n", "\\n")


def configure(configs: Path) -> None:
    """Set up logging from ``configs``/logging.yaml."""
    text = (configs / "logging.yaml").read_text(encoding="utf-8")
    logging.config.dictConfig(yaml.safe_load(text))
