"""Every situation that misleads a tool is one that offramp sees through."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import searchers, traps
from conformance.scoring import Case


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("traps")
    laid = traps.lay_out(root)
    reports = searchers.offramp(root, laid.layer, laid.projects)
    return {case.cls: traps.outcome(case, reports) for case in laid.cases}


@pytest.mark.parametrize("trap", traps.TRAPS, ids=[trap.folder for trap in traps.TRAPS])
def test_offramp_finds_the_use(trap: traps.Trap, said: dict[str, str]) -> None:
    assert said[trap.name] == traps.FOUND


def test_outcomes() -> None:
    case = Case("c", "m.py", (frozenset({2}),))
    words = [traps.outcome(case, {"m.py": lines}) for lines in ({2}, {0}, {3}, set())]
    assert words == [traps.FOUND, traps.FOUND, "wrong line", "**missed**"]


def test_what_is_not_added_is_not_in_the_commit(tmp_path: Path) -> None:
    laid = traps.lay_out(tmp_path)
    late = next(trap for trap in traps.TRAPS if trap.untracked)
    tracked = searchers.git_grep(tmp_path, laid.layer, laid.projects)
    assert late.path not in tracked
    assert late.path in searchers.grep(tmp_path, laid.layer, laid.projects)
