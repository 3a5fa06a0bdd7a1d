"""The way off the layer in projects that nobody here wrote, with their own test suites.

What changes for their tests is nothing, or is a test of the layer itself, which the scan named.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.functional, pytest.mark.network]


@dataclass(frozen=True)
class Project:
    """A project with a compatibility module.

    Attributes:
        release: as the package index has it.
        layer: the module that must go.
        roots: folders on the import path.
        smoke: what its smoke suite runs.
        unit: what its unit suite runs.
        requirements: what its tests need.
        shims: the module that takes over what is made in the layer; none is needed where empty.
        tests_of_the_layer: test files that go with it.
        slow: tests that wait for time to pass, or for another host; left out.
    """

    release: str
    layer: str
    smoke: str
    unit: str
    roots: Sequence[str] = ()
    requirements: Sequence[str] = ("pytest",)
    shims: str = ""
    tests_of_the_layer: Sequence[str] = ()
    slow: Sequence[str] = ()

    @property
    def file(self) -> str:
        """The layer's file."""
        return "/".join([*self.roots, *self.layer.split(".")]) + ".py"


PROJECTS = [
    Project(
        "requests==2.32.3",
        "requests.compat",
        "tests/test_structures.py",
        "tests",
        roots=("src",),
        requirements=(
            *("pytest<9", "pytest-httpbin==2.1.0", "httpbin~=0.10.0", "trustme", "PySocks"),
            *("urllib3", "certifi", "idna", "charset_normalizer"),
        ),
        shims="requests._shims",
        slow=("TestTimeout", "TestTestServer", "connection_pool"),
    ),
    Project(
        "toolz==0.12.1",
        "toolz.compatibility",
        "toolz/tests/test_dicttoolz.py",
        "toolz",
        tests_of_the_layer=("toolz/tests/test_compatibility.py",),
    ),
    Project(
        "idna==3.7",
        "idna.compat",
        "tests/test_idna_codec.py",
        "tests",
        tests_of_the_layer=("tests/test_idna_compat.py",),
    ),
]


class Clone:
    """A project as a repository of its own, and offramp's command line in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", *who, *words], cwd=self.root, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str) -> None:
        self.git("add", "--all", "--force", ":!.offramp")
        self.git("commit", "-q", "-m", message)

    def offramp(self, *words: str, code: int = 0) -> Any:
        who = {f"GIT_{role}_EMAIL": "t@example.com" for role in ("AUTHOR", "COMMITTER")}
        names = {f"GIT_{role}_NAME": "T" for role in ("AUTHOR", "COMMITTER")}
        done = subprocess.run(
            [sys.executable, "-m", "offramp", *words, "--json"],
            cwd=self.root,
            env={**os.environ, **who, **names},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout[-3000:] + done.stderr[-3000:]
        return json.loads(done.stdout)

    def outcomes(self, step: str) -> Mapping[str, str]:
        evidence = json.loads((self.root / f".offramp/evidence/{step}.json").read_text())
        outcomes: Mapping[str, str] = evidence["data"]["suite"]["outcomes"]
        assert sum(outcome == "passed" for outcome in outcomes.values()) > 20
        return outcomes


@pytest.fixture(params=PROJECTS, ids=lambda project: project.release)
def project(request: pytest.FixtureRequest) -> Project:
    found: Project = request.param
    return found


@pytest.fixture
def clone(project: Project, tmp_path: Path) -> Clone:
    fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*fetch, "-d", tmp_path, project.release], check=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as sdist:
        sdist.extractall(tmp_path, filter="data")
    clone = Clone(tmp_path / archive.name.removesuffix(".tar.gz"))
    fast = ["-k", " and ".join(f"not {name}" for name in project.slow)] if project.slow else []
    unit = ["pytest", "-q", *fast, project.unit]
    (clone.root / "offramp.toml").write_text(
        f'[compat]\nlayer = "{project.layer}"\n'
        f'[environment]\nrequirements = ["offramp.txt"]\nroots = {list(project.roots)}\n'
        f'[suites]\nsmoke = ["pytest", "-q", "{project.smoke}"]\n'
        f"unit = {json.dumps(unit)}\n"
    )
    (clone.root / "offramp.txt").write_text("\n".join(project.requirements) + "\n")
    clone.git("init", "-q", "-b", "main")
    clone.commit("Begin")
    return clone


def give_a_home(clone: Clone, project: Project) -> None:
    """Do what a developer does with what is made in the layer: move it; the layer hands it on."""
    layer = clone.root / project.file
    names = sorted({row["legacy"] for row in clone.offramp("compat-report", code=2)["references"]})
    made = [name.removeprefix(project.layer + ".") for name in names]
    offered = sorted({name for name in made if "." not in name and name != project.layer})
    layer.rename(layer.with_name(project.shims.rpartition(".")[2] + ".py"))
    layer.write_text(f"from {project.shims} import {', '.join([*offered, 'bytes'])}\n")


def test_the_layer_goes_and_their_tests_stay(project: Project, clone: Clone) -> None:
    announced = clone.offramp("compat-report", code=2)
    assert announced["hits"] > 0
    hits = {row["path"] for row in announced["references"] if row["counts"]}

    left = clone.offramp("compat-fix", code=2)["unfixed"]
    if project.shims:
        give_a_home(clone, project)
        left = clone.offramp("compat-fix", code=0)["unfixed"]
    assert {row["path"] for row in left} == {*project.tests_of_the_layer}
    for path in project.tests_of_the_layer:
        (clone.root / path).unlink()
    clone.commit("Leave the layer")

    assert clone.offramp("stage-a")["verdict"] == "pass"
    assert clone.offramp("stage-b", "--commit")["verdict"] == "pass"
    assert not (clone.root / project.file).exists()
    assert clone.git("status", "--short") == ""
    assert clone.outcomes("before") == clone.outcomes("unit")
    assert {*project.tests_of_the_layer} <= hits
