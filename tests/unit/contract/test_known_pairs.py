"""The pairs of tests/corpus/contract/pairs, whose answers are argued from the specifications."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from offramp.contract import compare

READER = runpy.run_path(
    str(Path(__file__).parents[2] / "corpus" / "contract" / "pairs" / "reader.py")
)
CASES = list(READER["cases"]())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_verdict_is_the_argued_one(case: Any) -> None:
    found = compare(case.base, case.cand).findings
    worst = min((each.severity for each in found), key=lambda s: s.rank, default=None)
    said = [(each.rule, each.message) for each in found]
    assert (worst and worst.value) in READER["WORDS"][case.verdict], (case.why, said)
    assert not case.rule or case.rule in {each.rule for each in found}, said


def test_no_name_is_given_twice() -> None:
    assert not [name for name, count in Counter(c.name for c in CASES).items() if count > 1]
    assert len(CASES) > 1_000
