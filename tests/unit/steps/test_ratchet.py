from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.errors import ConfigError, EvidenceError
from offramp.findings import Verdict
from offramp.imports.model import Kind, Reference, ScanReport
from offramp.steps.job import Job
from offramp.steps.ratchet import held

Open = Callable[..., Job]
ONE = Reference("svc/a.py", 1, 0, Kind.IMPORT, "svc.compat")
TWO = Reference("svc/b.py", 1, 0, Kind.IMPORT, "svc.compat")


def report(*references: Reference) -> ScanReport:
    return ScanReport(
        layers=("svc.compat",), renames=(("old", "new"),), references=references, scanned_files=9
    )


@pytest.fixture
def settings(repo: Path) -> Path:
    path = repo / "pyproject.toml"
    path.write_text(path.read_text().replace("max-hits = 2", 'ratchet = "known.json"'))
    return path


def test_the_first_update_takes_in_what_is_there_and_the_next_ones_only_lower(
    settings: Path, repo: Path, open_job: Open
) -> None:
    with pytest.raises(EvidenceError, match="the ratchet cannot be read"):
        held(open_job(), report(ONE), whole=True)
    assert held(open_job(update=True), report(ONE, TWO), whole=True).verdict is Verdict.PASS
    assert held(open_job(update=True), report(ONE), whole=True).verdict is Verdict.PASS
    assert json.loads((repo / "known.json").read_text())["hits"] == 1
    assert held(open_job(update=True), report(ONE, TWO), whole=True).verdict is Verdict.FAIL
    assert held(open_job(update=True, allow_new=True), report(TWO), whole=True).hits == 1
    assert held(open_job(), report(TWO), whole=True).verdict is Verdict.PASS


def test_reading_alone_updates_nothing(settings: Path, open_job: Open) -> None:
    with pytest.raises(EvidenceError):
        held(open_job(update=True), report(ONE), whole=False)


def test_without_a_ratchet_there_is_nothing_to_update(open_job: Open) -> None:
    assert held(open_job(), report(ONE), whole=True).ratchet is None
    with pytest.raises(ConfigError, match="no ratchet to update"):
        held(open_job(update=True), report(ONE), whole=True)


def test_new_hits_are_taken_in_by_an_update_alone(settings: Path, open_job: Open) -> None:
    with pytest.raises(ConfigError, match="by itself"):
        held(open_job(allow_new=True), report(ONE), whole=True)


def test_two_budgets_are_refused(settings: Path, open_job: Open) -> None:
    text = settings.read_text().replace("ratchet =", "max-hits = 3\nratchet =")
    settings.write_text(text)
    with pytest.raises(ConfigError, match="two budgets"):
        open_job()


def test_a_budget_that_is_said_stands_in_place_of_the_ratchet(
    settings: Path, open_job: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_job(max_hits=0).settings.compat.ratchet is None
    monkeypatch.setenv("SVC_COMPAT_MAX_HITS", "0")
    assert open_job().settings.compat.ratchet is None


def test_the_file_is_no_part_of_what_is_judged(settings: Path, open_job: Open) -> None:
    assert "known.json" in open_job().settings.outputs()
