"""The pull requests' templates ask for what the plan shows, stage by stage."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from offramp.doors.target import SANDBOX
from offramp.plan import PLAN
from offramp.sandbox import find_example
from offramp.steps.polish import CHECKLIST

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", [ROOT, find_example() / "tree"], ids=["offramp", "sandbox"])
def test_the_gate_is_the_plans(folder: Path) -> None:
    text = (folder / ".github" / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8")
    gate = text.partition("## Phase 3 gate\n")[2]
    asked = re.findall(r"^- \[ \] `invoke stage-(\w)`: (.*)$", gate, re.M)
    assert asked == [(stage.id, stage.exit) for stage in PLAN.stages]
    assert f"`{CHECKLIST}`" in gate


def test_offramps_own_gate_walks_on_the_sandbox() -> None:
    """There, stage A alone can not hold: the leftovers are what the demonstration is about."""
    text = (ROOT / ".github" / "PULL_REQUEST_TEMPLATE.md").read_text(encoding="utf-8")
    assert "- [ ] `invoke demo`: exit code 0\n" in text
    assert f"`{SANDBOX}`" in text
