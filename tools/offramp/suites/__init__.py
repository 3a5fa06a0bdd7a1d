"""The target's own test suites: run them as they are, judge them against their baseline."""

from __future__ import annotations

from offramp.suites.judge import compare
from offramp.suites.run import SuiteResult, find, run

__all__ = ["SuiteResult", "compare", "find", "run"]
