"""Each rule of oasdiff 1.15.0 is ours by its id, or there is an argument why it is not."""

from __future__ import annotations

import json
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from offramp.contract.rulebook.rules import rules

ROOT = Path(__file__).resolve().parents[2]
PEER = ROOT.parent / "shared" / "cases" / "contract" / "peer-rules.json"
TABLE = ROOT / "tests" / "corpus" / "contract" / "peer-rules.yaml"
LEVELS = {"error": "breaking", "warning": "warning", "info": "info"}

pytestmark = [
    pytest.mark.functional,
    pytest.mark.shared,
    pytest.mark.skipif(
        not PEER.is_file(), reason="no ../shared/cases/contract beside the checkout"
    ),
]


def unmatched(ids: set[str], entries: list[dict[str, Any]]) -> tuple[set[str], list[str]]:
    """The ids that no entry speaks of, and the patterns that speak of none."""
    patterns = [pattern for entry in entries for pattern in entry["peer"]]
    left = {each for each in ids if not any(fnmatch(each, pattern) for pattern in patterns)}
    idle = [p for p in patterns if not any(fnmatch(each, p) for each in ids)]
    return left, idle


def test_each_id_of_the_peer_is_ours_or_argued() -> None:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    peer = {row["id"]: LEVELS[row["level"]] for row in json.loads(PEER.read_text("utf-8"))}
    assert len(peer) == 464
    ours = rules()
    assert unmatched(peer.keys() - ours.keys(), table["named_otherwise"]) == (set(), [])
    differing = {i for i in peer.keys() & ours.keys() if ours[i].severity.value != peer[i]}
    assert unmatched(differing, table["severity_differs"]) == (set(), [])
