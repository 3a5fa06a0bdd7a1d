from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.errors import CannotJudge, ConfigError
from offramp.steps import enforce
from offramp.steps.job import Job

Open = Callable[..., Job]
Commit = Callable[..., None]


def test_a_layer_that_is_not_there_cannot_be_enforced(open_job: Open, commit: Commit) -> None:
    commit()
    with pytest.raises(CannotJudge, match=r"the layer svc\.ghost is not there"):
        enforce.doctor(open_job(layer=("svc.ghost",)))


def test_what_was_removed_can_still_be_enforced(open_job: Open, commit: Commit) -> None:
    """Else the gate of continuous integration ends with the pull request that removes the layer."""
    commit()
    commit({"svc/compat.py": None})
    job = open_job()
    assert enforce._names(job) == "layer svc.compat: gone already"


def test_settings_for_the_contract_alone_are_no_fault(repo: Path, open_job: Open) -> None:
    """`init` writes them; no settings at all are one, and so is a scan without a layer."""
    (repo / "svc" / "api.py").write_text("from fastapi import FastAPI\napp = FastAPI()\n")
    (repo / "pyproject.toml").write_text('[tool.offramp]\nbase = "main"\n')
    assert enforce._names(open_job()).startswith("no layer is named")
    with pytest.raises(ConfigError, match="no compatibility layer is named"):
        enforce.scan(open_job())
    (repo / "pyproject.toml").write_text("")
    with pytest.raises(ConfigError, match="no compatibility layer is named"):
        enforce._names(open_job())


def test_a_tree_without_a_file_cannot_be_scanned(repo: Path, open_job: Open) -> None:
    """G9: zero files are no zero hits; the work tree holds what the settings leave out alone."""
    for path in (repo / "svc" / "__init__.py", repo / "svc" / "compat.py"):
        path.unlink()
    (repo / "pyproject.toml").unlink()
    with pytest.raises(CannotJudge, match="no file to scan"):
        enforce.scan_tree(open_job(layer=("svc.compat",)))
