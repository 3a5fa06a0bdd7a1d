"""The doors as a user has them: invoke, nox and offramp, on a real repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.functional

THIN = {
    "tasks.py": "from offramp.tasks import ns  # noqa: F401\n",
    "noxfile.py": "from offramp.sessions import register\n\nregister()\n",
}


def call(target, module, *words):
    env = {**os.environ, "NOXSESSION": "", "NO_COLOR": "1"}
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(
        command, cwd=target.root, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture
def thin(target):
    target.commit("Add the two thin files", THIN)
    return target


def test_invoke_dry_is_honoured_where_something_would_be_deleted(thin):
    thin.json("stage-a")
    before = thin.digest()
    done = call(thin, "invoke", "--dry", "stage-b", "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["schema"] == "offramp.dry-run/1"
    assert data["refused"] is None
    would = [line for step in data["steps"] for line in step["would"]]
    assert "delete svc/compat/__init__.py" in would
    assert thin.digest() == before


def test_invoke_lists_every_door_and_passes_the_code_on(thin):
    listed = call(thin, "invoke", "--list")
    assert "stage-b" in listed.stdout
    refused = call(thin, "invoke", "stage-b", "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["error"]["next"] == "invoke stage-a"


def test_nox_runs_a_gate_and_its_verdict_is_in_the_evidence(thin):
    done = call(thin, "nox", "-s", "compat_enforce")
    assert done.returncode == 0, done.stderr
    evidence = json.loads((thin.root / ".offramp/evidence/gate.json").read_text())
    assert (evidence["schema"], evidence["verdict"]) == ("offramp.evidence/1", "pass")


def test_nox_fails_where_the_gate_does(thin):
    thin.commit(
        "Use the layer", {"svc/user.py": "from svc.compat import greet\n\nTEXT = greet('')\n"}
    )
    done = call(thin, "nox", "-s", "compat_enforce")
    assert done.returncode == 1
    evidence = json.loads((thin.root / ".offramp/evidence/gate.json").read_text())
    assert evidence["verdict"] == "fail"


def test_what_was_shown_of_another_layer_is_no_ground_for_a_removal(target):
    """Settings of a request pass nothing on: the gate held for a layer that nobody uses."""
    target.commit(
        "Use the layer, and add one that is unused",
        {
            "svc/user.py": "from svc.compat import greet\n\nTEXT = greet('user')\n",
            "svc/unused.py": "",
        },
    )
    target.json("compat-enforce", "--layer", "svc.unused")
    refused = target.json("stage-b", code=1)
    assert "stale" in refused["error"]["what"]
    assert (target.root / "svc/compat/__init__.py").exists()


def test_a_suite_that_changes_the_tree_is_no_evidence_for_it(target):
    """The file was written after the scan: nobody has read it."""
    target.commit(
        "Write while testing",
        {
            "tests/smoke/test_smoke.py": (
                "import pathlib\n\n\ndef test_user():\n"
                "    pathlib.Path('svc/late.py').write_text('import svc.compat\\n')\n"
            )
        },
    )
    refused = target.json("stage-a", code=1)
    assert refused["error"]["what"] == "the tree changed while step record ran"
    assert target.json("status")["stages"][0]["state"] != "met"


def test_a_layer_that_never_was_is_not_gone(target):
    """A slip in the name is found in no tree; that must not pass for a removal (G12)."""
    settings = (target.root / "offramp.toml").read_text()
    target.commit("Slip", {"offramp.toml": settings.replace("svc.compat", "svc.compt")})
    refused = target.json("stage-b", code=1)
    assert refused["error"]["what"] == "the layer svc.compt is not there, and never was"


def test_after_the_removal_the_suites_are_still_judged_by_their_difference(target):
    """One unit test failed before: it may go on failing in the next run as well (G16)."""
    target.json("stage-a")
    target.json("stage-b", "--commit")
    target.commit("Go on", {"svc/more.py": "MORE = 1\n"})
    for _ in range(2):
        again = target.json("stage-b")
        unit = next(step for step in again["steps"] if step["id"] == "unit")
        assert "1 failed" in unit["summary"]
    assert target.json("stage-c")["verdict"] == "pass"


def test_stage_c_may_be_held_against_another_baseline(target):
    """And what it has shown then is not shown of the baseline that is set."""
    target.json("stage-a")
    target.json("stage-b", "--commit")
    fork = target.git("rev-parse", "main")
    assert target.json("stage-c", "--base", fork)["verdict"] == "pass"
    states = [stage["state"] for stage in target.json("status")["stages"]]
    assert states == ["met", "met", "stale"]


def test_a_removal_that_cannot_be_committed_is_undone(target):
    target.json("stage-a")
    before = target.git("status", "--porcelain")
    nobody = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "HOME": str(target.root / ".offramp"),
        "EMAIL": "",
    }
    target.git("config", "--unset", "user.name")
    target.git("config", "--unset", "user.email")
    target.git("config", "user.useConfigOnly", "true")
    refused = target.json("stage-b", "--commit", code=1, **nobody)
    assert "undone" in refused["error"]["what"]
    assert (target.root / "svc/compat/__init__.py").exists()
    assert target.git("status", "--porcelain") == before


def test_doctor_prune_clears_away_what_is_kept_and_what_died(target, tmp_path):
    home = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}
    kept = tmp_path / "cache" / "offramp" / "documents" / "ab" / ("c" * 62)
    kept.parent.mkdir(parents=True)
    kept.write_text("")
    data = target.json("doctor", "--prune", **home)
    assert (data["schema"], data["documents"], data["worktrees"]) == ("offramp.prune/1", 1, [])
    assert not kept.exists()
    assert "0 documents" in target.offramp("doctor", "--prune", **home).stderr
