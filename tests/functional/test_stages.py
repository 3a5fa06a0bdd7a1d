"""The staged plan on a small real repository, through the doors that a user has."""

from __future__ import annotations

import json
import os
import signal
import sys
import time

import pytest

pytestmark = pytest.mark.functional

LEFTOVER = {"svc/user.py": "from svc.compat import greet\n\nTEXT = greet('user')\n"}


def walk_to_removal(target, *words):
    target.json("stage-a")
    return target.json("stage-b", *words)


def test_the_whole_way(target):
    target.commit("Use the layer", LEFTOVER)
    failed = target.json("stage-a", code=2)
    assert [(h["path"], h["source"]) for h in failed["hits"]] == [("svc/user.py", "both")]

    fixed = target.json("compat-fix")
    assert fixed["files"] == ["svc/user.py"]
    assert "from svc.core import greet" in (target.root / "svc/user.py").read_text()
    target.commit("Use the canonical name")

    walk_to_removal(target, "--commit")
    assert not (target.root / "svc/compat").exists()
    assert target.git("status", "--porcelain", "-uno", "--", "svc", "tests") == ""
    assert "Remove svc.compat" in target.git("log", "-1", "--format=%s")
    message = target.git("log", "-1", "--format=%b")
    for step in ("rescan", "smoke", "unit"):  # P2: each claim is what was shown
        evidence = json.loads((target.root / f".offramp/evidence/{step}.json").read_text())
        assert f": {evidence['summary']}.\n" in message

    polished = target.json("stage-c")
    assert polished["verdict"] == "pass"
    artifact = json.loads((target.root / "docs/openapi.json").read_text())
    assert artifact["servers"] == [{"url": "https://api.example.com"}]
    assert artifact["info"]["x-service-version"].startswith(target.git("rev-parse", "HEAD")[:12])
    guide = (target.root / "docs/migration/GUIDE.md").read_text()
    assert "`svc.compat" in guide

    status = target.json("status")
    assert [stage["state"] for stage in status["stages"]] == ["met", "met", "met"]
    assert status["next"] is None


def test_the_unit_suite_is_judged_by_its_difference(target):
    """G16: a test that failed before may go on failing; the summary says so."""
    target.json("stage-a")
    removed = target.json("stage-b")
    unit = next(step for step in removed["steps"] if step["id"] == "unit")
    assert "1 failed" in unit["summary"]
    assert "no test became worse" in unit["summary"]


def test_a_stage_is_refused_without_the_evidence_of_the_one_before(target):
    refused = target.json("stage-b", code=1)
    assert "doctor" in refused["error"]["what"]
    assert refused["error"]["next"] == "invoke stage-a"
    assert (target.root / "svc/compat/__init__.py").exists()


def test_evidence_is_stale_once_the_tree_is_another(target):
    """G8: evidence holds for the tree that it was made on, and no other."""
    target.json("stage-a")
    target.commit(
        "Edit", {"svc/core.py": "def greet(name: str) -> str:\n    return 'hello ' + name\n"}
    )
    refused = target.json("stage-b", code=1)
    assert "stale" in refused["error"]["what"]
    states = {s["state"] for s in target.json("status")["stages"][0]["steps"]}
    assert states == {"stale"}


def test_evidence_outlives_the_commit_of_the_very_tree(target):
    target.write({"svc/core.py": "def greet(name: str) -> str:\n    return 'hello ' + name\n"})
    target.json("stage-a")
    target.commit("Commit what was judged")
    assert target.json("stage-b")["verdict"] == "pass"


def test_a_failing_suite_brings_everything_back(target):
    target.commit(
        "A test that needs the layer, in a way that no reading finds",
        {
            "tests/unit/test_needs.py": "def test_needs():\n"
            "    import importlib, os\n"
            "    name = os.environ.get('NO_SUCH', 'tapmoc')[::-1]\n"
            "    importlib.import_module('svc.' + name)\n",
        },
    )
    target.json("stage-a")
    before = target.git("rev-parse", "HEAD"), target.git("status", "--porcelain", "-uno")
    ran = target.offramp("stage-b", "--json")
    assert ran.returncode == 2
    # the tree that it failed in is gone: what the suite has printed is all that tells why
    assert "  | E   ModuleNotFoundError: No module named 'svc.compat'" in ran.stderr
    failed = json.loads(ran.stdout)
    unit = failed["steps"][-1]
    assert unit["id"] == "unit"
    assert "test_needs" in unit["findings"][0]["message"]
    assert failed["notes"]
    assert (target.root / "svc/compat/__init__.py").exists()
    assert (target.git("rev-parse", "HEAD"), target.git("status", "--porcelain", "-uno")) == before


def test_a_runtime_hit_that_no_reading_finds(target):
    """G10: the gate runs code."""
    target.commit(
        "Compute the name",
        {
            "svc/user.py": "import importlib, os\n\n"
            "TEXT = importlib.import_module('svc.' + os.environ.get('NO_SUCH', 'tapmoc')[::-1])\n"
        },
    )
    failed = target.json("stage-a", code=2)
    assert {(h["path"], h["source"]) for h in failed["hits"]} == {("svc/user.py", "runtime")}


def test_a_suite_may_ask_for_the_version_of_the_target_itself(target):
    target.write(
        {
            "pyproject.toml": "[project]\nname = 'svc'\nversion = '1.2'\n",
            "tests/smoke/test_version.py": "from importlib.metadata import version\n\n\n"
            "def test_version():\n    assert version('svc') == '1.2'\n",
        }
    )
    assert "passed" in target.json("smoke")["summary"]


def test_a_swallowed_import_is_a_hit_after_the_removal_too(target):
    """G14: try/except around the import hides nothing."""
    target.commit(
        "Swallow",
        {"tests/conftest.py": "try:\n    import svc.compat\nexcept ImportError:\n    pass\n"},
    )
    failed = target.json("stage-a", code=2)
    assert failed["hits"][0]["swallowed"] is True


def test_stage_b_wants_a_clean_tree(target):
    target.write({"svc/core.py": "def greet(name: str) -> str:\n    return 'hello ' + name\n"})
    target.json("stage-a")
    refused = target.json("stage-b", code=1)
    assert "svc/core.py" in json.dumps(refused["error"])
    assert (target.root / "svc/compat/__init__.py").exists()


@pytest.mark.parametrize("stage", ["stage-a", "stage-b", "stage-c"])
def test_a_dry_run_changes_nothing(target, stage):
    target.json("stage-a")
    before = target.digest()
    plan = target.json(stage, "--dry-run")
    assert plan["steps"]
    assert target.digest() == before


def test_a_dry_run_of_the_removal_names_the_files(target):
    target.json("stage-a")
    plan = target.json("stage-b", "--dry-run")
    would = [line for step in plan["steps"] for line in step["would"]]
    assert "delete svc/compat/__init__.py" in would


class TestRollback:
    def test_of_a_removal_in_the_work_tree(self, target):
        tree = target.git("rev-parse", "HEAD^{tree}")
        walk_to_removal(target)
        rolled = target.json("rollback")
        assert "svc/compat/__init__.py" in rolled["paths"]
        target.git("add", "--all", "svc", "tests", "offramp.toml")
        assert target.git("diff", "--cached", "--stat", tree, "--", "svc", "tests") == ""

    def test_of_a_commit_is_a_revert(self, target):
        tree = target.git("rev-parse", "HEAD:svc")
        walk_to_removal(target, "--commit")
        head = target.git("rev-parse", "HEAD")
        rolled = target.json("rollback")
        assert rolled["commit"] == target.git("rev-parse", "HEAD")
        assert target.git("rev-parse", "HEAD^") == head
        assert target.git("rev-parse", "HEAD:svc") == tree

    def test_also_after_more_commits(self, target):
        walk_to_removal(target, "--commit")
        target.commit("Go on", {"svc/more.py": "MORE = 1\n"})
        target.json("rollback")
        assert (target.root / "svc/compat/__init__.py").exists()
        assert (target.root / "svc/more.py").exists()

    def test_with_nothing_to_roll_back(self, target):
        refused = target.json("rollback", code=1)
        assert "nothing to roll back" in refused["error"]["what"]


SLOW = (
    "import os, pathlib, time\n\n\n"
    "def test_slow():\n"
    "    place = pathlib.Path(os.environ['MARKS'])\n"
    "    gone = not pathlib.Path('svc/compat/__init__.py').exists()\n"
    "    (place / f'{__name__}-{gone}').touch()\n"
    "    if f'{__name__}-{gone}' == os.environ.get('HANG'):\n"
    "        time.sleep(60)\n"
)


class TestKilled:
    """A stage that is killed anywhere leaves nothing that the next call does not mend."""

    @pytest.fixture
    def slow(self, target):
        names = {"tests/unit/test_slow_unit.py": SLOW, "tests/smoke/test_slow_smoke.py": SLOW}
        target.commit("Tests that tell where they are", names)
        (target.root.parent / "marks").mkdir()
        return target

    def kill_at(self, target, mark, how):
        marks = target.root.parent / "marks"
        child = target.start("stage-b", "--commit", MARKS=str(marks), HANG=mark)
        deadline = time.monotonic() + 60
        while not (marks / mark).exists():
            assert child.poll() is None, child.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.kill(child.pid, how)
        child.communicate(timeout=60)
        return child.returncode

    @pytest.mark.parametrize(
        "mark", ["test_slow_unit-False", "test_slow_smoke-True", "test_slow_unit-True"]
    )
    def test_by_sigkill(self, slow, mark):
        marks = str(slow.root.parent / "marks")
        slow.json("stage-a", MARKS=marks)
        head = slow.git("rev-parse", "HEAD")
        assert self.kill_at(slow, mark, signal.SIGKILL) == -signal.SIGKILL
        if sys.platform == "linux":
            os.system("pkill -9 -f test_slow_ 2>/dev/null; true")  # the orphan that still sleeps
        found = slow.offramp("stage-b", "--commit", MARKS=marks)
        assert "interrupted" in found.stderr
        assert found.returncode == 0, found.stderr
        assert slow.git("rev-parse", "HEAD^") == head
        assert not (slow.root / "svc/compat").exists()
        assert slow.git("status", "--porcelain", "-uno", "--", "svc", "tests") == ""

    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_by_a_signal_it_restores_at_once(self, slow, how):
        marks = str(slow.root.parent / "marks")
        slow.json("stage-a", MARKS=marks)
        head = slow.git("rev-parse", "HEAD")
        assert self.kill_at(slow, "test_slow_unit-True", how) == 130
        assert (slow.root / "svc/compat/__init__.py").exists()
        assert slow.git("rev-parse", "HEAD") == head
        assert slow.git("status", "--porcelain", "-uno", "--", "svc", "tests") == ""


def test_a_suite_that_outlives_its_killed_run_does_not_disturb_the_next(target):
    """G2: what another process writes late is no part of this run's record."""
    slow = "import time\n\n\ndef test_slow():\n    time.sleep(0.5)\n    import svc.compat\n"
    target.commit("A slow test that uses the layer", {"tests/smoke/test_slow.py": slow})
    first = target.start("stage-a")
    deadline = time.monotonic() + 60
    while not list(target.root.glob(".offramp/record/*/record-*")):
        assert first.poll() is None, first.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    failed = target.json("stage-a", code=2)
    assert [hit["path"] for hit in failed["hits"]] == ["tests/smoke/test_slow.py"]


def test_a_route_that_an_import_error_took_is_one_finding_that_names_it(make_target):
    """The original's gate lost five of twelve routes to a swallowed import, with exit 0 (S9)."""
    extra = (
        "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n"
        "@router.get('/one')\ndef one() -> str:\n    return ''\n\n\n"
        "@router.get('/two')\ndef two() -> str:\n    return ''\n"
    )
    api = (
        "from fastapi import FastAPI\n\napp = FastAPI(title='svc')\n\n\n"
        "@app.get('/here')\ndef here() -> str:\n    return ''\n\n\n"
        "try:\n    from svc.extra import router\nexcept ImportError:\n    pass\n"
        "else:\n    app.include_router(router)\n"
    )
    target = make_target()
    target.git("switch", "-q", "main")
    target.commit("Serve more", {"svc/extra.py": extra, "svc/api.py": api})
    target.git("switch", "-q", "work")
    target.git("merge", "-q", "main")
    target.commit("Break an import", {"svc/extra.py": "import svc.gone\n" + extra})
    diff = target.json("openapi-diff", code=2)
    (finding,) = diff["findings"]
    assert finding["rule"] == "routes-lost"
    assert finding["operations"] == ["GET /one", "GET /two"]
    assert "svc/extra.py:1 imports svc.gone: ModuleNotFoundError" in finding["message"]
    assert finding["base_line"] > 1
