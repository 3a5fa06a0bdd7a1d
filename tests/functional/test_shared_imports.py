"""The shared import cases: every site is found, and no near miss counts."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from conformance.references import lay_out_shared
from offramp.imports import scan
from offramp.imports.model import Reference

CASES = Path(__file__).parents[3] / "shared" / "cases" / "imports"
LISTED = {"P", "O"}

pytestmark = [
    pytest.mark.functional,
    pytest.mark.shared,
    pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside this checkout"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Reference]]:
    """Lay out the repository as its README says, and scan it once."""
    root = tmp_path_factory.mktemp("acme")
    laid = lay_out_shared(root, CASES)
    by_path = defaultdict(list)
    for reference in scan(root, laid.layer.name, cache=False).references:
        by_path[reference.path].append(reference)
    return by_path


def _truth() -> list[dict]:
    return json.loads((CASES / "truth.json").read_text())["cases"] if CASES.is_dir() else []


@pytest.mark.parametrize("case", _truth(), ids=lambda case: case["id"])
def test_case(case: dict, found: dict[str, list[Reference]]) -> None:
    references = found.get(case["path"], [])
    listed = case["cls"] in LISTED
    for lines in case["sites"]:
        assert any(r.line in lines and (r.counts or listed) for r in references), lines
    if case["cls"] == "N" or listed:
        assert not [r for r in references if r.counts]
