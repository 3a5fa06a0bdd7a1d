"""What is written in other words is no break: each document of the pairs, in each variant."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from offramp.contract import compare
from offramp.findings import Severity

CORPUS = Path(__file__).parents[2] / "corpus" / "contract"
VARIANTS = runpy.run_path(str(CORPUS / "variants.py"))["VARIANTS"]
CASES = [
    case
    for case in runpy.run_path(str(CORPUS / "pairs" / "reader.py"))["cases"]()
    if case.name.endswith("there)") and "response" not in case.name
]


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_variant_is_a_break(variant: str) -> None:
    broken: list[Any] = []
    changed = 0
    for case in CASES:
        for document in (case.base, case.cand):
            other = VARIANTS[variant](document)
            changed += other != document or list(other) != list(document)
            for pair in ((document, other), (other, document)):
                found = compare(*pair).findings
                broken += [
                    (case.name, each.rule, each.message)
                    for each in found
                    if each.severity is not Severity.INFO
                ]
    assert not broken
    assert changed > 10
