"""Whose pytest runs the target's suites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout import Environment
from offramp.errors import ConfigError, EnvironmentProblem
from offramp.steps import running
from offramp.steps.job import Job

Open = Callable[..., Job]
SUITES = """
[tool.offramp]
compat.layer = "svc.compat"
suites.smoke = ["pytest", "-q"]
[dependency-groups]
dev = ["pytest>=8"]
"""


@pytest.fixture
def job(repo: Path, open_job: Open, monkeypatch: pytest.MonkeyPatch) -> Job:
    """One whose environment has no pytest, while there is one on PATH."""
    (repo / "pyproject.toml").write_text(SUITES)
    other = repo / "elsewhere" / "pytest"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    opened = open_job()
    monkeypatch.setenv("PATH", str(other.parent))
    return opened


def empty(job: Job, **packages: str) -> Environment:
    python = job.root / "venv" / "python"
    return Environment(python, python.parent, "d", packages, "pyproject.toml")


def test_a_pytest_from_elsewhere_would_not_see_the_targets_packages(job: Job) -> None:
    """Each test that imports one would fail, before and after, and the suite be no worse (G16)."""
    job.__dict__["environment"] = empty(job, fastapi="1.0")
    with pytest.raises(EnvironmentProblem, match="was not found") as caught:
        running.check(job, "smoke")
    assert caught.value.next == 'groups = ["dev"] in [tool.offramp.environment]'


def test_where_there_are_no_packages_any_pytest_will_do(job: Job) -> None:
    job.__dict__["environment"] = empty(job)
    running.check(job, "smoke")


@pytest.mark.parametrize("name", ["smoke", "unit"])
def test_a_gate_without_its_suite_cannot_judge(open_job: Open, name: str) -> None:
    """Nothing in the original's gate job ran any code (G10)."""
    with pytest.raises(ConfigError, match=f"no {name} suite is named") as caught:
        running.command(open_job(), name)
    assert caught.value.found == "pyproject.toml"
