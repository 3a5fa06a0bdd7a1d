"""The rewriter on the shared import cases, which are not part of the repository."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from offramp import git
from offramp.imports import scan
from offramp.imports.rewriting.rewrite import FixPlan, plan_fix

CASES = Path(__file__).parents[2] / ".." / "shared" / "cases" / "imports"
pytestmark = [
    pytest.mark.functional,
    pytest.mark.shared,
    pytest.mark.skipif(not CASES.is_dir(), reason="../shared/cases/imports is not there"),
]
LAYER, NEW = "acme.compat", "acme.newcompat"


def truth() -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((CASES / "truth.json").read_bytes())["cases"]
    return cases


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shared") / "acme"
    root.mkdir()
    with tarfile.open(CASES / "acme.tar.gz") as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(root)
    shutil.copytree(root / "src/acme/compat", root / "src/acme/newcompat")
    git.run(root, "init", "-q", ".")
    git.run(root, "add", "-A", "-f", "--", ".", ":!build")
    return root


@pytest.fixture(scope="module")
def plan(before: Path) -> FixPlan:
    return plan_fix(before, scan(before, LAYER, {LAYER: NEW}))


@pytest.fixture(scope="module")
def after(before: Path, plan: FixPlan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("after") / "acme"
    shutil.copytree(before, root, symlinks=True)
    FixPlan(root, plan.edits, plan.before).apply()
    return root


def run(root: Path, path: str) -> str:
    module = path.removeprefix("src/").removesuffix(".py").replace("/", ".")
    done = subprocess.run(
        [sys.executable, "-B", "-m", module], cwd=root / "src", capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return re.sub(r" at 0x\w+", "", done.stdout.decode()).replace("newcompat", "compat")


def test_what_can_be_rewritten_is_and_the_rest_is_reported(plan: FixPlan) -> None:
    unfixed = {r.path for r, _ in plan.unfixed}
    auto = {c["path"] for c in truth() if c["rewrite"] == "auto" and c["cls"] != "P"}
    manual = {c["path"] for c in truth() if c["rewrite"] == "manual" and c["cls"] not in "PR"}
    assert auto - set(plan.edits) == set()
    assert auto & unfixed == set()
    assert manual - unfixed == set()


def test_what_is_no_reference_is_not_touched(plan: FixPlan) -> None:
    """P1."""
    assert not {c["path"] for c in truth() if c["rewrite"] == "none"} & set(plan.edits)


def test_nothing_is_left_but_what_was_reported(after: Path, plan: FixPlan) -> None:
    left = scan(after, LAYER, {LAYER: NEW})
    assert {r.path for r in left.references if r.counts} == {r.path for r, _ in plan.unfixed}


def programs() -> list[str]:
    """Return the paths of the cases that are programs of their own."""
    cases = truth() if CASES.is_dir() else []
    wanted = (c for c in cases if c["rewrite"] == "auto" and c["cls"] in "SARDH")
    return [c["path"] for c in wanted if c["path"].startswith("src/app/") and c["id"] != "h11"]


@pytest.mark.parametrize("path", programs())
def test_a_module_runs_as_before_without_the_layer(before: Path, after: Path, path: str) -> None:
    printed = run(before, path)
    shutil.rmtree(after / "src/acme/compat", ignore_errors=True)
    assert run(after, path) == printed
