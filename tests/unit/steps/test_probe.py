from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.errors import ConfigError
from offramp.plan import POLISH
from offramp.steps import probe
from offramp.steps.job import Job

Open = Callable[..., Job]


def configure(repo: Path, text: str) -> None:
    with (repo / "pyproject.toml").open("a") as file:
        file.write(text)


def test_without_its_table_nothing_is_called_and_the_plan_says_so(open_job: Open) -> None:
    outcome = probe.probe(open_job())
    assert outcome.verdict.value == "pass"
    assert "nothing was called" in outcome.summary
    assert [(found.rule, found.severity.value) for found in outcome.findings] == [
        ("not-probed", "info")
    ]
    assert outcome.data == {"probed": False}


def test_a_document_from_a_file_has_no_application_to_call(repo: Path, open_job: Open) -> None:
    configure(repo, '[tool.offramp.openapi]\ndocument = "api.json"\n[tool.offramp.probe]\n')
    with pytest.raises(ConfigError, match="no application to call"):
        probe.probe(open_job())


def test_credentials_come_from_the_environment_or_the_probes_own_variables(
    repo: Path, open_job: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(repo, '[tool.offramp.probe.credentials]\nSVC_TOKEN = "Authorization"\n')
    job = open_job()
    monkeypatch.delenv("SVC_TOKEN", raising=False)
    with pytest.raises(ConfigError, match="SVC_TOKEN is not set"):
        probe._credentials(job)
    monkeypatch.setenv("SVC_TOKEN", "Bearer a")
    assert probe._credentials(job) == {"Authorization": "Bearer a"}
    configure(repo, '[tool.offramp.probe.variables]\nSVC_TOKEN = "Bearer b"\n')
    job.reload()
    assert probe._credentials(job) == {"Authorization": "Bearer b"}


def test_the_application_is_called_before_the_checklist_tells_of_it() -> None:
    steps = {step.id: step for step in POLISH.steps}
    assert "probe" in steps["checklist"].needs
    assert list(steps).index("probe") < list(steps).index("checklist")
