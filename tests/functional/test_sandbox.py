"""The reference service as the builder lays it out: it works in every state that the plan meets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from offramp import git, sandbox
from offramp.checkout import environment
from offramp.config import load
from offramp.imports import scan
from offramp.imports.model import Kind
from offramp.imports.rewriting.rewrite import plan_fix

pytestmark = pytest.mark.functional

BUILD = """
import sys
from pathlib import Path
from offramp import sandbox
sandbox.build(sandbox.find_example(), Path(sys.argv[1]))
"""

# What compat-fix is to make of each leftover: (file, old, new). By hand here, so that this test
# says what is right without asking the rewriter.
REWRITES = [
    ("lukhas/core/standin/answer.py", "lukhas.compat.memory", "labs.memory.folds"),
    ("lukhas/core/standin/embedding.py", "lukhas.compat.embeddings", "labs.text.ngrams"),
    ("lukhas/adapters/openai/routes/dreams.py", "....compat.memory", "labs.memory.folds"),
    ("lukhas/plugins/dreams.pyi", "candidate.", "labs."),
    ("docs/near.ipynb", "lukhas.compat.embeddings", "labs.text.ngrams"),
    ("lukhas/serve.py", "lukhas.compat.logs", "lukhas.observability.logs"),
    ("lukhas/core/plugins.py", "lukhas.compat.dreams", "lukhas.plugins.dreams"),
    ("scripts/warm_up.py", '"lukhas.compat.embeddings"', '"labs.text.ngrams"'),
    ("tests/unit/test_embedding.py", "lukhas.compat.embeddings", "labs.text.ngrams"),
    ("tests/unit/test_folds.py", "from lukhas import compat", "import labs.memory.folds"),
    ("tests/unit/test_folds.py", "compat.memory.", "labs.memory.folds."),
    ("tests/unit/test_answer.py", "lukhas.compat.memory", "labs.memory.folds"),
    ("tests/unit/test_weaver.py", "candidate.", "labs."),
    ("tests/unit/test_settings.py", "lucas.", "lukhas."),
    ("configs/logging.yaml", "lukhas.compat.logs", "lukhas.observability.logs"),
    ("pyproject.toml", "lukhas.compat.serve", "lukhas.serve"),
    ("Dockerfile", "lukhas.compat.serve", "lukhas.serve"),
]


@pytest.fixture(scope="module")
def python() -> Path:
    """A Python with what the service's requirements.txt names, and nothing of offramp's."""
    return environment(sandbox.find_example() / "tree").python


def run(python: Path, root: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = git.clean_environment({"PYTHONDONTWRITEBYTECODE": "1"})
    command = [os.fspath(python), *args]
    return subprocess.run(
        command, cwd=root, env=env, capture_output=True, text=True, check=False, timeout=120
    )


def assert_suites_green(python: Path, root: Path) -> None:
    for suite in ("tests/smoke", "tests"):
        done = run(python, root, "-m", "pytest", suite, "-q", "-p", "no:cacheprovider")
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.network
@pytest.mark.parametrize("branch", ["main", "codex/phase-3-compat-off"])
def test_the_suites_are_green_on_both_branches(branch: str, python: Path, tmp_path: Path) -> None:
    root = sandbox.build(sandbox.find_example(), tmp_path / "sandbox")
    git.run(root, "checkout", "--quiet", branch)
    assert_suites_green(python, root)
    assert git.text(root, "status", "--porcelain") == ""


@pytest.mark.network
def test_the_layer_can_go_once_its_leftovers_are_rewritten(python: Path, tmp_path: Path) -> None:
    """G13, G14: afterwards a fresh interpreter can not import it, and nothing swallows that."""
    root = sandbox.build(sandbox.find_example(), tmp_path / "sandbox")
    for name, old, new in REWRITES:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, name
        (root / name).write_text(text.replace(old, new), encoding="utf-8")
    git.run(root, "rm", "-r", "--quiet", "lukhas/compat")

    smoke = run(python, root, "-m", "pytest", "tests/smoke", "-q", "-p", "no:cacheprovider")
    assert smoke.returncode == 1, "the name that is known at run time alone should fail here"
    assert "No module named 'lukhas.compat'" in smoke.stdout

    assert sandbox.apply_by_hand(root) == [
        "configs/plugins.json",
        "tests/conftest.py",
        "tests/data/fold.pickle",
    ]
    assert_suites_green(python, root)
    gone = run(python, root, "-c", "import lukhas.compat")
    assert "No module named 'lukhas.compat'" in gone.stderr
    assert run(python, root, "-c", "import lukhas.adapters.openai.api").returncode == 0


def test_the_leftovers_are_of_every_kind_and_none_is_left(tmp_path: Path) -> None:
    """Reading finds them all, but for the kind that is known at run time alone."""
    root = sandbox.build(sandbox.find_example(), tmp_path / "sandbox")
    compat = load(root).compat
    names = {"renames": compat.renames, "allow": compat.allow, "cache": False}
    found = scan(root, compat.layer, **names)
    assert {r.kind for r in found.references} == set(Kind) - {Kind.RUNTIME}
    plan = plan_fix(root, found, allow=compat.allow)
    assert {(r.path, r.kind) for r, _ in plan.unfixed} == {
        ("tests/conftest.py", Kind.FROM_IMPORT),
        ("tests/data/fold.pickle", Kind.PICKLE),
    }
    plan.apply()
    sandbox.apply_by_hand(root)
    assert scan(root, compat.layer, **names).hits == 0


@pytest.mark.network
def test_the_branches_differ_in_their_contract(python: Path, tmp_path: Path) -> None:
    root = sandbox.build(sandbox.find_example(), tmp_path / "sandbox")
    code = """
from lukhas.adapters.openai.api import get_app
document = get_app().openapi()
fields = document["components"]["schemas"]["ResponseRequest"]["properties"]
print(sorted(fields), len(document["paths"]))
"""
    candidate = run(python, root, "-c", code).stdout
    git.run(root, "checkout", "--quiet", "main")
    baseline = run(python, root, "-c", code).stdout
    assert baseline == "['input', 'instructions', 'max_output_tokens', 'model', 'stream'] 7\n"
    assert candidate == baseline.replace("'max_output_tokens',", "'max_output_tokens', 'metadata',")


def test_builders_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    into = tmp_path / "sandbox"
    command = [sys.executable, "-c", BUILD, os.fspath(into)]
    children = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(6)]
    errors = [child.communicate(timeout=60)[1] for child in children]
    assert [child.returncode for child in children] == [0] * 6, errors
    assert git.text(into, "status", "--porcelain") == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == [".sandbox.lock", "sandbox"]


def test_a_builder_killed_anywhere_does_no_harm(tmp_path: Path) -> None:
    example, into = sandbox.find_example(), tmp_path / "sandbox"
    tips = git.text(sandbox.build(example, into), "rev-parse", "--all")
    command = [sys.executable, "-c", BUILD, os.fspath(into)]
    start = time.monotonic()
    subprocess.run(command, check=True)
    whole = time.monotonic() - start
    for twentieth in range(1, 20):
        child = subprocess.Popen(command)
        time.sleep(whole * twentieth / 20)
        child.send_signal(signal.SIGKILL)
        child.wait()
        if into.exists():
            assert git.text(into, "rev-parse", "--all") == tips
            git.run(into, "fsck", "--strict")
            assert git.text(into, "status", "--porcelain") == ""
    sandbox.ensure(example, into)
    assert git.text(into, "rev-parse", "--all") == tips
    sandbox.build(example, into)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".sandbox.lock", "sandbox"]
