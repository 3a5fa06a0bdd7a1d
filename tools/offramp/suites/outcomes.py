"""Reading the outcome of each test from a JUnit file."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

_WORST = ("passed", "skipped", "failed", "error")


def read_outcomes(junit: Path) -> dict[str, str]:
    """Return the outcome of each test that a JUnit file names.

    A test that is named more than once (set-up, call and tear-down) has its worst outcome.

    Args:
        junit: the file; it may be missing or cut short, which yields no outcomes.

    Returns:
        ``classname::name`` → ``passed``, ``failed``, ``error`` or ``skipped``.
    """
    try:
        tree = ET.parse(junit)  # noqa: S314 - the suite that we ran wrote it
    except (FileNotFoundError, ET.ParseError):
        return {}
    outcomes: dict[str, str] = {}
    for case in tree.iter("testcase"):
        name = "::".join(filter(None, (case.get("classname"), case.get("name"))))
        outcome = "passed"
        for child in case:
            if child.tag in {"failure", "error", "skipped"}:
                outcome = "failed" if child.tag == "failure" else child.tag
        outcomes[name] = max(outcomes.get(name, outcome), outcome, key=_WORST.index)
    return outcomes
