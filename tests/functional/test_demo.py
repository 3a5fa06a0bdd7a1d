"""The demonstration, as a newcomer runs it; it installs the reference service's requirements."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.functional, pytest.mark.network]


@pytest.fixture
def elsewhere(tmp_path):
    """A folder that is no checkout, and caches of the test's own but for the installer's."""
    return {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "UV_CACHE_DIR": uv_cache()}


def uv_cache():
    uv = shutil.which(
        "uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    )
    if uv is None:
        return ""
    return subprocess.run(
        [uv, "cache", "dir"], capture_output=True, text=True, check=True
    ).stdout.strip()


def demo(tmp_path, env):
    return subprocess.run(
        [sys.executable, "-m", "offramp", "demo", "--json"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_walks_the_whole_way_twice(tmp_path, elsewhere):
    for _ in range(2):
        done = demo(tmp_path, elsewhere)
        assert done.returncode == 0, done.stderr
        data = json.loads(done.stdout)
        shown = {entry["step"]: entry["verdict"] for entry in data["evidence"]}
        assert {"gate", "remove", "unit", "diff", "guide", "checklist"} <= set(shown)
        assert set(shown.values()) == {"pass"}
    root = Path(data["repository"])
    assert not (root / "lukhas/compat").exists()
    guide = (root / "docs/migration/MIGRATION_v0.9.0.md").read_text(encoding="utf-8")
    assert "`lukhas.compat" in guide
