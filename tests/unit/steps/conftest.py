from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from offramp.steps.job import Job, Request

SETTINGS = """\
[tool.offramp]
env-prefix = "SVC"
[tool.offramp.compat]
layer = "svc.compat"
max-hits = 2
allow = ["docs/**"]
[tool.offramp.compat.renames]
old = "new"
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    (root / "svc").mkdir(parents=True)
    (root / "pyproject.toml").write_text(SETTINGS)
    (root / "svc" / "__init__.py").write_text("")
    (root / "svc" / "compat.py").write_text("")
    subprocess.run(["git", "init", "-q", "-b", "main", root], check=True)
    return root


@pytest.fixture
def commit(repo: Path) -> Callable[..., None]:
    """Write files (None deletes one) and commit everything."""

    def commit_(files: Mapping[str, str | None] | None = None) -> None:
        for name, text in (files or {}).items():
            path = repo / name
            if text is None:
                path.unlink()
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        who = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        for words in (["add", "--all"], [*who, "commit", "-q", "--allow-empty", "-m", "x"]):
            subprocess.run(["git", "-C", repo, *words], env=env, check=True)

    return commit_


@pytest.fixture
def open_job(repo: Path) -> Callable[..., Job]:
    def open_(**asked: object) -> Job:
        return Job.open(repo, Request(**asked))  # type: ignore[arg-type]

    return open_
