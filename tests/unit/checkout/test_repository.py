from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from offramp.checkout.repository import common_dir

pytestmark = pytest.mark.functional


def test_the_common_folder(upstream: Path, tmp_path: Path, git: Callable[..., str]) -> None:
    git(upstream, "worktree", "add", "-q", "--detach", str(tmp_path / "side"))
    assert common_dir(tmp_path / "side") == common_dir(upstream) == upstream / ".git"
