"""The demonstration, as a newcomer runs it; it installs the reference service's requirements."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from offramp import git
from offramp.evidence import Ledger
from offramp.sandbox import find_example

pytestmark = pytest.mark.functional
EXAMPLE = find_example()


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


@pytest.mark.network
def test_it_walks_the_whole_way_twice(tmp_path, elsewhere):
    for turn in range(2):
        done = demo(tmp_path, elsewhere)
        assert done.returncode == 0, done.stderr
        assert re.search(r"plugins.py:\d+:\d+: lukhas.compat.dreams \(runtime\)", done.stderr)
        data = json.loads(done.stdout)
        shown = {entry["step"]: entry["verdict"] for entry in data["evidence"]}
        assert {"gate", "remove", "unit", "diff", "guide", "checklist"} <= set(shown)
        assert set(shown.values()) == {"pass"}
        baseline = next(e for e in data["evidence"] if e["step"] == "baseline")
        assert baseline["summary"].endswith("; kept from before") == bool(turn)
    root = Path(data["repository"])
    assert not (root / "lukhas/compat").exists()
    assert_claims_hold(root, (root / "docs/migration/MIGRATION_v0.9.0.md").read_text("utf-8"))
    template = (root / ".github/PULL_REQUEST_TEMPLATE.md").read_text("utf-8")
    shown = (root / ".offramp/pull-request.md").read_text("utf-8")
    assert set(re.findall(r"^- \[x\].*again with (`.*`)\)$", shown, re.M)) == set(
        re.findall(r"^- \[ \] (`invoke .*?`)", template, re.M)
    )


def defines(root, dotted):
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        folder = root.joinpath(*parts[:length])
        for file in (folder.with_suffix(".py"), folder / "__init__.py"):
            if file.is_file():
                return all(name in file.read_text("utf-8") for name in parts[length:])
    return False


def assert_claims_hold(root, guide):
    """P2: each claim of the guide, looked up again in git, in the tree and in the evidence."""
    base = git.text(root, "merge-base", "main", "HEAD")
    removed = "Removed: `lukhas.compat`, `candidate`, `lucas`."
    assert f"{removed}\nFrom `{base[:12]}` (the merge base)" in guide
    rows = re.findall(r"^\| `(\S+)` \| (.*?) \| (.*) \|$", guide.partition("## HTTP")[0], re.M)
    assert {"lukhas.compat.memory.fold", "lucas.core.settings.Settings"} <= {r[0] for r in rows}
    for old, new, users in rows:
        for path, line in re.findall(r"`(\S+):(\d+)`", users):
            text = git.text(root, "show", f"{base}:{path}").splitlines()
            near = "\n".join(text[int(line) - 1 : int(line) + 4])  # a statement has some lines
            given = re.search(r"\bname\b", near) and any(old in line for line in text)
            assert given or old.rpartition(".")[2] in near, f"{old} at {path}:{line}"
        assert new == "none was found" or defines(root, new.strip("`")), new
    counts = Ledger(root).read("diff").data["counts"]
    assert f"{counts['breaking']} breaking changes, {counts['warning']} warnings" in guide


def test_a_dry_run_in_the_checkout_lays_out_no_sandbox(tmp_path):
    """The checkout stands in for a fresh clone: settings that name an example, and no sandbox."""
    checkout = tmp_path / "checkout"
    shutil.copytree(EXAMPLE, checkout / "example")
    (checkout / "offramp.toml").write_text('sandbox = "example"\n')
    subprocess.run(["git", "init", "-q", str(checkout)], check=True)
    before = sorted(checkout.rglob("*"))
    command = [sys.executable, "-m", "offramp", "stage-c", "--dry-run", "--json"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["refused"]["next"] == "invoke stage-b"
    assert sorted(checkout.rglob("*")) == before
