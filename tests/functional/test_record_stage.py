"""The run-time record as the stages use it: what it is joined with, and when it is refused."""

from __future__ import annotations

import json
import sys

import pytest

pytestmark = pytest.mark.functional

IMPORT = "[sys.executable, '-c', 'import svc.' + 'tapmoc'[::-1]]"
GONE = {
    "tests/smoke/test_gone.py": "import subprocess, sys\n\n\ndef test_gone():\n    try:\n"
    "        from svc import compat\n    except ImportError:\n        pass\n"
    "    subprocess.run([sys.executable, '-c', 'import svc.compat'])\n"
}


def test_a_child_is_a_hit_although_the_settings_name_the_layer(target):
    """The settings of every target name it: they must not explain a hit away."""
    child = f"import subprocess, sys\n\n\ndef test_child():\n    subprocess.run({IMPORT})\n"
    target.commit("Compute a name in a child", {"tests/smoke/test_child.py": child})
    failed = target.json("stage-a", code=2)
    assert [(h["path"], h["source"]) for h in failed["hits"]] == [("<string>", "runtime")]
    kept = json.loads((target.root / "docs/compat.json").read_text())
    (only,) = [r for r in kept["references"] if r["kind"] == "runtime"]
    assert only["note"] == "code without a file, in tests/smoke/test_child.py::test_child"


def test_a_test_that_the_layer_is_gone_may_be_allowed_in_every_stage(make_target):
    settings = (
        'base = "main"\n[compat]\nlayer = "svc.compat"\nallow = ["tests/smoke/test_gone.py"]\n'
        '[environment]\ninterpreter = "{python}"\n'
        '[suites]\nsmoke = ["pytest", "tests/smoke", "-q"]\nunit = ["pytest", "tests/unit", "-q"]\n'
    )
    target = make_target(settings=settings)
    target.commit("Ask whether the layer is gone", GONE)
    assert target.json("stage-a")["hits"] == []
    target.json("stage-b")
    assert not (target.root / "svc/compat").exists()


def test_tests_of_the_layer_go_with_it(target):
    own = "from svc.compat import greet\n\n\ndef test_own():\n    assert greet('x')\n"
    target.commit("Test the layer in its own folder", {"svc/compat/test_own.py": own})
    settings = (target.root / "offramp.toml").read_text()
    settings = settings.replace('"tests/smoke", "-q"', '"tests/smoke", "svc", "-q"')
    target.commit("Run those tests, too", {"offramp.toml": settings})
    assert target.json("stage-a")["hits"] == []


def test_tests_that_ran_where_nothing_records_cannot_judge(make_target):
    """G6: a process beside them recorded, and saw nothing."""
    settings = (
        'base = "main"\n[compat]\nlayer = "svc.compat"\n[environment]\ninterpreter = "{python}"\n'
        '[suites]\nsmoke = ["sh", "smoke.sh"]\n'
    )
    target = make_target(settings=settings)
    script = (
        f"{sys.executable} -c pass\nunset OFFRAMP_RECORD_DIR\n"
        f"exec {sys.executable} -m pytest -q tests/smoke\n"
    )
    target.commit("Start pytest elsewhere", {"smoke.sh": script})
    refused = target.offramp("stage-a")
    assert refused.returncode == 1
    assert "ran where nothing was recorded" in refused.stderr


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["python", "-I", "-m", "pytest", "tests/smoke"], "offramp_recorder"),
        (["env", "-i", sys.executable, "-m", "pytest", "tests/smoke"], "no process recorded"),
        (["true"], "no process recorded"),
        (["sh", "lost.sh"], "could not write down"),
        ([sys.executable, "taken.py"], "was replaced while the suite ran"),
    ],
)
def test_a_suite_that_keeps_the_recorder_out_cannot_judge(make_target, command, said):
    """G1, G6: each way to break it."""
    settings = (
        'base = "main"\n[compat]\nlayer = "svc.compat"\n[environment]\ninterpreter = "{python}"\n'
        f"[suites]\nsmoke = {json.dumps(command)}\n"
    )
    target = make_target(settings=settings)
    lost = f"{sys.executable} -c pass\ncd $OFFRAMP_RECORD_DIR\nfor f in *; do mv $f $f.lost; done\n"
    taken = "import sys\nsys.meta_path[:] = [f for f in sys.meta_path if isinstance(f, type)]\n"
    target.commit("Keep the recorder out", {"lost.sh": lost, "taken.py": taken})
    refused = target.offramp("stage-a")
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert said in refused.stderr


def test_a_child_that_nothing_reaches_is_told(target):
    """In an environment that is not offramp's own, the variables are all that carries it."""
    test = (
        "import os, subprocess, sys\n\n\ndef test_child():\n"
        "    env = {**os.environ, 'PYTHONPATH': 'src'}\n"
        "    subprocess.run([sys.executable, '-c', 'pass'], env=env, check=True)\n"
    )
    target.commit("Give a child a path of its own", {"tests/smoke/test_child.py": test})
    ran = target.json("stage-a")
    (step,) = [s for s in ran["steps"] if s["id"] == "record"]
    assert [f["rule"] for f in step["findings"]] == ["child-not-recorded"]
    assert "-c pass" in step["findings"][0]["message"]
