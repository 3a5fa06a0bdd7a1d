from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from offramp.errors import ConfigError
from offramp.evidence import Evidence
from offramp.findings import Verdict
from offramp.steps import remove
from offramp.steps.job import Job

Open = Callable[..., Job]
Commit = Callable[..., None]

BEFORE = Evidence(
    step="before",
    run="r",
    verdict=Verdict.PASS,
    summary="s",
    tree="t",
    base_tree="t",
    commit=None,
    command="invoke stage-b",
    settings="s",
    base_settings="s",
    started="2026-01-02T03:04:05.000006+00:00",
    seconds=0.0,
    version="0.1.0",
    data={"suite": {"outcomes": {"t": "failed"}}},
)


def test_the_outcomes_of_before_are_kept_from_one_run_to_the_next(
    open_job: Open, commit: Commit
) -> None:
    """They can not be had again once the layer is gone (G16)."""
    commit()
    commit({"svc/compat.py": None})
    job = open_job()
    job.kept = {"before": BEFORE}
    assert remove.before(job).data == {"suite": {"outcomes": {"t": "failed"}}}


@pytest.mark.parametrize("kept", [{}, {"before": replace(BEFORE, data={})}])
def test_without_a_baseline_it_says_so(
    open_job: Open, commit: Commit, kept: dict[str, Any]
) -> None:
    commit()
    commit({"svc/compat.py": None})
    job = open_job()
    job.kept = kept
    outcome = remove.before(job)
    assert "any failure counts" in outcome.summary
    assert "suite" not in outcome.data


def test_a_check_for_renames_needs_renames(repo: Path, open_job: Open) -> None:
    with pytest.raises(ConfigError, match="no renamed root is named"):
        remove.scan_renames(open_job(layer=("svc.compat",)))
    assert remove.legacy(open_job(layer=("svc.compat",))).summary == "no root was renamed"


def test_there_is_nothing_to_undo_before_the_restore_point(open_job: Open) -> None:
    assert remove.undo(open_job()) == []
