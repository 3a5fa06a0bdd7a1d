from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest

from offramp.report.terminal import Terminal


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    subprocess.run(["git", "init", "-q", "-b", "main", root], check=True)
    return root


@pytest.fixture
def terminal() -> Terminal:
    return Terminal(io.StringIO())
